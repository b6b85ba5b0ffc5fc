// An official workbook with figures put into declared cells, and nothing else of it touched: its package is kept, only the parts of the
// sheets with such cells are written anew, and the result is proved before anybody gets it.
import { assert } from '#core/basics/assert.ts';
import { Problem } from '#core/basics/problem.ts';
import { readRelationships } from './inside/package-parts.ts';
import { readWorkbookPart } from './inside/shared-parts.ts';
import { patchSheet, type PatchValue } from './inside/sheet-patch.ts';
import { openZip, type Inflate, type Zip } from './inside/zip.ts';
import { differingParts, replaceParts, type Deflate } from './inside/zip-patch.ts';
import { readLimits, type ReadLimits } from './limits.ts';
import { addressOf, type RawSheet, type RawWorkbook } from './raw-workbook.ts';
import { findWorkbook, readXlsx } from './read-xlsx.ts';

/** a declared cell and what it shall hold; of a formula in the template only the stored result changes */
export interface TemplateFill {
  /** name of the worksheet */
  sheet: string;
  /** from 1 */
  row: number;
  column: number;
  value: PatchValue;
}

export interface FilledTemplate {
  bytes: Uint8Array;
  /** parts that were written anew; the packed bytes of all others are those of the template */
  changed: readonly string[];
  /** formulas outside the declared cells, as 'sheet!A1': their stored results are the template's until a program computes again */
  otherFormulas: readonly string[];
}

/**
 * @param template an .xlsx file, read as carefully as an upload
 * @param fills    no cell twice; a number has at most 15 significant digits, as more would be lost
 * @throws Problem as `readXlsx`; 'not-found' with `sheet` when there is no such worksheet; 'malformed' with `because` 'under-merge' and
 *         `where` when the cell is covered by a merged one, where nobody would see it
 */
export function fillTemplate(
  template: Uint8Array,
  fills: readonly TemplateFill[],
  pack: { inflate: Inflate; deflate: Deflate },
  limits: ReadLimits = readLimits
): FilledTemplate {
  const before = readXlsx(template, pack.inflate, limits);
  const zip = openZip(template, pack.inflate, limits);
  const parts = sheetParts(zip, limits);
  const bySheet = new Map<string, TemplateFill[]>();
  for (const fill of fills) {
    const sheet = before.sheets.find(({ name }) => name === fill.sheet);
    if (!sheet) throw new Problem('not-found', { sheet: fill.sheet });
    refuseCovered(sheet, fill);
    bySheet.set(fill.sheet, [...(bySheet.get(fill.sheet) ?? []), fill]);
  }
  const changed = new Map<string, Uint8Array>();
  for (const [sheet, own] of bySheet) {
    const part = parts.get(sheet);
    assert(part !== undefined, 'a sheet that was read has a part');
    changed.set(part, new TextEncoder().encode(patchSheet(textOf(zip.read(part), part), byRow(own), part)));
  }
  const bytes = replaceParts(template, changed, pack.deflate, limits);
  prove(template, bytes, before, fills, [...changed.keys()], pack.inflate, limits);
  return { bytes, changed: [...changed.keys()], otherFormulas: formulasBeside(before, fills) };
}

/** name of a worksheet → its part */
function sheetParts(zip: Zip, limits: ReadLimits): Map<string, string> {
  const main = findWorkbook(zip, limits);
  const relationships = readRelationships(zip, main, limits);
  return new Map(
    readWorkbookPart(zip.read(main), main, limits).sheets.flatMap(({ name, relationship }) => {
      const target = relationships.find(({ id }) => id === relationship)?.target;
      return target === undefined ? [] : [[name, target] as const];
    })
  );
}

/** Excel writes UTF-8; a part of another encoding would have to be written back in it. */
function textOf(bytes: Uint8Array, part: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('file-unreadable', { because: 'encoding', part });
  }
}

function byRow(fills: readonly TemplateFill[]): Map<number, Map<number, PatchValue>> {
  const rows = new Map<number, Map<number, PatchValue>>();
  for (const { row, column, value } of fills) {
    const cells = rows.get(row) ?? new Map<number, PatchValue>();
    assert(!cells.has(column), `${addressOf(row, column)} is filled twice`);
    rows.set(row, cells.set(column, value));
  }
  return rows;
}

function refuseCovered({ name, merges }: RawSheet, { row, column }: TemplateFill): void {
  const cover = merges.find(
    ({ top, left, bottom, right }) => row >= top && row <= bottom && column >= left && column <= right
  );
  if (cover && (cover.top !== row || cover.left !== column))
    throw new Problem('malformed', { because: 'under-merge', where: `${name}!${addressOf(row, column)}` });
}

const placeOf = (sheet: string, row: number, column: number): string => `${sheet}!${addressOf(row, column)}`;

const declared = (fills: readonly TemplateFill[]): Set<string> =>
  new Set(fills.map(({ sheet, row, column }) => placeOf(sheet, row, column)));

function formulasBeside({ sheets }: RawWorkbook, fills: readonly TemplateFill[]): string[] {
  const own = declared(fills);
  return sheets.flatMap(({ name, cells }) =>
    cells.flatMap(({ row, column, formula }) => {
      const place = placeOf(name, row, column);
      return formula === undefined || own.has(place) ? [] : [place];
    })
  );
}

// ── the proof ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Reads back what was written: other parts are the same bytes, other cells and all merges are the same, every formula is still there, and the
 * declared cells hold what they shall. What fails here is a mistake of ours, and no file leaves the house.
 */
function prove(
  template: Uint8Array,
  bytes: Uint8Array,
  before: RawWorkbook,
  fills: readonly TemplateFill[],
  changed: readonly string[],
  inflate: Inflate,
  limits: ReadLimits
): void {
  const mayDiffer = new Set(changed.map((part) => part.toLowerCase()));
  const differing = differingParts(template, bytes, limits).filter((part) => !mayDiffer.has(part.toLowerCase()));
  assert(differing.length === 0, `other parts changed: ${differing.join(', ')}`);

  const after = readXlsx(bytes, inflate, limits);
  const own = declared(fills);
  const rest = ({ sheets }: RawWorkbook): string =>
    JSON.stringify(
      sheets.map(({ cells, ...sheet }) => ({
        ...sheet,
        cells: cells.filter(({ row, column }) => !own.has(placeOf(sheet.name, row, column)))
      }))
    );
  assert(rest(after) === rest(before), 'something beside the declared cells changed');
  const formulas = ({ sheets }: RawWorkbook): Map<string, string | undefined> =>
    new Map(
      sheets.flatMap(({ name, cells }) =>
        cells.map(({ row, column, formula }) => [placeOf(name, row, column), formula] as const)
      )
    );
  const [old, fresh] = [formulas(before), formulas(after)];
  for (const place of own) assert(old.get(place) === fresh.get(place), `the formula of ${place} changed`);
  const held = new Map(
    after.sheets.flatMap(({ name, cells }) =>
      cells.map((cell) => [placeOf(name, cell.row, cell.column), cell] as const)
    )
  );
  for (const { sheet, row, column, value } of fills) {
    const cell = held.get(placeOf(sheet, row, column));
    const isRight =
      value.kind === 'empty'
        ? cell === undefined || cell.value === ''
        : cell?.kind === value.kind && cell.value === (value.kind === 'number' ? value.decimal : value.text);
    assert(isRight || (value.kind === 'text' && value.text === ''), `${placeOf(sheet, row, column)} was not filled`);
  }
}
