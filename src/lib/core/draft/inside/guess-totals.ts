// Totals and rates that no formula gives: known by their labels, confirmed or denied by the figures of a filled workbook, else asked.
import { addUp, tallyRate, tallySum, type Tally } from './figures.ts';
import { plainLabel } from '#core/workbook/normalise-label.ts';
import {
  ask,
  cellOf,
  leafRows,
  tell,
  valueColumns,
  type Work,
  type WorkColumn,
  type WorkRow,
  type WorkTable
} from './work.ts';

const isTotal = (label: string): boolean => /^(合计|小计|总计|共计|总数|合计数)$/.test(plainLabel(label).text);
const isAmong = (label: string): boolean => /^[\s（(]*其中/.test(label);

export function guessTotals(work: Work): void {
  for (const table of work.tables) {
    const lines = leafRows(table).filter((row) => row.isOpen);
    if (lines.length > 0) listTotal(work, table, lines);
    for (const column of valueColumns(table))
      if (isTotal(column.label) && !hasFormula(column)) totalColumn(work, table, column);
    for (const row of leafRows(table)) if (isTotal(row.label) && row.formula === undefined) totalRow(work, table, row);
    yearColumns(work, table);
    guessRates(work, table);
  }
}

const hasFormula = (column: WorkColumn): boolean => column.formula !== undefined || column.more?.formulas !== undefined;

/** The most that a person can check at a glance; more is not a total but the whole table. */
const mostParts = 80;

/** The total of an open list adds up the lines that are in use. */
function listTotal(work: Work, table: WorkTable, lines: readonly WorkRow[]): void {
  const total = leafRows(table).find((row) => !row.isOpen && isTotal(row.label));
  if (!total) return;
  total.formula = `TALLY(${lines.map((row) => `${row.code}:`).join(', ')})`;
  total.aggregate = 'sum';
  const parameters = { label: total.label, formula: 'TALLY', holds: 0, fails: 0, parts: '' };
  tell(work, { code: 'total-row', certainty: 'likely', at: total.anchor, parameters });
}

// ── columns ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function totalColumn(work: Work, table: WorkTable, column: WorkColumn): void {
  const values = valueColumns(table);
  const addable = (each: WorkColumn) =>
    each !== column && each.type !== 'text' && each.type !== 'rate' && sameMeasure(each, column);
  const within = (group: WorkColumn | undefined): WorkColumn[] =>
    group === undefined ? values : values.filter((each) => isBelow(each, group));
  // its neighbours: columns of their own, and of each group its own total or all of its parts
  const neighbours = (withoutAmong: boolean) =>
    table.columns
      .filter(
        (each) => each.parent === column.parent && each !== column && (each.role === 'value' || each.role === 'group')
      )
      .filter((each) => !(withoutAmong && isAmong(each.label)))
      .flatMap((each) => {
        if (each.role === 'value') return addable(each) && !isTotal(each.label) ? [each] : [];
        const inside = within(each);
        const own = inside.filter((part) => part.parent === each && isTotal(part.label));
        return own.length === 1 ? own : inside.filter((part) => addable(part) && !isTotal(part.label));
      });
  const choices = distinct([neighbours(true), neighbours(false), beside(values, column, addable)]);
  choose(work, choices, {
    code: 'total-column',
    at: column.anchor,
    label: column.label,
    refer: (part) => `:${part.code}`,
    name: (part) => part.label,
    tally: (parts) =>
      addUp(
        leafRows(table)
          .filter((row) => row.formula === undefined)
          .map((row) =>
            tallySum(
              cellOf(table, row, column),
              parts.map((part) => cellOf(table, row, part))
            )
          )
      ),
    isUsual: column.parent !== undefined || choices.length === 1,
    set: (formula) => (column.formula = formula)
  });
}

const sameMeasure = (a: { uom?: string }, b: { uom?: string }): boolean =>
  (a.uom ?? '') === (b.uom ?? '') || b.uom === undefined;

function isBelow(column: WorkColumn, group: WorkColumn): boolean {
  for (let above = column.parent; above; above = above.parent) if (above === group) return true;
  return false;
}

/** the run of addable columns directly before it (a total at the end) */
function beside(
  values: readonly WorkColumn[],
  column: WorkColumn,
  addable: (each: WorkColumn) => boolean
): WorkColumn[] {
  const run: WorkColumn[] = [];
  for (let at = values.indexOf(column) - 1; at >= 0; at--) {
    const each = values[at];
    if (!each || !addable(each) || isTotal(each.label) || hasFormula(each)) break;
    run.unshift(each);
  }
  return run;
}

// ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function totalRow(work: Work, table: WorkTable, row: WorkRow): void {
  const rows = leafRows(table).filter((each) => each.band === row.band);
  const addable = (each: WorkRow) =>
    each !== row && each.type !== 'text' && each.type !== 'rate' && sameMeasure(each, row);
  const siblings = rows.filter((each) => each.parent === row.parent && addable(each));
  // below a heading that was left out of this one's level, its rows count too when it is last
  const isLast = rows.indexOf(row) === rows.length - 1;
  const all =
    isLast && row.parent === undefined ? rows.filter((each) => addable(each) && !isTotal(each.label)) : siblings;
  const subtotals =
    isLast && row.parent === undefined ? rows.filter((each) => each !== row && isTotal(each.label)) : [];
  const choices = distinct([
    siblings.filter((each) => !isAmong(each.label) && !isTotal(each.label)),
    siblings.filter((each) => !isTotal(each.label)),
    subtotals,
    all
  ]);
  const columns = valueColumns(table).filter((column) => column.type !== 'text' && column.type !== 'rate');
  const inMain = table.mainColumn !== undefined;
  choose(work, choices, {
    code: 'total-row',
    at: row.anchor,
    label: row.label,
    refer: (part) => (inMain ? part.code : `${part.code}:`),
    name: (part) => part.label,
    tally: (parts) =>
      addUp(
        columns
          .filter((column) => !hasFormula(column))
          .map((column) =>
            tallySum(
              cellOf(table, row, column),
              parts.map((part) => cellOf(table, part, column))
            )
          )
      ),
    isUsual: row.parent !== undefined || choices.length === 1,
    set: (formula) => (row.formula = formula)
  });
}

// ── the choice ──────────────────────────────────────────────────────────────────────────────────────────────────────

const distinct = <T extends { code: string }>(choices: readonly T[][]): T[][] => [
  ...new Map(
    choices
      .filter((each) => each.length >= 2 && each.length <= mostParts)
      .map((each) => [each.map((part) => part.code).join('|'), each])
  ).values()
];

interface Choice<T> {
  code: 'total-column' | 'total-row';
  at: string;
  label: string;
  refer: (part: T) => string;
  name: (part: T) => string;
  tally: (parts: readonly T[]) => Tally;
  /** as such totals always are: taken without asking while no figure speaks against it */
  isUsual: boolean;
  set: (formula: string) => void;
}

/** What the figures confirm is taken; what they deny is asked, with the typed total as the other way out. */
function choose<T extends { code: string }>(work: Work, choices: readonly T[][], choice: Choice<T>): void {
  const written = (parts: readonly T[]) => parts.map(choice.refer).join(' + ');
  const tallied = choices.map((parts) => ({ formula: written(parts), parts, ...choice.tally(parts) }));
  const best = [...tallied].sort((a, b) => a.fails - b.fails || b.holds - a.holds)[0];
  if (!best) return;
  const parameters = {
    label: choice.label,
    formula: best.formula,
    holds: best.holds,
    fails: best.fails,
    parts: best.parts.map(choice.name).join('、')
  };
  const about = { code: choice.code, at: choice.at, parameters } as const;
  const answered = work.chosen(`${choice.code}@${choice.at}`);
  const sure = best.holds > 0 && best.fails === 0;
  if (answered === undefined && (sure || (choice.isUsual && best.fails === 0))) {
    tell(work, { ...about, certainty: sure ? 'sure' : 'likely' });
    choice.set(best.formula);
    return;
  }
  const typed = 'typed';
  const formulas = tallied.map((each) => each.formula);
  // figures that deny every sum: most likely the total is typed, or somebody made a mistake; a person says which
  const options =
    best.fails > best.holds
      ? [typed, ...formulas]
      : [best.formula, ...formulas.filter((each) => each !== best.formula), typed];
  const answer = ask(work, about, options as [string, ...string[]]);
  if (answer !== typed) choice.set(answer);
}

