// A formula of the official workbook as an expression over its cells, without the guards that only keep a cell from showing an error.
import { readAddress } from '#core/workbook/raw-workbook.ts';

export type SheetExpression =
  | { kind: 'number'; text: string }
  | { kind: 'text' }
  | { kind: 'cell'; sheet?: string; row: number; column: number }
  | { kind: 'range'; sheet?: string; top: number; left: number; bottom: number; right: number }
  | { kind: 'call'; name: string; parts: readonly SheetExpression[] }
  | { kind: 'operation'; sign: string; left: SheetExpression; right: SheetExpression }
  | { kind: 'minus'; of: SheetExpression };

const longest = 4_000;
const deepest = 40;

/** @returns undefined for what this reader does not know: names, other files, array formulas, functions of text and dates */
export function readSheetFormula(formula: string): SheetExpression | undefined {
  if (formula.length > longest) return undefined;
  const tokens = tokensOf(formula.replace(/^=/, ''));
  if (!tokens) return undefined;
  const reader = { tokens, at: 0, depth: 0 };
  const read = comparison(reader);
  return read && reader.at === tokens.length ? unguarded(read) : undefined;
}

type Token = { kind: 'number' | 'text' | 'address' | 'name' | 'sign'; text: string; sheet?: string };

const shape =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|"((?:[^"]|"")*)"|(?:(?:'((?:[^']|'')+)'|([\p{L}_][\p{L}\p{N}_.]*))!)?(\$?[A-Za-z]{1,3}\$?\d{1,7})(?![\w(])|([A-Za-z_][A-Za-z0-9_.]*)(?=\s*\()|(<=|>=|<>|[-+*/^%(),:=<>&;]))/uy;

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  shape.lastIndex = 0;
  while (shape.lastIndex < text.length) {
    if (/^\s*$/.test(text.slice(shape.lastIndex))) break;
    const found = shape.exec(text);
    if (!found) return undefined;
    const [, number, words, quoted, plain, address, name, sign] = found;
    const sheet = quoted?.replaceAll("''", "'") ?? plain;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (words !== undefined) tokens.push({ kind: 'text', text: words });
    else if (address !== undefined)
      tokens.push({ kind: 'address', text: address, ...(sheet === undefined ? {} : { sheet }) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.toUpperCase() });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else return undefined;
  }
  return tokens;
}

interface Reader {
  tokens: readonly Token[];
  at: number;
  depth: number;
}

const isSign = (reader: Reader, ...signs: string[]): string | undefined => {
  const token = reader.tokens[reader.at];
  return token?.kind === 'sign' && signs.includes(token.text) ? token.text : undefined;
};

function leftToRight(reader: Reader, next: (reader: Reader) => SheetExpression | undefined, signs: string[]) {
  let left = next(reader);
  for (let sign = isSign(reader, ...signs); left && sign !== undefined; sign = isSign(reader, ...signs)) {
    reader.at++;
    const right = next(reader);
    left = right && { kind: 'operation', sign, left, right };
  }
  return left;
}
const comparison = (reader: Reader): SheetExpression | undefined =>
  leftToRight(reader, sum, ['=', '<>', '<', '>', '<=', '>=']);
const sum = (reader: Reader): SheetExpression | undefined => leftToRight(reader, product, ['+', '-']);
const product = (reader: Reader): SheetExpression | undefined => leftToRight(reader, signed, ['*', '/']);

function signed(reader: Reader): SheetExpression | undefined {
  if (isSign(reader, '-')) {
    reader.at++;
    const of = signed(reader);
    return of && { kind: 'minus', of };
  }
  if (isSign(reader, '+')) reader.at++;
  const read = single(reader);
  if (!read || !isSign(reader, '%')) return read;
  reader.at++;
  return { kind: 'operation', sign: '/', left: read, right: { kind: 'number', text: '100' } };
}

function single(reader: Reader): SheetExpression | undefined {
  const token = reader.tokens[reader.at++];
  if (!token || ++reader.depth > deepest * 20) return undefined;
  if (token.kind === 'number') return /e/i.test(token.text) ? undefined : { kind: 'number', text: token.text };
  if (token.kind === 'text') return { kind: 'text' };
  if (token.kind === 'address') return cellOrRange(reader, token);
  if (token.kind === 'name') return call(reader, token.text);
  if (token.text !== '(') return undefined;
  const inside = comparison(reader);
  return inside && isSign(reader, ')') && reader.at++ ? inside : undefined;
}

