// A table in the making as a definition, and the last look at all of them: what was guessed must be fit to publish, or is taken back and told.
import type { Answers } from '#core/draft/answers.ts';
import type { DraftMistake } from '#core/draft/draft.ts';
import type { FormMistake } from '#core/forms/form-mistake.ts';
import type {
  ColumnDefinition,
  FormDefinition,
  RowDefinition,
  RuleDefinition,
  TableDefinition
} from '#core/forms/form.ts';
import { openForm } from '#core/forms/read-form.ts';
import type { Band } from './find-bands.ts';
import { tell, type Work, type WorkColumn, type WorkRow, type WorkTable } from './work.ts';

/** What was typed as a formula goes before what was found. */
export function putFormulas(work: Work, answers: Answers): void {
  for (const table of work.tables) {
    for (const each of [...table.rows, ...table.columns]) {
      const said = (table.rows.includes(each as WorkRow) ? answers.rows : answers.columns)[each.anchor]?.formula;
      if (said === undefined) continue;
      if (said.trim() === '') delete each.formula;
      else each.formula = said.trim();
      if ('more' in each) delete each.more;
    }
  }
}

export function tableOf(table: WorkTable): TableDefinition {
  const main = table.mainColumn ?? onlyValue(table);
  return {
    code: table.code,
    title: { zh: table.title.slice(0, 400) },
    ...(table.corner === undefined ? {} : { corner: table.corner.slice(0, 400) }),
    ...(table.headings === 'spans' ? { headings: 'spans' as const } : {}),
    ...(table.uom === undefined ? {} : { uom: table.uom }),
    ...(table.stubMark === undefined ? {} : { stubMark: table.stubMark }),
    ...(table.bands[0]?.unitRow === undefined ? {} : { headUoms: true }),
    columns: columnsBelow(table, undefined),
    rows: rowsBelow(table, undefined),
    ...(table.blocked.size === 0
      ? {}
      : { blocked: [...table.blocked].map((key) => key.split(' ') as [string, string]) }),
    ...(table.bands.length > 1 ? { blocks: table.bands.map((band, index) => blockOf(table, band, index)) } : {}),
    ...(main === undefined ? {} : { mainColumn: main })
  };
}

const onlyValue = (table: WorkTable): string | undefined => {
  const values = table.columns.filter((column) => column.role === 'value');
  return values.length === 1 && table.kind === 'grid' ? values[0]?.code : undefined;
};

function blockOf(table: WorkTable, band: Band, index: number) {
  return {
    title: band.title?.text ?? '',
    rows: table.rows.filter((row) => row.band === index && !row.isHeading).map((row) => row.code),
    columns: table.columns
      .filter((column) => column.role === 'value' && column.places.has(index))
      .map((column) => column.code)
  };
}

function columnsBelow(table: WorkTable, parent: WorkColumn | undefined): ColumnDefinition[] {
  return table.columns
    .filter((column) => column.parent === parent)
    .map((column): ColumnDefinition => {
      const { code, label, role, uom, type, decimals, formula, more, printed } = column;
      const mark = printed === undefined ? {} : { mark: printed };
      if (role === 'group') return { code, label: { zh: label }, children: columnsBelow(table, column) };
      if (role !== 'value') return { code, label: { zh: label }, role, ...mark };
      return {
        code,
        label: { zh: label },
        ...mark,
        ...(uom === undefined ? {} : { uom }),
        ...(type === undefined ? {} : { type }),
        ...(decimals === undefined ? {} : { decimals }),
        ...(formula === undefined ? {} : { formula }),
        ...more
      };
    });
}

function rowsBelow(table: WorkTable, parent: WorkRow | undefined): RowDefinition[] {
  return table.rows
    .filter((row) => row.parent === parent)
    .map((row): RowDefinition => {
      const children = rowsBelow(table, row);
      const { code, label, isHeading, isOpen, uom, type, decimals, formula, department, definition, printed } = row;
      return {
        code,
        label: { zh: label },
        ...(printed === undefined || printed === code ? {} : { mark: printed }),
        ...(isHeading ? { value: false } : {}),
        ...(isOpen ? { open: true } : {}),
        ...(row.aggregate === undefined ? {} : { aggregate: row.aggregate }),
        ...(uom === undefined || isHeading ? {} : { uom }),
        ...(type === undefined || isHeading ? {} : { type }),
        ...(decimals === undefined || isHeading ? {} : { decimals }),
        ...(formula === undefined || isHeading ? {} : { formula }),
        ...(department === undefined ? {} : { department }),
        ...(definition === undefined ? {} : { definition }),
        ...(children.length > 0 ? { children } : {})
      };
    });
}

