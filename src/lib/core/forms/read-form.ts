// From unknown JSON to a form definition: shape, bounds, and names that must be unique or must exist. Formulas are read by
// compile-form.ts; `openForm` does both. The format is described in docs/form-format.md.
import { fail, ok, type Result } from '#core/basics/result.ts';
import { kindOf, readPeriod } from '#core/places/period.ts';
import { compileForm } from './compile-form.ts';
import type { CompiledForm } from './compiled-form.ts';
import type { ColumnDefinition, FormDefinition, TableDefinition } from './form.ts';
import type { FormMistake } from './form-mistake.ts';
import { definition, maxCells, maxColumns, maxRepetitions, maxRows } from './inside/definition-shape.ts';
import { flattenColumns, flattenRows } from './inside/flatten.ts';
import { plainSign } from './inside/plain-text.ts';
import { quoted, takeNotes, type Notes } from './inside/shape.ts';

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
  read.rules.forEach(({ columns, rows }, rule) =>
    Object.entries({ columns, rows }).forEach(([name, codes = []]) =>
      noteDuplicates(codes, (i) => `rules[${rule}].${name}[${i}]`, 'repetition', notes)
    )
  );
  noteDuplicates(read.scopes, (i) => `scopes[${i}]`, 'scope', notes);
  const departments = new Set(read.departments.map((d) => d.code));
  read.tables.forEach((each, index) => checkTable(each, `tables[${index}]`, departments, notes));
  checkWhole(read, notes);
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

const wordsOfNothing: ReadonlyMap<string, string> = new Map([
  ['未填', 'blank'],
  ['不适用', 'notApplicable'],
  ['无法取得', 'unobtainable']
]);

/** The kinds of nothing must not be mixed on the way to paper and back: what two of them print, or a number, tells nobody which it was. */
function checkSigns({ print }: FormDefinition, { note }: Notes): void {
  const seen = new Set<string>();
  for (const name of ['blank', 'notApplicable', 'unobtainable'] as const) {
    const sign = plainSign(print[name]);
    const refuse = (text: string) => note(`print.${name}`, 'contradiction', text);
    if (sign === '' && name !== 'blank') refuse('must print something: only a cell that is not filled may stay empty');
    else if (/\d/.test(sign)) refuse(`${quoted(sign)} would be read back as a number`);
    else if (seen.has(sign)) refuse(`${quoted(sign)} stands for two kinds of nothing`);
    else if ((wordsOfNothing.get(sign) ?? name) !== name) refuse(`${quoted(sign)} says another kind of nothing`);
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

/** Each part may be as large as it likes only if the whole is not. */
function checkWhole({ tables, rules }: FormDefinition, { note }: Notes): void {
  const cells = tables.map((table, index) => {
    const leaves = flattenColumns(table.columns, `tables[${index}]`).filter((column) => column.isLeaf);
    return flattenRows(table.rows, `tables[${index}]`).length * leaves.length;
  });
  const repetitions = rules.map(({ columns, rows }) => (columns ?? rows ?? ['once']).length);
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  if (total(cells) > maxCells) note('tables', 'too-large', `more than ${maxCells} cells`);
  if (total(repetitions) > maxRepetitions) note('rules', 'too-large', `more than ${maxRepetitions} repetitions`);
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
  notes: Notes
): void {
  const { note } = notes;
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
    const columnAt = (i: number) => `${place}.blocks[${index}].columns[${i}]`;
    block.columns.forEach((name, i) => wantColumn(name, columnAt(i)));
    noteDuplicates(block.columns, columnAt, 'column', notes);
  });
  for (const name of rowCodes)
    if (!inBlocks.has(name)) note(`${place}.blocks`, 'contradiction', `row ${quoted(name)} stands in no block`);
}
