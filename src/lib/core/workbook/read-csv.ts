// Separated text → raw workbook of one sheet. Every cell stays text: nothing is guessed to be a number or a date here.
import { Problem } from '#core/basics/problem.ts';
import { readLimits, type ReadLimits } from './limits.ts';
import { maxColumn, maxRow, type RawCell, type RawWorkbook } from './raw-workbook.ts';

/**
 * @param bytes UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030 (what Chinese Excel saves as “CSV”)
 * @returns one sheet; empty fields are no cells
 * @throws Problem `file-unreadable` (no text, an open quote) or `file-hostile` (limits)
 */
export function readCsv(bytes: Uint8Array, limits: ReadLimits = readLimits): RawWorkbook {
  if (bytes.length > limits.partBytes) throw new Problem('file-hostile', { because: 'part-too-large' });
  const text = decodeText(bytes);
  const cells = splitFields(text, separatorOf(text), limits);
  if (cells.length === 0) throw new Problem('file-unreadable', { because: 'empty' });
  const sheet = { name: 'csv', visibility: 'visible' as const, cells, merges: [], hiddenRows: [], hiddenColumns: [] };
  return { kind: 'csv', sheets: [sheet], definedNames: [], properties: [] };
}

/** UTF-8 first and strictly: text in GB18030 is hardly ever valid UTF-8, the reverse is almost always “valid” GB18030. */
export function decodeText(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // not this encoding: try the next
    }
  }
  throw new Problem('file-unreadable', { because: 'encoding' });
}

const separators = [',', '\t', ';', '|', '，'] as const;

/** The sign that splits the first lines into the same number of fields, more than one; comma when none does. */
function separatorOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, '') // before the lines are told apart: quoted fields may hold line ends
    .split(/\r\n|\r|\n/)
    .slice(0, 20)
    .filter((line) => line.trim() !== '');
  let best = { sign: ',', score: 0 };
  for (const sign of separators) {
    const counts = lines.map((line) => line.split(sign).length - 1).sort((a, b) => a - b);
    const usual = counts[Math.floor(counts.length / 2)] ?? 0;
    const agreeing = counts.filter((count) => count === usual).length;
    const score = usual > 0 ? agreeing * 100 + Math.min(usual, 99) : Math.min(counts.at(-1) ?? 0, 1);
    if (score > best.score) best = { sign, score };
  }
  return best.sign;
}

function splitFields(text: string, separator: string, limits: ReadLimits): RawCell[] {
  const cells: RawCell[] = [];
  let row = 1;
  let column = 1;
  let at = 0;
  let total = 0;

  const keep = (field: string) => {
    total += field.length;
    if (field.length > limits.textLength)
      throw new Problem('file-hostile', { because: 'text-too-long', where: `${row}` });
    if (total > limits.textTotal) throw new Problem('file-hostile', { because: 'too-much-text' });
    if (row > maxRow || column > maxColumn) throw new Problem('file-hostile', { because: 'address' });
    if (field.trim() !== '') cells.push({ row, column, kind: 'text', value: field });
    if (cells.length > limits.cells) throw new Problem('file-hostile', { because: 'too-many-cells' });
  };

  while (at < text.length) {
    let field = '';
    if (text[at] === '"') ({ field, at } = quoted(text, at, limits));
    const rest = plain(text, at, separator);
    at = rest.at;
    keep(field + rest.field);
    if (text[at] === separator) {
      column++;
      at++;
    } else if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      row++;
      column = 1;
    }
  }
  return cells;
}

function plain(text: string, from: number, separator: string): { field: string; at: number } {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return { field: text.slice(from, at), at };
}

/** From an opening quote; "" inside is one quote. What follows the closing one up to the separator belongs to the field. */
function quoted(text: string, from: number, limits: ReadLimits): { field: string; at: number } {
  let field = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) throw new Problem('file-unreadable', { because: 'open-quote' });
    field += text.slice(at, close);
    if (field.length > limits.textLength) throw new Problem('file-hostile', { because: 'text-too-long' });
    at = close + 1;
    if (text[at] !== '"') return { field, at };
    field += '"';
    at++;
  }
}
