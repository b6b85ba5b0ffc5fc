// From unknown JSON to a form definition: shape, bounds, and names that must be unique or must exist. Formulas are read by
// compile-form.ts; `openForm` does both. The format is described in docs/form-format.md.
import { fail, ok, type Result } from '#core/basics/result.ts';
import { kindOf, readPeriod } from '#core/places/period.ts';
import { compileForm } from './compile-form.ts';
import type { CompiledForm } from './compiled-form.ts';
import type { ColumnDefinition, FormDefinition, IndicatorType, RowDefinition, TableDefinition } from './form.ts';
import type { FormMistake } from './form-mistake.ts';
import { flattenColumns, flattenRows } from './inside/flatten.ts';
import {
  list,
  object,
  oneOf,
  orNull,
  pair,
  quoted,
  takeNotes,
  text,
  texts,
  truth,
  wholeNumber
} from './inside/shape.ts';
import type { Notes, Reader } from './inside/shape.ts';

// Bounds: far above any official form seen (the largest has 500 × 45 cells), low enough that a hostile definition is refused quickly.
const maxTables = 60;
const maxRows = 5_000;
const maxColumns = 400;
const maxCells = 200_000;
const maxRules = 5_000;
const maxDepth = 12;

const indicatorTypes = ['count', 'money', 'rate', 'rank', 'ratio-change', 'text'] as const;

const code = text({
  max: 64,
  shape: /^[A-Za-z\p{Script=Han}][A-Za-z0-9._\p{Script=Han}]*$/u,
  wanted: 'a code (letters, digits, dots, underscores; a letter or a Chinese character first)'
});
const tableCode = text({
  max: 32,
  shape: /^[a-z][a-z0-9]*$/,
  wanted: 'a table code (small letters and digits, a letter first)'
});
const departmentCode = text({
  max: 64,
  shape: /^(?!\*$)[^/~\s][^/~]*$/,
  wanted: 'a department code (any text without / and ~, not *)'
});
const label = text({ max: 400 });
const longText = text({ max: 4_000 });
const formula = text({ max: 4_000, min: 1 });
const words = object({ zh: text({ max: 1_000 }) }, { en: text({ max: 1_000 }) });

const byType = <T>(reader: Reader<T>): Reader<Partial<Record<IndicatorType, T>>> =>
  object({}, Object.fromEntries(indicatorTypes.map((type) => [type, reader]))) as Reader<
    Partial<Record<IndicatorType, T>>
  >;

/** children of children …: bounded, because a deep tree would break the stack before any other bound is met */
function tree<T>(node: (children: Reader<T[]>) => Reader<T>, max: number): Reader<T[]> {
  const atDepth = (depth: number): Reader<T[]> =>
    depth > maxDepth
      ? (_value, place, notes) => (notes.note(place, 'too-large', `more than ${maxDepth} levels`), [])
      : list((value, place, notes) => node(atDepth(depth + 1))(value, place, notes), max);
  return atDepth(1);
}

const columns = tree<ColumnDefinition>(
  (children) =>
    object(
      { code, label: words },
      {
        role: oneOf(['value', 'code', 'uom', 'definition']),
        children,
        formula,
        formulas: byType(formula),
        uom: label,
        uomsByUom: texts(label, 50),
        uoms: byType(label),
        type: oneOf(indicatorTypes),
        types: byType(oneOf(indicatorTypes)),
        decimals: wholeNumber(0, 10),
        decimalsByType: byType(wholeNumber(0, 10)),
        width: wholeNumber(20, 1_000)
      }
    ),
  maxColumns
);

const rows = tree<RowDefinition>(
  (children) =>
    object(
      { code, label: words },
      {
        children,
        value: truth,
        uom: label,
        type: oneOf(indicatorTypes),
        decimals: wholeNumber(0, 10),
        department: departmentCode,
        aggregate: oneOf(['sum', 'recompute', 'max', 'min', 'none']),
        nature: oneOf(['flow', 'stock', 'cumulative', 'target', 'point-in-time']),
        formula,
        definition: longText
      }
    ),
  maxRows
);

