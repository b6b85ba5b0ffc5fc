// An official workbook analysed once: its package, and the parts of its sheets cut at the declared cells. What a fill writes later is spliced
// in between, so the plan is proved here, by reading back a probe with the reader that reads uploads.
import { assert } from '#core/basics/assert.ts';
import { Problem } from '#core/basics/problem.ts';
import { readRelationships } from './inside/package-parts.ts';
import { readStyles, readWorkbookPart } from './inside/shared-parts.ts';
import { cellOf, cutSheet, type CutSheet, type Slot } from './inside/sheet-patch.ts';
import { openZip, type Inflate, type Zip } from './inside/zip.ts';
import { replaceParts, type Checks, type Deflate } from './inside/zip-patch.ts';
import { readLimits, type ReadLimits } from './limits.ts';
import { addressOf, type RawSheet, type RawWorkbook } from './raw-workbook.ts';
import { findWorkbook, readXlsx } from './read-xlsx.ts';

export interface TemplatePlace {
  /** name of the worksheet */
  sheet: string;
  /** from 1 */
  row: number;
  column: number;
}

export interface PlannedSheet {
  name: string;
  part: string;
  /** one more than slots: what stands before, between and behind them */
  texts: readonly Uint8Array[];
  slots: readonly Slot[];
  /** index of each slot's value among the values of a fill */
  indices: readonly number[];
}

/** Plain values: it can be kept, and handed from one thread to another. */
export interface TemplatePlan {
  template: Uint8Array;
  /** how many cells are declared */
  places: number;
  /** sheets with declared cells */
  sheets: readonly PlannedSheet[];
  /** number formats by index of a look; absent: General */
  formats: readonly (string | undefined)[];
  /** formulas outside the declared cells, as 'sheet!A1': their stored results are the template's until a program computes again */
  otherFormulas: readonly string[];
}

/** What the platform does: the core has no zlib. */
export interface Pack extends Checks {
  inflate: Inflate;
  deflate: Deflate;
}

const placeText = ({ sheet, row, column }: TemplatePlace): string => `${sheet}!${addressOf(row, column)}`;

/**
 * @param template an .xlsx file, read as carefully as an upload
 * @param places   declared cells, none twice
 * @throws Problem as `readXlsx`; 'not-found' with `sheet` when there is no such worksheet; 'malformed' with `because` 'under-merge' and
 *         `where` when the cell is covered by a merged one, where nobody would see it
 */
export function planTemplate(
  template: Uint8Array,
  places: readonly TemplatePlace[],
  pack: Pack,
  limits: ReadLimits = readLimits
): TemplatePlan {
  const before = readXlsx(template, pack.inflate, limits);
  const zip = openZip(template, pack.inflate, limits);
  const { partOf, formats } = frameOf(zip, limits);
  const sheets = [...bySheet(places)].map(([name, own]): PlannedSheet => {
    const sheet = before.sheets.find((each) => each.name === name);
    const part = partOf.get(name);
    if (!sheet || part === undefined) throw new Problem('not-found', { sheet: name });
    for (const place of own) refuseCovered(sheet, place);
    const cut = cutSheet(textOf(zip.read(part), part), byRow(own), part);
    const indexAt = new Map(own.map((place) => [placeText(place), place.index]));
    const indices = cut.slots.map(({ row, column }) => indexAt.get(placeText({ sheet: name, row, column })) as number);
    return { name, part, texts: inBytes(cut), slots: cut.slots, indices };
  });
  const declared = new Set(places.map(placeText));
  const otherFormulas = before.sheets.flatMap(({ name, cells }) =>
    cells.flatMap(({ row, column, formula }) => {
      const where = placeText({ sheet: name, row, column });
      return formula === undefined || declared.has(where) ? [] : [where];
    })
  );
  const plan = { template, places: places.length, sheets, formats, otherFormulas };
  prove(plan, before, declared, pack, limits);
  return plan;
}

/** name of a worksheet → its part; number formats of looks */
function frameOf(zip: Zip, limits: ReadLimits) {
  const main = findWorkbook(zip, limits);
  const relationships = readRelationships(zip, main, limits);
  const partOf = new Map(
    readWorkbookPart(zip.read(main), main, limits).sheets.flatMap(({ name, relationship }) => {
      const target = relationships.find(({ id }) => id === relationship)?.target;
      return target === undefined ? [] : [[name, target] as const];
    })
  );
  const styles = relationships.find(({ type, target }) => type === 'styles' && zip.has(target))?.target;
  return { partOf, formats: styles === undefined ? [] : readStyles(zip.read(styles), styles, limits) };
}

/** Excel writes UTF-8; a part of another encoding would have to be written back in it. */
function textOf(bytes: Uint8Array, part: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('file-unreadable', { because: 'encoding', part });
  }
}

