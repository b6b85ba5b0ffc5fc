// Which form a raw workbook is, on which sheets its tables stand, and what it says of its unit and period.
import type { CompiledForm, CompiledTable } from '#core/forms/compiled-form.ts';
import { readPeriod } from '#core/places/period.ts';
import { matchByMark } from './inside/match-by-mark.ts';
import { isAnyRowNamed } from './inside/match-rows.ts';
import { readingsOf, type SheetReadings } from './inside/sheet-readings.ts';
import type { SheetView } from './inside/sheet-view.ts';
import { guessFromTitles } from './inside/read-titles.ts';
import { markSheetName, readMark, type Mark } from './mark.ts';
import { joinMatches, matchTable, onlyRow, type TableMatch } from './match-table.ts';
import { plainLabel } from './normalise-label.ts';
import type { RawWorkbook } from './raw-workbook.ts';

export interface Recognition {
  form: CompiledForm;
  how: 'mark' | 'layout' | 'labels';
  /** rows found of all rows that hold cells, 0 to 1 */
  share: number;
  matches: readonly TableMatch[];
  /** sheets that hold a table which was taken from another sheet */
  again: readonly { sheet: string; table: string }[];
  mark: Mark | undefined;
  /** the mark names a version that was not offered */
  otherVersion: boolean;
  guess: { unitCode: string | null; unitName: string | null; period: string | null };
}

/**
 * @param forms versions that may be meant, the newest of each form first
 * @param fileName may tell unit and period where the file does not
 * @returns undefined when none of the forms is there
 */
export function recognise(
  book: RawWorkbook,
  forms: readonly CompiledForm[],
  fileName: string
): Recognition | undefined {
  const readings = book.sheets.filter((sheet) => sheet.name !== markSheetName).map(readingsOf);
  const views = readings.map(({ whole }) => whole);
  const mark = readMark(book);
  const marked = mark && formOfMark(mark, forms);
  const candidates = marked
    ? [marked]
    : forms.filter((form, index) => forms.findIndex((each) => each.definition.id === form.definition.id) === index);
  const found = candidates
    .map((form) => tryForm(form, readings, marked ? mark : undefined))
    .filter((each) => each.rows > 0)
    .sort((a, b) => b.rows - b.unknown - (a.rows - a.unknown) || b.share - a.share);
  const best = found[0];
  // more strange rows than known ones: a list of something else that shares a word
  if (!best || best.unknown > best.rows) return undefined;
  const { form, share, matches, again } = best;
  return {
    form,
    how:
      matches.some((match) => match.how === 'mark') || marked
        ? 'mark'
        : matches.every((match) => match.how === 'labels')
          ? 'labels'
          : 'layout',
    share,
    matches,
    again,
    mark: marked ? mark : undefined,
    otherVersion: marked !== undefined && marked.definition.version !== mark?.form.version,
    guess: guess(form, views, mark, fileName)
  };
}

/** The version that the mark names, else the newest of that form; undefined when the form is not known here. */
function formOfMark(mark: Mark, forms: readonly CompiledForm[]): CompiledForm | undefined {
  const ofId = forms.filter((form) => form.definition.id === mark.form.id);
  return ofId.find((form) => form.definition.version === mark.form.version) ?? ofId[0];
}

interface Attempt {
  form: CompiledForm;
  rows: number;
  unknown: number;
  share: number;
  matches: TableMatch[];
  again: { sheet: string; table: string }[];
}

function tryForm(form: CompiledForm, readings: readonly SheetReadings[], mark: Mark | undefined): Attempt {
  const views = readings.map(({ whole }) => whole);
  const attempt: Attempt = { form, rows: 0, unknown: 0, share: 0, matches: [], again: [] };
  let all = 0;
  for (const table of form.tables) {
    all += table.rows.filter((row) => row.hasCells).length;
    const found = (mark && matchByMark(views, table, mark)) ?? bestMatch(table, readings, attempt);
    if (!found) continue;
    attempt.matches.push(found);
    attempt.rows += new Set(found.rows.map((row) => row.code)).size;
  }
  attempt.matches = attempt.matches.map((match) => withoutOthers(match, attempt.matches));
  attempt.unknown = attempt.matches.reduce((sum, match) => sum + match.unknownRows.length, 0);
  attempt.share = all === 0 ? 0 : attempt.rows / all;
  return attempt;
}

