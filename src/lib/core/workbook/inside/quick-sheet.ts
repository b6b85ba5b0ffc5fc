// The rows of a worksheet as nearly all programs write them, read from the bytes: no element between but row, c, v, f and is, attributes in
// double quotes. Whatever is not exactly so is left to the XML readers, which ask here first; both tell the same, a test compares them.
import type { ReadLimits } from '#core/workbook/limits.ts';
import { maxColumn, maxRow } from '#core/workbook/raw-workbook.ts';
import { plainText } from './quick-xml.ts';

/** One cell as it stands: what it means is sheet-part.ts's. The same object is used for every cell. */
export interface QuickCell {
  /** both 0: it has no address */
  row: number;
  column: number;
  style: number;
  /** what `t` says; 'n' without it */
  type: string;
  value: string | undefined;
  formula: string | undefined;
  inline: string | undefined;
}

export interface QuickReader {
  /** `number`: r as written */
  row(number: string | undefined, isHidden: boolean): void;
  cell(cell: QuickCell): void;
}

const [lt, gt, slash, quote, equals, ampersand, space, bracket] = [60, 62, 47, 34, 61, 38, 32, 93];

/**
 * @returns the part without what is in its sheetData, for the other readers; undefined when it is not of the simple kind. What was told to the reader until then must be
 *          forgotten.
 */
export function readQuickRows(
  bytes: Uint8Array,
  part: string,
  limits: ReadLimits,
  reader: QuickReader
): Uint8Array | undefined {
  const from = find(bytes, open, 0);
  if (from < 0 || !isPlainHead(bytes, from)) return undefined;
  const scan = makeScan(bytes, part, limits, reader);
  const to = scan.rows(from + open.length);
  if (to === undefined || find(bytes, anyOpen, to) >= 0) return undefined;
  const emptied = new Uint8Array(from + open.length + (bytes.length - to));
  emptied.set(bytes.subarray(0, from + open.length));
  emptied.set(bytes.subarray(to), from + open.length);
  return emptied;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const open = ascii('<sheetData>');
const anyOpen = ascii('<sheetData');
const close = ascii('</sheetData>');

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] as number;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
    if (startsWith(bytes, wanted, at)) return at;
  return -1;
}

function startsWith(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

/** UTF-8 without comments or CDATA in front of the rows, which are a child of the root: elsewhere the same letters could mean nothing. */
function isPlainHead(bytes: Uint8Array, end: number): boolean {
  const first = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes[first] !== lt) return false;
  let depth = 0;
  for (let at = bytes.indexOf(lt, first); at >= 0 && at < end; at = bytes.indexOf(lt, at)) {
    const kind = bytes[at + 1];
    if (kind === 33 || (kind === 63 && at !== first)) return false;
    const behind = behindTag(bytes, at, end);
    if (kind === slash) depth -= 1;
    else if (kind !== 63 && bytes[behind - 2] !== slash) depth += 1;
    at = behind;
  }
  return depth === 1;
}

/** behind the > that is in no attribute */
function behindTag(bytes: Uint8Array, from: number, end: number): number {
  let inside = 0;
  for (let at = from; at < end; at++) {
    const code = bytes[at] as number;
    if (inside !== 0) inside = code === inside ? 0 : inside;
    else if (code === quote || code === 39) inside = code;
    else if (code === gt) return at + 1;
  }
  return end;
}

// ── the scan ────────────────────────────────────────────────────────────────────────────────────────────────────────

const decoder = new TextDecoder('utf-8', { fatal: true });
// short numbers stand in every second cell: no new string for each
const numerals: readonly string[] = Array.from({ length: 10_000 }, (_, number) => String(number));
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\]\]>/;

const isSpace = (code: number | undefined): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** thrown and caught in this file only: the part is for the other readers */
const notQuick = Symbol('not quick');