// ── the last look ───────────────────────────────────────────────────────────────────────────────────────────────────

const mostTurns = 5;

/**
 * A guessed formula or relation that cannot be published (it meets a closed cell, or goes round in a circle) is left out and told;
 * what a person wrote stays, with its mistake.
 */
export function settle(
  work: Work,
  answers: Answers,
  rules: readonly RuleDefinition[],
  write: (rules: readonly RuleDefinition[]) => FormDefinition
): { definition: FormDefinition; mistakes: readonly DraftMistake[] } {
  let kept = rules;
  for (let turn = 0; ; turn++) {
    const definition = write(kept);
    const opened = openForm(definition);
    if (opened.ok) return { definition, mistakes: [] };
    const owners = ownersOf(work);
    const before = kept;
    const left = opened.error.filter((mistake) => {
      const owner = ownerIn(owners, mistake.place);
      if (owner) return !takeBack(work, answers, owner, mistake);
      const rule = Number(/^rules\[(\d+)\]/.exec(mistake.place)?.[1]);
      const own = before[rule];
      if (own === undefined) return true;
      kept = kept.filter((each) => each !== own);
      tell(
        work,
        {
          code: 'relation-not-read',
          certainty: 'likely',
          at: anchorOfRule(work, own),
          parameters: { text: own.text.zh }
        },
        `left-out-${own.id}`
      );
      return false;
    });
    if (left.length < opened.error.length && turn < mostTurns) continue;
    const mistakes = opened.error.map((mistake) => ({ mistake, at: ownerIn(owners, mistake.place)?.anchor ?? null }));
    return { definition, mistakes };
  }
}

type Owner = WorkRow | WorkColumn;

const anchorOfRule = (work: Work, rule: RuleDefinition): string =>
  work.tables.find((table) => table.code === rule.table)?.anchor ?? '';

/** place in the definition → the row or column that stands there */
function ownersOf(work: Work): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  work.tables.forEach((table, index) => {
    const walk = <T extends Owner>(all: readonly T[], parent: T | undefined, place: string): void =>
      all
        .filter((each) => each.parent === parent)
        .forEach((each, at) => {
          owners.set(`${place}[${at}]`, each);
          walk(all, each, `${place}[${at}].children`);
        });
    walk(table.rows, undefined, `tables[${index}].rows`);
    walk(table.columns, undefined, `tables[${index}].columns`);
  });
  return owners;
}

function ownerIn(owners: ReadonlyMap<string, Owner>, place: string): Owner | undefined {
  const path = /^tables\[\d+\]\.(?:rows|columns)\[\d+\](?:\.children\[\d+\])*/.exec(place)?.[0];
  return path === undefined ? undefined : owners.get(path);
}

const formulaGuesses: ReadonlySet<string> = new Set([
  'formula',
  'total-column',
  'total-row',
  'rate',
  'change',
  'previous-year'
]);

/** true when there was a guessed formula to take back */
function takeBack(work: Work, answers: Answers, owner: Owner, mistake: FormMistake): boolean {
  const said = (answers.rows[owner.anchor] ?? answers.columns[owner.anchor])?.formula;
  const formulas = 'more' in owner ? owner.more?.formulas : undefined;
  const formula = owner.formula ?? Object.values(formulas ?? {}).join('; ');
  if (said !== undefined || formula === '' || !mistake.place.includes('.formula')) return false;
  delete owner.formula;
  if ('more' in owner) delete owner.more;
  work.guesses = work.guesses.filter((guess) => guess.at !== owner.anchor || !formulaGuesses.has(guess.code));
  tell(
    work,
    {
      code: 'formula-not-taken',
      certainty: 'likely',
      at: owner.anchor,
      parameters: { formula: formula.slice(0, 200) }
    },
    'left-out'
  );
  return true;
}
