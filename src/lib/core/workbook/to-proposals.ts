// What was recognised → the report: proposals for entered cells, evidence for computed ones, and a problem for every figure that is neither.
import { checkContentFor } from '#core/forms/check-content.ts';
import { isStatedKey, valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';
import { powerBetween } from '#core/forms/units-of-measure.ts';
import { openRows, type Answers, type Question } from './answers.ts';
import { figureOf } from './inside/read-figure.ts';
import type { CarriedStatements, Evidence, ImportProblem, ImportReport, Proposal } from './import-report.ts';
import { markSheetName, type Mark } from './mark.ts';
import { isFigure, type PlacedCell, type TableMatch } from './match-table.ts';
import { addressOf, type RawCell, type RawWorkbook } from './raw-workbook.ts';
import type { Recognition, Unsure } from './recognise.ts';
import { decimalOf } from './stored-number.ts';

// A page can show these; a file with more is another file. The rest is told as a number.
const mostProblems = 500;
// What stands in a file is shown beside what it becomes: the beginning of it tells enough, and a report is read whole at every look.
const mostShown = 300;

interface Work {
  form: CompiledForm;
  fileName: string;
  proposals: Map<CellKey, Proposal>;
  evidence: Map<CellKey, Evidence>;
  statements: CarriedStatements[];
  problems: ImportProblem[];
  /** offered at two places with different content */
  twice: Set<CellKey>;
  marked: ReadonlyMap<CellKey, Mark['contents'][number]>;
  /** of a stamped file: cells that stand empty in it */
  emptied: Map<CellKey, string> | undefined;
  answers: Answers;
  /** cells in which 无 stands, not answered yet */
  nones: string[];
}

/** @param found as `recognise` gave it; undefined: the report says that no form was found */
export function toReport(book: RawWorkbook, found: Recognition | Unsure | undefined, fileName: string): ImportReport {
  if (!found || 'unsure' in found) return unknownReport(book, found?.unsure);
  const { form, matches } = found;
  const marked = new Map((found.mark?.contents ?? []).map((each) => [each.key, each]));
  const work: Work = {
    form,
    fileName,
    proposals: new Map(),
    evidence: new Map(),
    statements: [],
    problems: [],
    twice: new Set(),
    marked,
    answers: found.answers,
    nones: [],
    emptied: found.mark?.stamp === undefined ? undefined : new Map()
  };
  if (found.otherVersion) note(work, 'other-version', '', `${found.mark?.form.id} ${found.mark?.form.version}`);
  for (const match of matches) {
    readPlaces(work, match);
    noteDoubts(work, match);
    noteStrays(work, match, matches, found.left);
  }
  for (const { view, row, column, text } of found.left) note(work, 'left-out', placeIn(view, { row, column }), text);
  for (const { sheet, table } of found.again) note(work, 'twice', sheet, tableTitle(form, table));
  addStatements(work);
  if (work.emptied) noteMissingRows(work, matches);
  return {
    file: book.kind,
    form: {
      id: form.definition.id,
      version: form.definition.version,
      title: form.definition.title.zh,
      how: found.how,
      share: found.share
    },
    guess: found.guess,
    sheets: sheetLines(book, matches),
    proposals: inFormOrder(work.proposals, form, work.twice).map(shortened),
    statements: work.statements,
    evidence: inFormOrder(work.evidence, form, work.twice).map(shortened),
    problems: limited(work.problems),
    layout: found.layout,
    questions: questionsOf(work, matches),
    ...(found.mark?.stamp === undefined ? {} : { stamp: found.mark.stamp, emptied: emptiedOf(work) })
  };
}

const short = (text: string): string => (text.length > mostShown ? `${text.slice(0, mostShown)}…` : text);
const shortened = <T extends { shownInFile: string }>(found: T): T => ({
  ...found,
  shownInFile: short(found.shownInFile)
});

function unknownReport(book: RawWorkbook, titles?: readonly string[]): ImportReport {
  const problem: ImportProblem = titles
    ? { code: 'several-forms', where: '', text: titles.map((title) => `《${title}》`).join(' ') }
    : { code: 'unknown-form', where: '', text: '' };
  const guess = { unitCode: null, unitName: null, period: null };
  return {
    file: book.kind,
    form: null,
    guess,
    sheets: sheetLines(book, []),
    proposals: [],
    statements: [],
    evidence: [],
    problems: [problem]
  };
}

const sheetLines = (book: RawWorkbook, matches: readonly TableMatch[]): ImportReport['sheets'] =>
  book.sheets
    .filter((sheet) => sheet.name !== markSheetName)
    .map((sheet) => ({
      name: sheet.name,
      hidden: sheet.visibility !== 'visible',
      tables: matches.filter((match) => match.view.source === sheet).map((match) => match.table)
    }));

const tableTitle = (form: CompiledForm, code: string): string =>
  form.tables.find((table) => table.code === code)?.definition.title.zh ?? code;

function note(
  work: Work,
  code: ImportProblem['code'],
  where: string,
  text: string,
  candidates?: readonly CellKey[]
): void {
  const said = short(text);
  work.problems.push(candidates === undefined ? { code, where, text: said } : { code, where, text: said, candidates });
}

function limited(problems: readonly ImportProblem[]): ImportProblem[] {
  if (problems.length <= mostProblems) return [...problems];
  const left = problems.length - mostProblems;
  return [...problems.slice(0, mostProblems), { code: 'outside-form', where: '', text: `+${left}` }];
}

function inFormOrder<T extends { key: CellKey }>(
  found: ReadonlyMap<CellKey, T>,
  form: CompiledForm,
  without: ReadonlySet<CellKey>
): T[] {
  return [...form.cells.keys()].flatMap((key) => {
    const each = found.get(key);
    return each && !without.has(key) ? [each] : [];
  });
}

// ── cells of the form ───────────────────────────────────────────────────────────────────────────────────────────────

function readPlaces(work: Work, match: TableMatch): void {
  for (const place of match.places) {
    const cell = work.form.cells.get(place.key);
    const raw = match.view.cellAt(place.row, place.column);
    if (!cell) continue;
    if (raw) readPlace(work, match, place, cell, raw);
    else readEmptyPlace(work, match, place, cell);
  }
}

/** A kind of nothing that prints as nothing is only in the mark. */
function readEmptyPlace(work: Work, match: TableMatch, place: PlacedCell, cell: FormCell): void {
  const content = cell.kind === 'entered' ? contentFromMark(work, cell, '') : undefined;
  if (!content || ('nothing' in content && content.nothing === 'blank' && Object.keys(content).length === 1)) {
    if (cell.kind === 'entered') work.emptied?.set(cell.key, whereIn(match, place));
    return;
  }
  work.proposals.set(cell.key, { key: cell.key, content, from: whereIn(match, place), shownInFile: '' });
}

function readPlace(work: Work, match: TableMatch, place: PlacedCell, cell: FormCell, raw: RawCell): void {
  const from = whereIn(match, raw);
  if (cell.kind === 'blocked') {
    if (isFigure(raw)) note(work, 'blocked-cell', from, raw.value, [cell.key]);
    return;
  }
  const marked = cell.kind === 'entered' ? contentFromMark(work, cell, seenAs(raw)) : undefined;
  if (marked) {
    keepOnce(
      work,
      work.proposals,
      { key: cell.key, content: marked, from, shownInFile: raw.value },
      JSON.stringify(marked)
    );
    return;
  }
  const read = figureOf(raw, place.unit ?? titleUnitFor(match, cell), cell, work.form);
  const { shown } = read;
  if (read.kind === 'nothing') {
    if (cell.kind === 'entered') work.emptied?.set(cell.key, from);
    return;
  }
  if (read.kind === 'problem' && read.code === 'asked-nothing' && cell.kind === 'entered') {
    if (answerNone(work, cell, from, shown)) return;
    work.nones.push(from);
  }
  if (read.kind === 'problem') {
    // a computed cell that shows — or #DIV/0! says only that there is nothing to compare with
    if (cell.kind === 'entered' || isFigure(raw)) note(work, read.code, from, shown, [cell.key]);
    return;
  }
  if (raw.formula?.includes('[') || raw.formula?.includes('|')) note(work, 'external-formula', from, shown, [cell.key]);
  if (match.view.isHidden(raw.row, raw.column)) note(work, 'hidden', from, shown, [cell.key]);
  if (read.unitDiffers) note(work, 'unit-differs', from, `${place.unit ?? ''} / ${cell.uom}`, [cell.key]);
  const converted = read.converted && { converted: read.converted };
  if (cell.kind === 'derived') {
    if (!('number' in read.value)) return;
    const statement = { printed: read.printed, number: read.value.number, source: work.fileName.slice(0, 200) };
    keepOnce(
      work,
      work.evidence,
      { key: cell.key, from, shownInFile: shown, statement, ...converted },
      statement.number
    );
    return;
  }
  const content = read.value;
  if ('nothing' in content && content.nothing === 'blank') {
    work.emptied?.set(cell.key, from);
    return;
  }
  keepOnce(
    work,
    work.proposals,
    { key: cell.key, content, from, shownInFile: shown, ...converted },
    JSON.stringify(content)
  );
}

/** What somebody has said that 无 means in files of this layout; false when it cannot be a value of this cell. */
function answerNone(work: Work, cell: FormCell, from: string, shownInFile: string): boolean {
  const { none } = work.answers;
  if (none === undefined) return false;
  const answer = none === 'zero' ? { number: '0' } : ({ nothing: 'notApplicable' } as const);
  const content = checkContentFor(answer, cell.key, cell);
  if (!content.ok || 'stated' in content.value) return false;
  keepOnce(
    work,
    work.proposals,
    { key: cell.key, content: content.value, from, shownInFile },
    JSON.stringify(content.value)
  );
  return true;
}

/** （单位：万元） above a table means its amounts of money, not its counts. */
const titleUnitFor = (match: TableMatch, cell: FormCell): string | undefined =>
  match.titleUnit !== undefined && powerBetween(match.titleUnit, cell.uom) !== undefined ? match.titleUnit : undefined;

const placeIn = ({ source, isTurned }: TableMatch['view'], { row, column }: { row: number; column: number }): string =>
  `${source.name}!${isTurned ? addressOf(column, row) : addressOf(row, column)}`;
const whereIn = (match: TableMatch, at: { row: number; column: number }): string => placeIn(match.view, at);

/** The same cell twice with the same content is one; with another it is asked. */
function keepOnce<T extends Proposal | Evidence>(work: Work, kept: Map<CellKey, T>, found: T, content: string): void {
  const before = kept.get(found.key);
  if (!before) {
    kept.set(found.key, found);
    return;
  }
  const contentBefore = 'content' in before ? JSON.stringify(before.content) : before.statement.number;
  if (contentBefore === content) return;
  if (!work.twice.has(found.key)) note(work, 'twice', before.from, before.shownInFile, [found.key]);
  work.twice.add(found.key);
  note(work, 'twice', found.from, found.shownInFile, [found.key]);
}

/** A program that saved the file may have written 72.23 as 72.230000000000004. */
const seenAs = (raw: RawCell): string => (raw.kind === 'number' ? (decimalOf(raw.value) ?? raw.value) : raw.value);

/** Remarks and digits that the cell cannot show, if it still shows what was written there. */
function contentFromMark(work: Work, cell: FormCell, seen: string) {
  const marked = work.marked.get(cell.key);
  if (!marked || marked.shown !== seen) return undefined;
  const checked = checkContentFor(marked.content, cell.key, cell);
  return checked.ok && !('stated' in checked.value) ? checked.value : undefined;
}

/** Figures that our own export carried beside the values. */
function addStatements(work: Work): void {
  for (const [key, { content }] of work.marked) {
    const cell = work.form.cells.get(valueKey(key));
    if (!isStatedKey(key) || !cell) continue;
    const checked = checkContentFor(content, key, cell);
    if (!checked.ok || !('stated' in checked.value)) continue;
    work.statements.push({ key, content: checked.value });
  }
}

/** An empty cell counts only where nothing of the file offers a value for it. */
const emptiedOf = (work: Work): { key: CellKey; from: string }[] =>
  [...(work.emptied ?? [])].flatMap(([key, from]) =>
    work.proposals.has(key) || work.twice.has(key) ? [] : [{ key, from }]
  );

/** A row that was deleted from our own file says nothing about its cells: it is told, and they stay. */
function noteMissingRows(work: Work, matches: readonly TableMatch[]): void {
  for (const table of work.form.tables) {
    const found = new Set(
      matches.flatMap((match) => (match.table === table.code ? match.rows.map(({ code }) => code) : []))
    );
    const doubtful = new Set(
      matches.flatMap((match) =>
        match.table === table.code ? match.doubtfulRows.flatMap((row) => row.candidates) : []
      )
    );
    for (const row of table.rows) {
      if (!row.hasCells || found.has(row.code) || doubtful.has(row.code)) continue;
      const own = [...work.form.cells.values()].find((cell) => cell.table === table.code && cell.row === row.code);
      note(work, 'row-missing', '', row.definition.label.zh, own ? [own.key] : []);
    }
  }
}

const mostQuestions = 60;

function questionsOf(work: Work, matches: readonly TableMatch[]): Question[] {
  const rows = matches.flatMap((match) => {
    const table = work.form.tables.find(({ code }) => code === match.table);
    const found = new Set(
      matches.flatMap((each) => (each.table === match.table ? each.rows : [])).map(({ code }) => code)
    );
    const free = (table?.rows ?? []).flatMap(({ code, hasCells }) => (hasCells && !found.has(code) ? [code] : []));
    return openRows(match).map(({ id, row, column, text, fits }): Question => ({
      kind: 'row',
      id,
      where: whereIn(match, { row, column }),
      text: short(text.trim()),
      table: match.table,
      candidates: fits.length > 0 ? fits : free
    }));
  });
  const [where] = work.nones;
  const none: Question[] = where === undefined ? [] : [{ kind: 'none', id: 'none', where, cells: work.nones.length }];
  return [...none, ...rows].slice(0, mostQuestions);
}

// ── what the form does not know ─────────────────────────────────────────────────────────────────────────────────────

function noteDoubts(work: Work, match: TableMatch): void {
  const main = (row: string): CellKey[] =>
    [...work.form.cells.values()]
      .filter((cell) => cell.table === match.table && cell.row === row)
      .slice(0, 1)
      .map((cell) => cell.key);
  for (const { row, column, text, candidates } of match.doubtfulRows) {
    note(work, 'ambiguous', whereIn(match, { row, column }), text, candidates.flatMap(main));
  }
  for (const { row, column, text } of match.doubtfulColumns)
    note(work, 'ambiguous', whereIn(match, { row, column }), text);
  for (const { row, label } of match.unknownRows) {
    const others = match.view.rowAt(row).filter((cell) => cell !== label && cell.value.trim() !== '');
    const figures = others.some(isFigure) ? others.filter(isFigure) : others;
    note(
      work,
      'unknown-label',
      whereIn(match, label),
      [label.value.trim(), ...figures.map((cell) => cell.value)].join(' | ')
    );
  }
}

/** Figures on the same sheet that no table of the form covers: beside it, below it, in columns without a known head. */
function noteStrays(work: Work, match: TableMatch, all: readonly TableMatch[], left: Recognition['left']): void {
  const onSheet = all.filter((each) => each.view === match.view);
  if (onSheet[0] !== match) return;
  // tables that were read with rows and columns exchanged count here too
  const ofSource = all.filter((each) => each.view.source === match.view.source);
  const taken = new Set(
    ofSource.flatMap((each) =>
      each.places.map((place) =>
        each.view.isTurned === match.view.isTurned ? `${place.row} ${place.column}` : `${place.column} ${place.row}`
      )
    )
  );
  const told = new Set([
    ...onSheet.flatMap((each) => [...each.unknownRows, ...each.doubtfulRows].map(({ row }) => row)),
    ...left.flatMap(({ view, row }) => (view === match.view ? [row] : []))
  ]);
  const formRows = new Set(onSheet.flatMap((each) => each.rows.map((found) => found.row)));
  const top = Math.min(...onSheet.map((each) => each.extent.top));
  for (const { row, cells } of match.view.rows) {
    if (row < top || told.has(row)) continue;
    const inside = onSheet.find((each) => each.extent.top <= row && row <= each.extent.bottom);
    const ofTable = formRows.has(row);
    for (const cell of cells) {
      if (!isFigure(cell) || taken.has(`${cell.row} ${cell.column}`)) continue;
      if (ofTable && inside?.knownColumns.has(cell.column)) continue; // 序号, a code, a unit
      const isHeaded = ofTable && inside?.headedColumns.has(cell.column);
      if (cell.kind === 'text' && !isHeaded && !isBareNumber(cell.value)) continue; // notes and dates around the table
      note(work, isHeaded ? 'unknown-column' : 'outside-form', whereIn(match, cell), cell.value);
    }
  }
}

const isBareNumber = (text: string): boolean => /^[\s\d.,]+$/.test(text.slice(0, 40).normalize('NFKC'));