// ── rates ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Of a rate without a formula: which two figures give it, wherever it is filled. */
function guessRates(work: Work, table: WorkTable): void {
  const rows = leafRows(table);
  const columns = valueColumns(table);
  for (const rate of columns.filter((each) => each.type === 'rate' && !hasFormula(each))) {
    const counts = columns.filter((each) => each.type !== 'rate' && each.type !== 'text').slice(0, mostParts);
    const fits = pairs(counts).flatMap(([part, whole]) => {
      const sum = addUp(
        rows.map((row) => tallyRate(cellOf(table, row, rate), cellOf(table, row, part), cellOf(table, row, whole)))
      );
      return sum.holds > 0 && sum.fails === 0
        ? [{ formula: `:${part.code} / :${whole.code} * 100`, holds: sum.holds }]
        : [];
    });
    takeRate(work, rate.anchor, rate.label, fits, (formula) => (rate.formula = formula));
  }
  const main = table.mainColumn ?? (columns.length === 1 ? columns[0]?.code : undefined);
  const column = columns.find((each) => each.code === main);
  if (!column) return;
  for (const rate of rows.filter((each) => each.type === 'rate' && each.formula === undefined)) {
    const at = rows.indexOf(rate);
    // operands of a rate stand near it
    const counts = rows
      .slice(Math.max(0, at - 12), at + 4)
      .filter((each) => each.type !== 'rate' && each.type !== 'text');
    const fits = pairs(counts).flatMap(([part, whole]) => {
      const sum = tallyRate(cellOf(table, rate, column), cellOf(table, part, column), cellOf(table, whole, column));
      return sum.holds > 0 ? [{ formula: `${part.code} / ${whole.code} * 100`, holds: 1 }] : [];
    });
    if (table.mainColumn === undefined) table.mainColumn = fits.length > 0 ? column.code : undefined;
    takeRate(work, rate.anchor, rate.label, fits, (formula) => (rate.formula = formula));
  }
}

const pairs = <T>(list: readonly T[]): [T, T][] =>
  list.flatMap((part) => list.flatMap((whole): [T, T][] => (part === whole ? [] : [[part, whole]])));

function takeRate(
  work: Work,
  at: string,
  label: string,
  fits: readonly { formula: string; holds: number }[],
  set: (formula: string) => void
): void {
  const best = [...fits].sort((a, b) => b.holds - a.holds).slice(0, 6);
  const [first] = best;
  const parameters = { label, formula: first?.formula ?? '', holds: first?.holds ?? 0 };
  if (best.length === 1 && first && first.holds >= 3) {
    tell(work, { code: 'rate', certainty: 'sure', at, parameters });
    set(first.formula);
    return;
  }
  if (!first) {
    tell(work, { code: 'rate', certainty: 'likely', at, parameters });
    return;
  }
  // two figures with one ratio may be chance: a person says so, unless many lines agree
  const answer = ask(work, { code: 'rate', at, parameters }, [
    first.formula,
    ...best.slice(1).map((each) => each.formula),
    'typed'
  ]);
  if (answer !== 'typed') set(answer);
}

// ── last year and change ────────────────────────────────────────────────────────────────────────────────────────────

/** 本年 | 上年 | 同比: last year's column shows what was reported then, the change is computed from both. */
function yearColumns(work: Work, table: WorkTable): void {
  const columns = valueColumns(table);
  const named = (shape: RegExp) => columns.filter((each) => shape.test(plainLabel(each.label).text));
  for (const last of named(/^(上年|上年数|上年同期|上年同期数|去年|去年同期)$/)) {
    const beside = columns.filter((each) => each.parent === last.parent);
    const now = beside.find((each) =>
      /^(本年|本年数|本期|本期数|本年度|当年|数量|数值)$/.test(plainLabel(each.label).text)
    );
    if (!now) continue;
    if (!hasFormula(last)) {
      last.formula = `PREV(:${now.code})`;
      tell(work, {
        code: 'previous-year',
        certainty: 'likely',
        at: last.anchor,
        parameters: { label: last.label, of: now.label }
      });
    }
    table.mainColumn ??= now.code;
    const change = beside.find((each) =>
      /^(同比|同比增长|同比增减|增减|比上年增减|增长率|增幅)%?$/.test(plainLabel(each.label).text)
    );
    if (!change || hasFormula(change)) continue;
    change.type = 'rate';
    change.uom = '%';
    change.decimals ??= 2;
    change.formula = `(:${now.code} - :${last.code}) / :${last.code} * 100`;
    tell(work, {
      code: 'change',
      certainty: 'likely',
      at: change.anchor,
      parameters: { label: change.label, formula: change.formula }
    });
  }
}
