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
  year: string;
}

const folder = new URL('../../fixtures/published/', import.meta.url);
const published: readonly Published[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name): Published[] => {
    const told = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      form: string;
      table: string;
      year: number;
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
        return value === '' || kind === undefined || kind === 'blocked' || isSign ? [] : [[key, inWan(String(value))]];
      })
    );
    return [{ name, form, table: told.table, year: String(told.year), figures: new Map(figures) }];
  });

/** 251000元 in a cell of 万元 is 25.1 */
function inWan(value: string): string {
  const [, digits, unit] = /^(\d+)(\.\d+)?(?:元)$/.test(value)
    ? [value, value.slice(0, -1), '元']
    : [value, value.replace(/万元$/, ''), '万元'];
  if (unit !== '元' || digits === undefined) return digits ?? value;
  return String(Number(digits) / 10_000);
}

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

/** @param named somebody said for which form it is, as by choosing the sheet; else it is one of all that ship */
function scoreStyle(style: LegacyStyle, named: boolean): Score {
  const all = noScore();
  published.forEach((one, index) => {
    const figures = named ? distinct(one) : one.figures;
    const book = legacyBook(one.form, [one.table], figures, style, randomOf(index + 1), one.year);
    const report = toReport(
      book,
      recognise(book, allForms, 'x.xlsx', { meant: named ? one.form.definition.id : undefined }),
      'x.xlsx'
    );
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
    for (const named of [false, true]) {
      const score = scoreStyle(style, named);
      if (named) add(all, score);
      console.log(
        `${style.name}${named ? '' : ' (form not named)'}: ${score.matched} of ${score.cells} matched, ${score.wrong.length} wrong, ${score.asked} asked, ${score.silent.length} silent`
      );
      expect.soft(score.wrong.slice(0, 5)).toEqual([]);
      expect.soft(score.silent.slice(0, 5)).toEqual([]);
      if (named) expect.soft(score.matched / score.cells).toBeGreaterThanOrEqual(0.98);
    }
  });

  test('styles mixed by chance: nothing is put in a wrong cell, nothing is left out without a word', () => {
    const score = noScore();
    for (let seed = 0; seed < 4 * published.length; seed++) {
      const one = published[seed % published.length]!;
      const style = randomStyle(seed + 1);
      const figures = distinct(one);
      const book = legacyBook(one.form, [one.table], figures, style, randomOf(seed + 1), one.year);
      const report = toReport(book, recognise(book, allForms, 'x.xlsx', { meant: one.form.definition.id }), 'x.xlsx');
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
