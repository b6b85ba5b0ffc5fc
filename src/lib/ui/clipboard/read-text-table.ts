// The text flavour of a clipboard: rows end with a line break, cells with a tab; a cell with a line break in it stands in quotes.
import type { ClipCell } from './clip-block.ts';

/** Excel ends the last row too: one line break at the end is no further row. */
export function readTextTable(text: string): ClipCell[][] {
  const whole = text.replace(/(?:\r\n|\n|\r)$/, '');
  const rows: ClipCell[][] = [];
  let row: ClipCell[] = [];
  let at = 0;
  for (;;) {
    const { cell, end } = cellAt(whole, at);
    row.push({ text: cell });
    if (whole[end] === '\t') {
      at = end + 1;
      continue;
    }
    rows.push(row);
    if (end >= whole.length) return rows;
    row = [];
    at = end + (whole.startsWith('\r\n', end) ? 2 : 1);
  }
}

const ending = /[\t\r\n]/g;

function cellAt(text: string, at: number): { cell: string; end: number } {
  const close = text[at] === '"' ? closingQuote(text, at + 1) : -1;
  if (close > 0) {
    const inner = text.slice(at + 1, close);
    // Excel quotes only what holds a line break, a tab or a quote: "甲" alone is a text with quotes of its own
    if (/[\t\r\n"]/.test(inner)) return { cell: inner.replaceAll('""', '"').replaceAll('\r\n', '\n'), end: close + 1 };
  }
  ending.lastIndex = at;
  const end = ending.exec(text)?.index ?? text.length;
  return { cell: text.slice(at, end), end };
}

/** where the quoted text ends that begins at `from`; -1 when its quote does not end the cell */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    const next = text[at + 1];
    if (next !== '"') return next === undefined || /[\t\r\n]/.test(next) ? at : -1;
  }
  return -1;
}
