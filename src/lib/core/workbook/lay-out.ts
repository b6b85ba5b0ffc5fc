// A sheet, or a blank form, as a workbook that looks like the official one: its page and the hidden mark by which it is known again.
import type { CellContent } from '#core/forms/cell-value.ts';
import { isStatedKey, splitKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, FormCell, Outcomes } from '#core/forms/compiled-form.ts';
import type { Period } from '#core/places/period.ts';
import { noteOf, previousPrinters, printContent, printDerived, shownInFile } from './inside/cell-values.ts';
import { layFrame, type Frame } from './inside/frame.ts';
import { markRows, markSheetName, type Mark } from './mark.ts';
import { sheetNames } from './names.ts';
import type { Book, Page, PageCell } from './page.ts';
import { addressOf, readAddress, type RawMerge } from './raw-workbook.ts';

export interface SheetToLay {
  form: CompiledForm;
  /** empty for a blank form */
  cells: Cells;
  /** entered and derived numbers of this period and of the last one */
  numbers: Outcomes;
  previous: Outcomes;
  /** absent for a blank form */
  unit?: { code: string; name: string };
  period?: Period;
  seq?: number;
  /** of the export, for its coming back */
  stamp?: string;
}

/** One visible page with all tables of the form, one below the other, and the hidden mark. */
export function layOutSheet(sheet: SheetToLay): Book {
  const { form, unit, period } = sheet;
  const frame = layFrame({ form, unitName: unit?.name, period });
  const [name = ''] = sheetNames([form.definition.title.zh]);
  const page = guarded(fillPage(name, frame, sheet, true), frame, form);
  return { title: form.definition.title.zh, pages: [page, layMark(markOf(sheet, frame, name))] };
}

/** What is computed or printed is locked, and what is no figure is asked about; signs of nothing and words beside a number may be entered. */
function guarded(page: Page, frame: Frame, form: CompiledForm): Page {
  const entered = new Set<string>();
  const figures: { row: number; column: number }[] = [];
  for (const [key, { row, column }] of frame.places) {
    const cell = form.cells.get(key);
    if (cell?.kind !== 'entered') continue;
    entered.add(addressOf(row, column));
    if (cell.type !== 'text') figures.push({ row, column });
  }
  return {
    ...page,
    cells: page.cells.map((cell) => (entered.has(addressOf(cell.row, cell.column)) ? { ...cell, input: true } : cell)),
    isProtected: true,
    checks: runsOf(figures).map((range) => ({
      range,
      formula: mayStand(addressOf(range.top, range.left), form),
      message: checkWords(form)
    }))
  };
}

/** cells below each other in one column as one range */
function runsOf(cells: readonly { row: number; column: number }[]): RawMerge[] {
  const runs: RawMerge[] = [];
  for (const { row, column } of [...cells].sort((a, b) => a.column - b.column || a.row - b.row)) {
    const last = runs.at(-1);
    if (last && last.left === column && last.bottom === row - 1) last.bottom = row;
    else runs.push({ top: row, left: column, bottom: row, right: column });
  }
  return runs;
}

/** A number, also one that is stored as text, with a word beside it, or one of the form's signs. Programs take no lists within such a formula. */
function mayStand(address: string, { definition }: CompiledForm): string {
  const { notApplicable, unobtainable } = definition.print;
  const signs = [notApplicable, unobtainable]
    .filter((sign) => sign !== '')
    .map((sign) => `${address}="${sign.replaceAll('"', '""')}"`);
  return `OR(${[
    `ISNUMBER(${address})`,
    ...signs,
    `ISNUMBER(VALUE(${address}))`,
    `ISNUMBER(FIND(LEFT(${address},1),"约近至"))`,
    `ISNUMBER(FIND(RIGHT(${address},1),"余多上"))`
  ].join(',')})`;
}

function checkWords({ definition }: CompiledForm): string {
  const { notApplicable, unobtainable } = definition.print;
  const signs = [
    notApplicable === '' ? '' : `不适用填“${notApplicable}”`,
    unobtainable === '' ? '' : `无法取得填“${unobtainable}”`
  ].filter((sign) => sign !== '');
  return `这一格应填数字${signs.length > 0 ? `；${signs.join('，')}` : ''}。仍要保留所填内容，请选“是”。`;
}