function makeScan(bytes: Uint8Array, part: string, limits: ReadLimits, reader: QuickReader) {
  let at = 0;
  const cell: QuickCell = {
    row: 0,
    column: 0,
    style: 0,
    type: 'n',
    value: undefined,
    formula: undefined,
    inline: undefined
  };

  const leave = (): never => {
    throw notQuick;
  };
  const skipSpace = (): void => {
    while (isSpace(bytes[at])) at++;
  };
  const expect = (wanted: Uint8Array): void => {
    if (!startsWith(bytes, wanted, at)) leave();
    at += wanted.length;
  };
  /** ASCII from here to there */
  const latin = (from: number, to: number): string => {
    let text = '';
    for (let here = from; here < to; here++) {
      const code = bytes[here] as number;
      if (code < 32 || code > 126) leave();
      text += String.fromCharCode(code);
    }
    return text;
  };
  /** what stands here before the next <, with its entities told */
  const text = (): string => {
    const from = at;
    let isNumeral = true;
    let number = 0;
    let needsCare = false; // line ends, signs that XML forbids
    let hasEntities = false;
    let isAscii = true;
    let code = bytes[at];
    for (; code !== lt; code = bytes[++at]) {
      if (code === undefined) return leave();
      if (code >= 48 && code <= 57) number = number * 10 + code - 48;
      else {
        isNumeral = false;
        if (code > 127) isAscii = false;
        else if (code === ampersand) hasEntities = true;
        else if (code < 32 || code === bracket) needsCare = true;
      }
    }
    const length = at - from;
    if (isNumeral && length > 0 && length <= 4 && (bytes[from] !== 48 || length === 1))
      return numerals[number] as string;
    if (isAscii && !needsCare && !hasEntities && length <= 15) return latin(from, at);
    const decoded = words(from, at, needsCare || !isAscii);
    return hasEntities || needsCare ? plainText(decoded, part, limits) : decoded;
  };
  const words = (from: number, to: number, needsCare: boolean): string => {
    let decoded: string;
    try {
      decoded = decoder.decode(bytes.subarray(from, to));
    } catch {
      return leave();
    }
    if (needsCare && forbidden.test(decoded)) leave();
    return decoded;
  };
  /** an attribute's value, behind its opening quote */
  const attributeValue = (): string => {
    const end = bytes.indexOf(quote, at);
    if (end < 0 || end - at > 64) leave();
    const value = latin(at, end);
    if (value.includes('&') || value.includes('<')) leave();
    at = end + 1;
    return value;
  };
  /** All attributes of a tag from here on, each once; values that nobody asks for are passed over. */
  const attributes = (tell: (name: string, value: () => string) => void): void => {
    names.length = 0;
    while (bytes[at] === space) {
      const from = ++at;
      while (bytes[at] !== equals) {
        const code = bytes[at] ?? 0;
        // letters, digits, colon, point, dash
        const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
        if (!isLetter && !(code >= 48 && code <= 58) && code !== 46 && code !== 45) leave();
        at++;
      }
      if (bytes[at + 1] !== quote || at === from) leave();
      const name = nameAt(from, at);
      if (names.includes(name) || name.startsWith('xmlns')) leave();
      names.push(name);
      at += 2;
      const start = at;
      tell(name, attributeValue);
      if (at === start) passValue();
    }
  };
  const names: string[] = [];
  const nameAt = (from: number, to: number): string => {
    for (const known of knownNames)
      if (known.bytes.length === to - from && startsWith(bytes, known.bytes, from)) return known.name;
    return latin(from, to);
  };
  const passValue = (): void => {
    for (let code = bytes[at]; code !== quote; code = bytes[++at])
      if (code === undefined || code < 32 || code > 126 || code === lt || code === ampersand) leave();
    at++;
  };
  /** @returns whether the element is empty */
  const tagEnd = (): boolean => {
    if (bytes[at] === gt) {
      at++;
      return false;
    }
    if (bytes[at] !== slash || bytes[at + 1] !== gt) leave();
    at += 2;
    return true;
  };

  const readRow = (): void => {
    let number: string | undefined;
    let isHidden = false;
    attributes((name, value) => {
      if (name === 'r') number = value();
      else if (name === 'hidden') {
        const told = value();
        isHidden = told === '1' || told === 'true';
      }
    });
    const isEmpty = tagEnd();
    reader.row(number, isHidden);
    if (isEmpty) return;
    for (;;) {
      skipSpace();
      if (bytes[at + 1] === slash) break;
      readCell();
    }
    expect(rowClose);
  };

  const readCell = (): void => {
    if (bytes[at] !== lt || bytes[at + 1] !== 99) leave();
    at += 2;
    cell.row = cell.column = 0;
    cell.style = 0;
    cell.type = 'n';
    cell.value = cell.formula = cell.inline = undefined;
    let seen = 0;
    while (bytes[at] === space) {
      const name = bytes[at + 1];
      if (bytes[at + 2] !== equals || bytes[at + 3] !== quote) leave();
      at += 4;
      const bit = name === 114 ? 1 : name === 115 ? 2 : name === 116 ? 4 : leave();
      if (seen & bit) leave();
      seen |= bit;
      if (bit === 2) cell.style = digits();
      else if (bit === 1) readReference();
      else cell.type = attributeValue();
    }
    if (!tagEnd()) readContent();
    reader.cell(cell);
  };
  /** A1 and its kin, without $ */
  const readReference = (): void => {
    const from = at;
    let code = bytes[at] ?? 0;
    for (; code >= 65 && code <= 90; code = bytes[++at] ?? 0) cell.column = cell.column * 26 + code - 64;
    if (at === from || at - from > 3) leave();
    cell.row = digits();
    if (cell.row < 1 || cell.row > maxRow || cell.column > maxColumn) leave();
  };
  const digits = (): number => {
    let number = 0;
    const from = at;
    for (let code = bytes[at]; code !== quote; code = bytes[++at]) {
      if (code === undefined || code < 48 || code > 57 || at - from > 8) return leave();
      number = number * 10 + code - 48;
    }
    if (at === from) leave();
    at++;
    return number;
  };

  const readContent = (): void => {
    for (;;) {
      skipSpace();
      if (bytes[at] !== lt) leave();
      const name = bytes[at + 1];
      if (name === slash) {
        expect(cellClose);
        return;
      }
      if (name === 118 && bytes[at + 2] === gt && cell.value === undefined) {
        at += 3;
        cell.value = text();
        expect(valueClose);
      } else if (name === 102 && cell.formula === undefined) readFormula();
      else if (name === 105 && cell.inline === undefined) readInline();
      else leave();
      if ((cell.value?.length ?? 0) > limits.textLength || (cell.formula?.length ?? 0) > limits.textLength) leave();
    }
  };
  const readFormula = (): void => {
    at += 2;
    attributes(nothing);
    if (tagEnd()) {
      cell.formula = '';
      return;
    }
    cell.formula = text();
    expect(formulaClose);
  };
  /** rich and phonetic text has more elements: not here */
  const readInline = (): void => {
    expect(inlineOpen);
    if (startsWith(bytes, preserved, at)) at += preserved.length;
    else expect(bare);
    cell.inline = text();
    if (cell.inline.length > limits.textLength) leave();
    expect(inlineClose);
  };

  return {
    /** @returns where </sheetData> begins; undefined: not of the simple kind */
    rows(from: number): number | undefined {
      at = from;
      try {
        for (;;) {
          skipSpace();
          if (bytes[at + 1] === slash) break;
          expect(rowOpen);
          readRow();
        }
        return startsWith(bytes, close, at) ? at : undefined;
      } catch (reason) {
        if (reason === notQuick) return undefined;
        throw reason;
      }
    }
  };
}

const nothing = (): void => undefined;
const knownNames = [
  'r',
  'spans',
  'ht',
  'customHeight',
  's',
  'customFormat',
  'hidden',
  't',
  'ref',
  'si',
  'x14ac:dyDescent'
].map((name) => ({ name, bytes: ascii(name) }));

const rowOpen = ascii('<row');
const rowClose = ascii('</row>');
const cellClose = ascii('</c>');
const valueClose = ascii('</v>');
const formulaClose = ascii('</f>');
const inlineOpen = ascii('<is>');
const inlineClose = ascii('</t></is>');
const bare = ascii('<t>');
const preserved = ascii('<t xml:space="preserve">');