/** Of several tables on one sheet each row is strange only to the table that it stands in: the last one that began above it. */
function withoutOthers(match: TableMatch, all: readonly TableMatch[]): TableMatch {
  const others = all.filter((each) => each !== match && each.view === match.view);
  const own = match.unknownRows.filter(({ row }) =>
    others.every(
      (other) =>
        row < other.extent.top - other.headRows || (other.extent.top < match.extent.top && row > other.extent.bottom)
    )
  );
  return own.length === match.unknownRows.length ? match : { ...match, unknownRows: own };
}

/** On the sheet where most of its rows are; visible sheets before hidden ones, then the first. */
function bestMatch(table: CompiledTable, readings: readonly SheetReadings[], attempt: Attempt): TableMatch | undefined {
  const ranked = readings
    .flatMap((each) => matchOn(each, table) ?? [])
    .map((match) => ({ match, rows: new Set(match.rows.map((row) => row.code)).size }))
    .sort((a, b) => hiddenRank(a.match) - hiddenRank(b.match) || b.rows - a.rows);
  const best = ranked[0];
  if (!best) return undefined;
  for (const other of ranked.slice(1)) {
    if (other.rows >= best.rows / 2) attempt.again.push({ sheet: other.match.view.source.name, table: table.code });
  }
  return best.match;
}

const hiddenRank = (match: TableMatch): number => (match.view.source.visibility === 'visible' ? 0 : 1);

/** As it stands; in other ways only where that finds less than half of the table, and only if they find clearly more. */
function matchOn(readings: SheetReadings, table: CompiledTable): TableMatch | undefined {
  // most forms are not in most files: a look at the words is enough
  if (onlyRow(table) === undefined && !isAnyRowNamed(table, readings.words())) return undefined;
  const plain = matchTable(readings.whole, table);
  const repeated = joined(readings.whole, readings.repeated(), table);
  const best = repeated && filled(repeated) > filled(plain) ? repeated : plain;
  const enough = table.rows.filter((row) => row.hasCells).length / 2;
  const isEnough = (match: TableMatch) => new Set(match.rows.map(({ code }) => code)).size >= enough;
  if (best && best.doubtfulColumns.length === 0 && isEnough(best)) return best;
  const turned = readings.turned();
  const corner = plainLabel(table.definition.corner ?? '').text;
  const blocks = table.definition.blocks ? readings.turnedBlocks(corner) : [];
  const parted = readings.parted().flatMap((view) => matchTable(view, table) ?? []);
  const exchanged = [turned && matchTable(turned, table), turned && joined(turned, blocks, table)];
  // a list of a few rows may stand beside something else; a few words in a column are no table on its side
  const others = [
    ...parted.filter((match) => !best || isEnough(match)),
    ...exchanged.filter((match) => match !== undefined && isEnough(match))
  ];
  return others.reduce<TableMatch | undefined>(
    (found, other) => (filled(other) > 2 * filled(found) ? other : found),
    best
  );
}

/** The table that goes through strips of a sheet, each with heads of its own. */
function joined(whole: SheetView, views: readonly SheetView[], table: CompiledTable): TableMatch | undefined {
  const parts = views.flatMap((view) => matchTable(view, table) ?? []);
  return parts.length > 1 ? joinMatches(whole, parts) : undefined;
}

/** figures that would be taken */
const filled = (match: TableMatch | undefined): number =>
  match?.places.filter(({ row, column }) => match.view.cellAt(row, column)).length ?? 0;

function guess(
  form: CompiledForm,
  views: readonly SheetView[],
  mark: Mark | undefined,
  fileName: string
): Recognition['guess'] {
  const fromTitles = guessFromTitles(form.definition, views, fileName);
  const period = mark?.period !== undefined && readPeriod(mark.period).ok ? mark.period : fromTitles.period;
  return { unitCode: mark?.unit?.code ?? null, unitName: mark?.unit?.name ?? fromTitles.unitName, period };
}
