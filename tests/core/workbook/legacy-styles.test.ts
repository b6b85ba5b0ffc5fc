// Published tables laid out as legacy workbooks in many styles: at least 98 of 100 figures are matched, none is put in a wrong cell, the rest is asked.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { recognise } from '#core/workbook/recognise.ts';
import { toReport } from '#core/workbook/to-proposals.ts';
import { add, noScore, scoreOf, type Score } from '#tests/tools/legacy-score.ts';
import { legacyBook, legacyStyles, type LegacyStyle } from '#tests/tools/legacy-styles.ts';
import { randomOf } from '#tests/tools/random.ts';
import { allForms } from '#tests/tools/shipped-forms.ts';

interface Published {
  name: string;
  form: CompiledForm;
  figures: ReadonlyMap<CellKey, string>;
  table: string;
}

const folder = new URL('../../fixtures/published/', import.meta.url);
const published: readonly Published[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name): Published[] => {
    const told = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      form: string;
      table: string;
      cells: Record<string, Record<string, number | string>>;
    };
    const form = allForms.find(({ definition }) => definition.id === told.form);
    if (!form) return [];
    const figures = Object.entries(told.cells).flatMap(([row, columns]) =>
      Object.entries(columns).flatMap(([column, value]): [CellKey, string][] => {
        const key = cellKey(told.table, row, column);
        const kind = form.cells.get(key)?.kind;
        // a sign in a computed cell says only that there is nothing to compare with
        const isSign = kind === 'derived' && !/\d/.test(String(value));
        return value === '' || kind === undefined || kind === 'blocked' || isSign ? [] : [[key, String(value)]];
      })
    );
    return [{ name, form, table: told.table, figures: new Map(figures) }];
  });

/** The same cells filled with figures of which no two are alike: a figure in the wrong cell cannot hide behind an equal one. */
function distinct({ form, figures }: Published): Map<CellKey, string> {
  let next = 1000;
  return new Map(
    [...figures].map(([key, value]) => {
      if (!/^\d/.test(value)) return [key, value];
      next += 7;
      return [key, form.cells.get(key)?.decimals ? `${next}.25` : String(next)];
    })
  );
}

function scoreStyle(style: LegacyStyle, figuresOf: (one: Published) => ReadonlyMap<CellKey, string>): Score {
  const all = noScore();
  published.forEach((one, index) => {
    const figures = figuresOf(one);
    const book = legacyBook(one.form, [one.table], figures, style, randomOf(index + 1));
    const report = toReport(book, recognise(book, allForms, 'x.xlsx'), 'x.xlsx');
    const score = scoreOf(report, one.form, figures);
    add(all, {
      ...score,
      wrong: score.wrong.map((text) => `${one.name} ${text}`),
      silent: score.silent.map((text) => `${one.name} ${text}`)
    });
  });
  return all;
}

describe('[WB15] published tables as legacy workbooks', () => {
  const all = noScore();
  test.each(legacyStyles.map((style) => [style.name, style] as const))('%s', (_, style) => {
    for (const figuresOf of [(one: Published) => one.figures, distinct]) {
      const score = scoreStyle(style, figuresOf);
      add(all, score);
      console.log(
        `${style.name}: ${score.matched} of ${score.cells} matched, ${score.wrong.length} wrong, ${score.asked} asked, ${score.silent.length} silent`
      );
      expect.soft(score.wrong.slice(0, 5)).toEqual([]);
      expect.soft(score.silent.slice(0, 5)).toEqual([]);
      expect.soft(score.matched / score.cells).toBeGreaterThanOrEqual(0.98);
    }
  });

  test('styles mixed by chance: nothing is put in a wrong cell, nothing is left out without a word', () => {
    const score = noScore();
    for (let seed = 0; seed < 4 * published.length; seed++) {
      const one = published[seed % published.length]!;
      const style = randomStyle(seed + 1);
      const figures = distinct(one);
      const book = legacyBook(one.form, [one.table], figures, style, randomOf(seed + 1));
      const report = toReport(book, recognise(book, allForms, 'x.xlsx'), 'x.xlsx');
      const found = scoreOf(report, one.form, figures);
      expect
        .soft([found.wrong.slice(0, 3), found.silent.slice(0, 3)], `seed ${seed + 1} ${JSON.stringify(style)}`)
        .toEqual([[], []]);
      add(score, found);
    }
    add(all, score);
    console.log(`mixed: ${score.matched} of ${score.cells} matched, ${score.wrong.length} wrong, ${score.asked} asked`);
    // chance makes files that nobody would: a turned table of blocks, each with another program's figures beside it
    expect(score.matched / score.cells).toBeGreaterThanOrEqual(0.95);
  });

  test('together', () => {
    console.log(`all styles: ${all.matched} of ${all.cells} matched, ${all.wrong.length} wrong, ${all.asked} asked`);
    expect(all.cells).toBeGreaterThan(10_000);
    expect(all.wrong).toEqual([]);
    expect(all.matched / all.cells).toBeGreaterThanOrEqual(0.98);
  });
});

function randomStyle(seed: number): LegacyStyle {
  const random = randomOf(seed * 7919);
  const maybe = (name: keyof LegacyStyle) => (random.chance(0.3) ? { [name]: true } : {});
  const turned = random.pick(['transposed', 'twoBands', 'sideBySide', 'continued', 'together', 'together'] as const);
  return {
    name: `mixed ${seed}`,
    linesAbove: random.below(7),
    shift: { rows: random.below(4), columns: random.below(3) },
    [turned]: true,
    ...maybe('unmerged'),
    ...maybe('columnNumbers'),
    ...maybe('unitsRow'),
    ...maybe('numbering'),
    ...maybe('codes'),
    ...maybe('spaced'),
    ...maybe('textNumbers'),
    ...maybe('reversedColumns'),
    ...maybe('totalsFirst'),
    ...maybe('stale'),
    ...maybe('helperArea'),
    ...maybe('notes'),
    ...maybe('yuan')
  };
}