const table: Reader<TableDefinition> = object(
  { code: tableCode, title: words, columns, rows },
  {
    corner: label,
    headings: oneOf(['rows', 'spans']),
    uom: label,
    blocked: list(pair(code, code), maxCells),
    blocks: list(
      object({ title: label, rows: list(code, maxRows, 1), columns: list(code, maxColumns, 1) }, {}),
      200,
      1
    ),
    mainColumn: code
  }
);

const rule = object(
  {
    id: text({ max: 64, shape: /^[^\s@~/]+$/, wanted: 'a rule id (no spaces, @, ~, /)' }),
    severity: oneOf(['must', 'explain']),
    text: words,
    expression: formula
  },
  {
    table: tableCode,
    columns: list(code, maxColumns, 1),
    rows: list(code, maxRows, 1),
    zeroWhenBlank: list(formula, 200)
  }
);

const period = text({ max: 7 });

const definition: Reader<FormDefinition> = object(
  {
    format: oneOf([1]),
    id: text({ max: 64, shape: /^[a-z0-9]+(-[a-z0-9]+)*$/, wanted: 'an id (small letters, digits, hyphens)' }),
    version: wholeNumber(1, 100_000),
    title: words,
    printedTitle: label,
    heads: list(object({ label, value: label }, {}), 20),
    signatures: list(label, 20),
    periods: object({ kind: oneOf(['year', 'half', 'quarter', 'month']), from: period, to: orNull(period) }, {}),
    print: object({ blank: text({ max: 20 }), notApplicable: text({ max: 20 }), unobtainable: text({ max: 20 }) }, {}),
    scopes: list(text({ max: 40, min: 1 }), 50),
    departments: list(object({ code: departmentCode, name: words }, {}), 500),
    tables: list(table, maxTables, 1),
    rules: list(rule, maxRules),
    source: longText
  },
  {}
);

/**
 * Shape, bounds, names. Formulas and rules are texts still; see `openForm`.
 * @returns the definition made of known properties only, or every mistake found, in the order of the text
 */
export function readForm(from: unknown): Result<FormDefinition, FormMistake[]> {
  const notes = takeNotes();
  const read = definition(from, '', notes);
  if (notes.mistakes.length > 0) return fail(notes.mistakes);
  checkPeriods(read, notes);
  checkSigns(read, notes);
  noteDuplicates(
    read.departments.map((d) => d.code),
    (i) => `departments[${i}].code`,
    'department',
    notes
  );
  noteDuplicates(
    read.tables.map((t) => t.code),
    (i) => `tables[${i}].code`,
    'table',
    notes
  );
  noteDuplicates(
    read.rules.map((r) => r.id),
    (i) => `rules[${i}].id`,
    'rule',
    notes
  );
  noteDuplicates(read.scopes, (i) => `scopes[${i}]`, 'scope', notes);
  const departments = new Set(read.departments.map((d) => d.code));
  read.tables.forEach((each, index) => checkTable(each, `tables[${index}]`, departments, notes));
  return notes.mistakes.length > 0 ? fail(notes.mistakes) : ok(read);
}

/** Reads and compiles: what publishing a form asks. */
export function openForm(from: unknown): Result<CompiledForm, FormMistake[]> {
  const read = readForm(from);
  return read.ok ? compileForm(read.value) : read;
}

function checkPeriods({ periods }: FormDefinition, { note }: Notes): void {
  for (const name of ['from', 'to'] as const) {
    const value = periods[name];
    if (value === null) continue;
    const read = readPeriod(value);
    if (!read.ok) note(`periods.${name}`, 'bad-period', `${quoted(value)} is not a period`);
    else if (kindOf(read.value) !== periods.kind)
      note(`periods.${name}`, 'bad-period', `${value} is not a ${periods.kind}`);
  }
  if (periods.to !== null && periods.to < periods.from)
    note('periods.to', 'bad-period', `${periods.to} is before ${periods.from}`);
}

/** The kinds of nothing must not be mixed on the way to paper and back: what two of them print, or a number, tells nobody which it was. */
function checkSigns({ print }: FormDefinition, { note }: Notes): void {
  const seen = new Set<string>();
  for (const name of ['blank', 'notApplicable', 'unobtainable'] as const) {
    const sign = print[name].trim();
    if (/\d/.test(sign)) note(`print.${name}`, 'contradiction', `${quoted(sign)} would be read back as a number`);
    else if (sign !== '' && seen.has(sign))
      note(`print.${name}`, 'contradiction', `${quoted(sign)} stands for two kinds of nothing`);
    seen.add(sign);
  }
}