/** all texts in one piece of memory */
function inBytes({ texts }: CutSheet): Uint8Array[] {
  const encoder = new TextEncoder();
  const all = encoder.encode(texts.join(''));
  let at = 0;
  return texts.map((text) => {
    const from = at;
    at += encoder.encode(text).length;
    return all.subarray(from, at);
  });
}

type Numbered = TemplatePlace & { index: number };

function bySheet(places: readonly TemplatePlace[]): Map<string, Numbered[]> {
  const sheets = new Map<string, Numbered[]>();
  for (const [index, place] of places.entries()) {
    const own = sheets.get(place.sheet) ?? [];
    own.push({ ...place, index });
    sheets.set(place.sheet, own);
  }
  return sheets;
}

function byRow(places: readonly TemplatePlace[]): Map<number, Set<number>> {
  const rows = new Map<number, Set<number>>();
  for (const { row, column } of places) {
    const columns = rows.get(row) ?? new Set<number>();
    assert(!columns.has(column), `${addressOf(row, column)} is declared twice`);
    rows.set(row, columns.add(column));
  }
  return rows;
}

function refuseCovered({ name, merges }: RawSheet, { row, column }: TemplatePlace): void {
  const cover = merges.find(
    ({ top, left, bottom, right }) => row >= top && row <= bottom && column >= left && column <= right
  );
  if (cover && (cover.top !== row || cover.left !== column))
    throw new Problem('malformed', { because: 'under-merge', where: placeText({ sheet: name, row, column }) });
}

// ── the proof ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A number that the template does not hold there. */
const probeOf = (slot: Slot, index: number): string =>
  slot.old.includes(`>${index + 1}<`) ? `${index + 1}.5` : String(index + 1);

/**
 * Fills every declared cell with a number of its own and reads the file back: the declared cells hold these numbers and the formulas they had,
 * and all other cells and merges are the same. What fails here is a mistake of ours, and the plan is not made.
 */
function prove(
  plan: TemplatePlan,
  before: RawWorkbook,
  declared: ReadonlySet<string>,
  pack: Pack,
  limits: ReadLimits
): void {
  const probes = new Map<string, string>();
  const parts = new Map(
    plan.sheets.map((sheet) => {
      const { name, part, slots } = sheet;
      const cells = slots.map((slot, index) => {
        const decimal = probeOf(slot, index);
        probes.set(placeText({ sheet: name, row: slot.row, column: slot.column }), decimal);
        return cellOf(slot, { kind: 'number', decimal });
      });
      return [part, splice(sheet, cells)];
    })
  );
  const after = readXlsx(replaceParts(plan.template, parts, pack, limits), pack.inflate, limits);
  const rest = ({ sheets }: RawWorkbook): string =>
    JSON.stringify(
      sheets.map(({ cells, ...sheet }) => ({
        ...sheet,
        cells: cells.filter(({ row, column }) => !declared.has(placeText({ sheet: sheet.name, row, column })))
      }))
    );
  assert(rest(after) === rest(before), 'something beside the declared cells changed');
  const held = ({ sheets }: RawWorkbook) =>
    new Map(
      sheets.flatMap(({ name, cells }) =>
        cells.map((cell) => [placeText({ sheet: name, row: cell.row, column: cell.column }), cell] as const)
      )
    );
  const [old, fresh] = [held(before), held(after)];
  assert(probes.size === declared.size, 'a declared cell has no place');
  for (const [place, decimal] of probes) {
    const cell = fresh.get(place);
    assert(cell?.kind === 'number' && cell.value === decimal, `${place} was not filled`);
    assert(cell.formula === old.get(place)?.formula, `the formula of ${place} changed`);
  }
}

/** The part with these cells between its texts. */
export function splice({ texts }: PlannedSheet, cells: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  let most = 0;
  for (const text of texts) most += text.length;
  for (const cell of cells) most += cell.length * 3; // no sign of UTF-16 takes more bytes
  const all = new Uint8Array(most);
  const first = texts[0] as Uint8Array;
  all.set(first);
  let at = first.length;
  for (let index = 0; index < cells.length; index++) {
    at += put(all, at, cells[index] as string, encoder);
    const text = texts[index + 1] as Uint8Array;
    all.set(text, at);
    at += text.length;
  }
  return all.subarray(0, at);
}

/** Cells are short and nearly always ASCII. @returns bytes written */
function put(all: Uint8Array, at: number, cell: string, encoder: TextEncoder): number {
  for (let index = 0; index < cell.length; index++) {
    const code = cell.charCodeAt(index);
    if (code > 127) return encoder.encodeInto(cell, all.subarray(at)).written;
    all[at + index] = code;
  }
  return cell.length;
}
