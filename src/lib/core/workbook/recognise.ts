// Which form a raw workbook is, on which sheets its tables stand, and what it says of its unit and period.
import type { CompiledForm, CompiledTable } from '#core/forms/compiled-form.ts';
import { readPeriod } from '#core/places/period.ts';
import { matchByMark } from './inside/match-by-mark.ts';
import { answered, layoutOf, type Answers, type Profile } from './answers.ts';
import {
  compareSigns,
  coverage,
  figuresOf,
  isAlike,
  mayBeMeant,
  titlesIn,
  withoutRivals,
  type Signs
} from './inside/choose-form.ts';
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
  /** names the layout; answers about it are kept under this name */
  layout: string;
  /** what was answered about files of this layout */
  answers: Answers;
  /** rows that are none of the form's, as somebody has said */
  left: readonly { view: SheetView; row: number; column: number; text: string }[];
  mark: Mark | undefined;
  /** the mark names a version that was not offered */
  otherVersion: boolean;
  guess: { unitCode: string | null; unitName: string | null; period: string | null };
}

/** Titles of forms which nothing in the file tells apart. */
export interface Unsure {
  unsure: readonly string[];
}

/**
 * @param forms versions that may be meant, the newest of each form first
 * @param fileName may tell unit and period where the file does not
 * @param profiles answers to what could not be told of earlier files
 * @param meant     id of the form that somebody said it is; counts where nothing else tells
 * @returns undefined when none of the forms is there; `Unsure` when nothing tells which of several it is
 */
export function recognise(
  book: RawWorkbook,
  forms: readonly CompiledForm[],
  fileName: string,
  { profiles = [], meant }: { profiles?: readonly Profile[]; meant?: string | undefined } = {}
): Recognition | Unsure | undefined {
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
    .sort((a, b) => compareSigns(a.signs, b.signs));
  const best = chosenOf(found, meant, (form) => guess(form, views, mark, fileName).period);
  if (best && 'unsure' in best) return best;
  // more strange rows than known ones: a list of something else that shares a word
  if (!best || best.unknown > best.rows) return undefined;
  const { form, again } = best;
  const { share } = best.signs;
  const layout = layoutOf(form, best.matches);
  const answers =
    profiles.find((profile) => profile.form === form.definition.id && profile.layout === layout)?.answers ?? {};
  const told = best.matches.map((match) => ({ view: match.view, ...answered(match, answers) }));
  const matches = told.map(({ match }) => match);
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
    layout,
    answers,
    left: told.flatMap(({ view, left }) => left.map((row) => ({ view, ...row }))),
    mark: marked ? mark : undefined,
    otherVersion: marked !== undefined && marked.definition.version !== mark?.form.version,
    guess: guess(form, views, mark, fileName)
  };
}

/** @param found the best first */
function chosenOf(
  found: readonly Attempt[],
  meant: string | undefined,
  periodOf: (form: CompiledForm) => string | null
): Attempt | Unsure | undefined {
  const [best] = found;
  if (!best) return undefined;
  const said = found.find(({ form }) => form.definition.id === meant);
  if (said && mayBeMeant(best.signs, said.signs)) return said;
  const alike = found.filter((each) => isAlike(best.signs, each.signs));
  // of two editions of a form the one that was in force
  const inForce = alike.filter(({ form }) => isInForce(form, periodOf(form)));
  const left = inForce.length > 0 ? inForce : alike;
  return left.length > 1 ? { unsure: left.map(({ form }) => form.definition.title.zh) } : (left[0] ?? best);
}

/** Periods are compared by their beginnings: 2021 and 2021-Q3 both lie after 2021. */
function isInForce({ definition }: CompiledForm, period: string | null): boolean {
  if (period === null) return false;
  const { from, to } = definition.periods;
  return period >= from && (to === null || period.slice(0, to.length) <= to);
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
  signs: Signs;
  matches: TableMatch[];
  again: { sheet: string; table: string }[];
}

function tryForm(form: CompiledForm, readings: readonly SheetReadings[], mark: Mark | undefined): Attempt {
  const views = readings.map(({ whole }) => whole);
  const again: Attempt['again'] = [];
  const found = form.tables.flatMap(
    (table) => (mark && matchByMark(views, table, mark)) ?? bestMatch(table, readings, again) ?? []
  );
  const words = new Set(readings.flatMap((each) => [...each.words()]));
  const tableOf = ({ table }: TableMatch) => form.tables.find(({ code }) => code === table)!;
  const signsOf = (match: TableMatch): Signs => ({
    rows: 0,
    titles: titlesIn(form, [tableOf(match)], words),
    figures: figuresOf(match),
    columns: coverage(tableOf(match), match),
    share: 0
  });
  const signs = new Map(found.map((match) => [match, signsOf(match)]));
  const own = withoutRivals(found, (a, b) => compareSigns(signs.get(a)!, signs.get(b)!));
  const matches = own.map((match) => withoutOthers(match, own));
  const rows = matches.reduce((sum, match) => sum + new Set(match.rows.map((row) => row.code)).size, 0);
  const unknown = matches.reduce((sum, match) => sum + match.unknownRows.length, 0);
  const all = form.tables.reduce((sum, table) => sum + table.rows.filter((row) => row.hasCells).length, 0);
  const tables = matches.map(tableOf);
  const columns = matches.map((match) => coverage(tableOf(match), match));
  return {
    form,
    rows,
    unknown,
    signs: {
      rows,
      titles: matches.length === 0 ? 0 : titlesIn(form, tables, words),
      figures: matches.reduce((sum, match) => sum + figuresOf(match), 0) - unknown,
      columns: columns.length === 0 ? 0 : columns.reduce((sum, part) => sum + part, 0) / columns.length,
      share: all === 0 ? 0 : rows / all
    },
    matches,
    again
  };
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
function bestMatch(
  table: CompiledTable,
  readings: readonly SheetReadings[],
  again: Attempt['again']
): TableMatch | undefined {
  const ranked = readings
    .flatMap((each) => matchOn(each, table) ?? [])
    .map((match) => ({ match, rows: new Set(match.rows.map((row) => row.code)).size }))
    .sort((a, b) => hiddenRank(a.match) - hiddenRank(b.match) || b.rows - a.rows);
  const best = ranked[0];
  if (!best) return undefined;
  for (const other of ranked.slice(1)) {
    if (other.rows >= best.rows / 2) again.push({ sheet: other.match.view.source.name, table: table.code });
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
  const corner = plainLabel(table.definition.corner ?? '').text;
  const parted = readings.parted().flatMap((view) => matchTable(view, table) ?? []);
  const exchanged = readings.turned().flatMap((view) => {
    const blocks = table.definition.blocks ? joined(view, readings.turnedBlocks(view, corner), table) : undefined;
    return [matchTable(view, table), blocks];
  });
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

const filled = (match: TableMatch | undefined): number => (match ? figuresOf(match) : 0);

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