function cellOrRange(reader: Reader, token: Token): SheetExpression | undefined {
  const from = readAddress(token.text);
  if (!from) return undefined;
  const sheet = token.sheet === undefined ? {} : { sheet: token.sheet };
  if (!isSign(reader, ':')) return { kind: 'cell', ...sheet, ...from };
  const end = reader.tokens[reader.at + 1];
  const to = end?.kind === 'address' ? readAddress(end.text) : undefined;
  if (!to) return undefined;
  reader.at += 2;
  return {
    kind: 'range',
    ...sheet,
    top: Math.min(from.row, to.row),
    left: Math.min(from.column, to.column),
    bottom: Math.max(from.row, to.row),
    right: Math.max(from.column, to.column)
  };
}

function call(reader: Reader, name: string): SheetExpression | undefined {
  if (!isSign(reader, '(')) return undefined;
  reader.at++;
  const parts: SheetExpression[] = [];
  while (!isSign(reader, ')')) {
    const part = comparison(reader);
    if (!part) return undefined;
    parts.push(part);
    if (isSign(reader, ',', ';')) reader.at++;
    else if (!isSign(reader, ')')) return undefined;
  }
  reader.at++;
  return { kind: 'call', name, parts };
}

// ── guards ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** IF(B4=0,"",A4/B4), IFERROR(A4/B4,0), IF(COUNT(…)<2,"",…): what is computed when all is there. */
function unguarded(read: SheetExpression): SheetExpression {
  switch (read.kind) {
    case 'call': {
      const parts = read.parts.map(unguarded);
      if (read.name === 'IFERROR' && parts[0]) return parts[0];
      if (read.name === 'IF' && parts.length === 3) {
        const [, then, otherwise] = parts as [SheetExpression, SheetExpression, SheetExpression];
        if (saysNothing(then)) return otherwise;
        if (saysNothing(otherwise)) return then;
      }
      return { ...read, parts };
    }
    case 'operation':
      return { ...read, left: unguarded(read.left), right: unguarded(read.right) };
    case 'minus':
      return { ...read, of: unguarded(read.of) };
    default:
      return read;
  }
}

const saysNothing = (read: SheetExpression): boolean =>
  read.kind === 'text' || (read.kind === 'number' && Number(read.text) === 0);

// ── our own words ───────────────────────────────────────────────────────────────────────────────────────────────────

const ours = new Set(['SUM', 'MAX', 'MIN', 'ABS', 'ROUND', 'IF']);

/**
 * The expression in the language of forms.
 * @param nameOf reference for a cell of the form; 'open' for a cell in a sum that holds nothing to add; undefined: not of the form
 * @returns undefined when a cell or a function is not to be had
 */
export function inOurWords(
  read: SheetExpression,
  nameOf: (sheet: string | undefined, row: number, column: number) => string | 'open' | undefined
): string | undefined {
  const write = (part: SheetExpression, binds: number): string | undefined => {
    switch (part.kind) {
      case 'number':
        return part.text;
      case 'text':
        return undefined;
      case 'cell': {
        const name = nameOf(part.sheet, part.row, part.column);
        return name === 'open' ? undefined : name;
      }
      case 'range':
        return undefined;
      case 'minus': {
        const of = write(part.of, 3);
        return of && `-${of}`;
      }
      case 'operation': {
        const rank = strength[part.sign] ?? 0;
        const left = write(part.left, rank);
        const right = write(part.right, rank + 1);
        if (left === undefined || right === undefined) return undefined;
        const text = `${left} ${part.sign} ${right}`;
        return rank < binds ? `(${text})` : text;
      }
      case 'call':
        return writeCall(part.name, part.parts);
    }
  };
  const writeCall = (name: string, parts: readonly SheetExpression[]): string | undefined => {
    if (!ours.has(name)) return undefined;
    const written: string[] = [];
    for (const part of parts) {
      const pieces = part.kind === 'range' && name !== 'IF' && name !== 'ROUND' ? rangeNames(part) : [write(part, 0)];
      for (const piece of pieces ?? [undefined]) {
        if (piece === undefined) return undefined;
        written.push(piece);
      }
    }
    return written.length === 0 ? undefined : `${name}(${written.join(', ')})`;
  };
  const rangeNames = (range: Extract<SheetExpression, { kind: 'range' }>): (string | undefined)[] | undefined => {
    if ((range.bottom - range.top + 1) * (range.right - range.left + 1) > 2_000) return undefined;
    const names: (string | undefined)[] = [];
    for (let row = range.top; row <= range.bottom; row++)
      for (let column = range.left; column <= range.right; column++) {
        const name = nameOf(range.sheet, row, column);
        if (name !== 'open') names.push(name);
      }
    return names;
  };
  return write(read, 0);
}
const strength: Readonly<Record<string, number>> = {
  '=': 0,
  '<>': 0,
  '<': 0,
  '>': 0,
  '<=': 0,
  '>=': 0,
  '+': 1,
  '-': 1,
  '*': 2,
  '/': 2
};