/** The values of one sheet in the frame of its form. `notes`: with what the cells cannot show. */
export function fillPage(
  name: string,
  frame: Frame,
  sheet: Omit<SheetToLay, 'unit' | 'period' | 'seq' | 'stamp'>,
  notes: boolean
): Page {
  const { form, cells, numbers, previous } = sheet;
  const context = { form, places: frame.places, previous, printsPrevious: previousPrinters(form) };
  const values = [...frame.places].map(([key, { row, column, centred }]): PageCell => {
    const cell = form.cells.get(key) as FormCell;
    const printed =
      cell.kind === 'derived'
        ? printDerived(cell, numbers.get(key), context)
        : printContent(cells.get(key), cell, form);
    const note = notes ? noteOf(key, cells) : undefined;
    return {
      row,
      column,
      ...printed,
      centred,
      ...(note === undefined ? {} : { note })
    };
  });
  return pageOf(name, frame, values);
}

export function pageOf(name: string, frame: Frame, values: readonly PageCell[]): Page {
  const { widths, heights, merges, frozen, print } = frame;
  return {
    name,
    widths,
    heights,
    merges,
    cells: [...frame.cells, ...values],
    ...(frozen ? { frozen } : {}),
    ...(print ? { print } : {})
  };
}

// ── the mark ────────────────────────────────────────────────────────────────────────────────────────────────────────

function markOf(sheet: SheetToLay, frame: Frame, name: string): Mark {
  const { form, unit, period, seq, stamp } = sheet;
  return {
    form: { id: form.definition.id, version: form.definition.version },
    ...(unit ? { unit } : {}),
    ...(period === undefined ? {} : { period }),
    ...(seq === undefined ? {} : { seq }),
    ...(stamp === undefined ? {} : { stamp }),
    rows: frame.rows.map((place) => ({ ...place, sheet: name })),
    heads: frame.heads.map((place) => ({ ...place, sheet: name })),
    cells: exceptionsIn(frame, name),
    contents: contentsToCarry(sheet)
  };
}

/** Cells that do not stand where their row crosses the first head of their column. */
function exceptionsIn(frame: Frame, sheet: string): Mark['cells'] {
  const rows = new Map(frame.rows.map(({ key, row }) => [key, row]));
  const columns = new Map<string, number>();
  for (const { key, address } of frame.heads)
    if (!columns.has(key)) columns.set(key, readAddress(address)?.column ?? 0);
  return [...frame.places].flatMap(([key, place]) => {
    const { table, row, column } = splitKey(key);
    const crosses = rows.get(`${table}/${row}`) === place.row && columns.get(`${table}/${column}`) === place.column;
    return crosses ? [] : [{ key, sheet, address: addressOf(place.row, place.column) }];
  });
}

/** Contents that reading the cell would not give back whole. */
function contentsToCarry({ form, cells }: SheetToLay): Mark['contents'] {
  return [...cells].flatMap(([key, content]) => {
    if (isStatedKey(key)) return 'stated' in content && content.stated.length > 0 ? [{ key, shown: '', content }] : [];
    const cell = form.cells.get(key);
    if (!cell || cell.kind !== 'entered' || isWhole(content)) return [];
    return [{ key, shown: shownInFile(printContent(content, cell, form).value), content }];
  });
}

/** Nothing but the digits themselves. */
function isWhole(content: CellContent): boolean {
  const properties = Object.keys(content).length;
  if ('nothing' in content) return content.nothing === 'blank' && properties === 1;
  return 'number' in content && properties === 1 && !/\.\d*0$/.test(content.number) && content.number.length <= 15;
}

function layMark(mark: Mark): Page {
  const cells = markRows(mark).flatMap((texts, row) =>
    texts.map((text, column): PageCell => ({
      row: row + 1,
      column: column + 1,
      style: 'plain',
      value: { kind: 'text', text }
    }))
  );
  return { name: markSheetName, veryHidden: true, widths: [], heights: new Map(), cells, merges: [] };
}
