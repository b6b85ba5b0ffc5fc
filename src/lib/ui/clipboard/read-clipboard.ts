// Which flavour of a clipboard is read: our own, which says everything; else the HTML, which says the number behind what is shown and
// what is merged or hidden; else the text.
import { checkContent } from '#core/forms/check-content.ts';
import type { CellValue } from '#core/forms/cell-value.ts';
import { fail, ok, type Result } from '#core/basics/result.ts';
import { mostCells, mostRows, mostSigns, type Clip, type ClipCell, type ClipMistake } from './clip-block.ts';
import { readHtmlTable } from './read-html-table.ts';
import { readTextTable } from './read-text-table.ts';

/** the name of our own flavour */
export const ownFlavour = 'application/x-huibiao-cells+json';

/** '' where a flavour is absent */
export interface Flavours {
  own: string;
  html: string;
  text: string;
}

export function readClipboard({ own, html, text }: Flavours): Result<Clip, ClipMistake> {
  if (html.length > mostSigns || text.length > mostSigns || own.length > mostSigns) return fail('too-large');
  const ours = own === '' ? undefined : readOwn(own);
  if (ours) return ok(ours);
  if (/<(?:table|tr|td|span)\b/i.test(html)) {
    const table = readHtmlTable(html);
    if (!table.ok) return table;
    if (table.value) return ok(table.value);
  }
  return readText(text);
}

function readText(text: string): Result<Clip, ClipMistake> {
  if (text === '') return fail('empty');
  // a whole column of Excel ends in a million blank rows
  const rows = linesIn(text) > mostRows ? text.trimEnd() : text;
  if (linesIn(rows) > mostRows) return fail('too-large');
  const block = readTextTable(rows);
  const cells = block.reduce((sum, row) => sum + row.length, 0);
  return cells > mostCells ? fail('too-large') : ok({ block, hiddenRows: 0, hiddenColumns: 0 });
}

function linesIn(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

// ── our own flavour ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Any page may put this flavour on a clipboard: what is not exactly ours is not read. */
function readOwn(json: string): Clip | undefined {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(read) || read.length === 0 || read.length > mostRows) return undefined;
  const block: (ClipCell | undefined)[][] = [];
  let cells = 0;
  for (const line of read as readonly unknown[]) {
    if (!Array.isArray(line) || (cells += line.length) > mostCells) return undefined;
    const row: (ClipCell | undefined)[] = [];
    for (const one of line as readonly unknown[]) {
      const cell = one === null ? undefined : ownCell(one);
      if (cell === 'foreign') return undefined;
      row.push(cell);
    }
    block.push(row);
  }
  return { block, hiddenRows: 0, hiddenColumns: 0 };
}

function ownCell(one: unknown): ClipCell | 'foreign' {
  if (typeof one === 'string') return { text: one };
  if (!Array.isArray(one) || one.length !== 2 || typeof one[0] !== 'string') return 'foreign';
  const value = checkContent(one[1]);
  return value.ok && !('stated' in value.value) ? { text: one[0], value: value.value } : 'foreign';
}

/** What `readClipboard` reads: null where a merged cell covers, a text, or a text with its value. */
export const writeOwn = (block: readonly (readonly (ClipCell | undefined)[])[]): string =>
  JSON.stringify(
    block.map((line) =>
      line.map((cell): null | string | [string, CellValue] => {
        if (!cell) return null;
        return cell.value ? [cell.text, cell.value] : cell.text;
      })
    )
  );