function noteDuplicates(
  names: readonly string[],
  place: (index: number) => string,
  kind: string,
  { note }: Notes
): void {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (seen.has(name)) note(place(index), 'duplicate', `${kind} ${quoted(name)} stands twice`);
    seen.add(name);
  });
}

function checkTable(table: TableDefinition, place: string, departments: ReadonlySet<string>, notes: Notes): void {
  const rows = flattenRows(table.rows, place);
  const columns = flattenColumns(table.columns, place);
  const leaves = columns.filter((column) => column.isLeaf);
  noteDuplicates(
    rows.map((r) => r.definition.code),
    (i) => `${rows[i]!.place}.code`,
    'row',
    notes
  );
  noteDuplicates(
    columns.map((c) => c.definition.code),
    (i) => `${columns[i]!.place}.code`,
    'column',
    notes
  );
  if (rows.length > maxRows) notes.note(`${place}.rows`, 'too-large', `more than ${maxRows} rows`);
  if (columns.length > maxColumns) notes.note(`${place}.columns`, 'too-large', `more than ${maxColumns} columns`);
  if (rows.length * leaves.length > maxCells) notes.note(place, 'too-large', `more than ${maxCells} cells`);
  for (const { definition, place: at } of rows) {
    if (definition.department !== undefined && !departments.has(definition.department))
      notes.note(`${at}.department`, 'unknown-code', `unknown department ${quoted(definition.department)}`);
    if (definition.value === false && definition.formula !== undefined)
      notes.note(`${at}.formula`, 'contradiction', 'a heading has no cells, so no formula');
  }
  for (const { definition, place: at, isLeaf } of columns) checkColumn(definition, at, isLeaf, notes);
  if (!leaves.some((column) => column.role === 'value'))
    notes.note(`${place}.columns`, 'missing', 'no column holds values');
  checkNames(table, place, rows, leaves, notes);
}

function checkColumn(column: ColumnDefinition, place: string, isLeaf: boolean, { note }: Notes): void {
  const hasFormula = column.formula !== undefined || column.formulas !== undefined;
  if (!isLeaf && (hasFormula || column.role !== undefined))
    note(place, 'contradiction', 'a group of columns has neither role nor formula');
  if (hasFormula && (column.role ?? 'value') !== 'value')
    note(place, 'contradiction', `a column of role ${column.role} has no cells, so no formula`);
}

/** blocked, blocks and mainColumn name rows and columns that hold cells */
function checkNames(
  table: TableDefinition,
  place: string,
  rows: ReturnType<typeof flattenRows>,
  leaves: ReturnType<typeof flattenColumns>,
  { note }: Notes
): void {
  const rowCodes = new Set(rows.filter((r) => r.hasCells).map((r) => r.definition.code));
  const columnCodes = new Set(leaves.filter((c) => c.role === 'value').map((c) => c.definition.code));
  const wantRow = (name: string, at: string) =>
    rowCodes.has(name) || note(at, 'unknown-code', `no row ${quoted(name)} with cells in table ${table.code}`);
  const wantColumn = (name: string, at: string) =>
    columnCodes.has(name) || note(at, 'unknown-code', `no column ${quoted(name)} with values in table ${table.code}`);
  if (table.mainColumn !== undefined) wantColumn(table.mainColumn, `${place}.mainColumn`);
  table.blocked?.forEach(([row, column], index) => {
    wantRow(row, `${place}.blocked[${index}][0]`);
    wantColumn(column, `${place}.blocked[${index}][1]`);
  });
  if (!table.blocks) return;
  const inBlocks = new Set<string>();
  table.blocks.forEach((block, index) => {
    block.rows.forEach((name, i) => {
      const at = `${place}.blocks[${index}].rows[${i}]`;
      wantRow(name, at);
      if (inBlocks.has(name)) note(at, 'duplicate', `row ${quoted(name)} stands in two blocks`);
      inBlocks.add(name);
    });
    block.columns.forEach((name, i) => wantColumn(name, `${place}.blocks[${index}].columns[${i}]`));
  });
  for (const name of rowCodes)
    if (!inBlocks.has(name)) note(`${place}.blocks`, 'contradiction', `row ${quoted(name)} stands in no block`);
}
