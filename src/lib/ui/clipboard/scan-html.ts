// Reads HTML from left to right and tells of its tags and texts. Nothing of a clipboard ever becomes a DOM, so nothing of it can run or
// load; and reading can stop at any point, so a huge clipboard costs no more than what is taken of it.

export interface HtmlEars {
  /** attribute names in small letters, values decoded; an attribute without a value is '' */
  open(tag: string, attributes: ReadonlyMap<string, string>): void;
  close(tag: string): void;
  /** decoded, spaces as they stand */
  text(text: string): void;
  /** the text of a <style> */
  style?(text: string): void;
  /** asked after each step: true ends the reading */
  done?(): boolean;
}

/** what they hold is no text of the page */
const closedBooks: ReadonlySet<string> = new Set(['script', 'style', 'title', 'noscript', 'template', 'xml', 'iframe']);
const nameShape = /[a-z][^\s/>]*/iy;
const attributeShape = /[\s/]*([^\s=>/"'][^\s=>/]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/y;

export function scanHtml(html: string, ears: HtmlEars): void {
  let at = 0;
  while (at < html.length && !ears.done?.()) {
    const sign = html.indexOf('<', at);
    const end = sign < 0 ? html.length : sign;
    if (end > at) ears.text(decode(html.slice(at, end)));
    if (sign < 0) return;
    at = afterSign(html, sign, ears);
  }
}

/** @param sign where a < stands @returns where to go on */
function afterSign(html: string, sign: number, ears: HtmlEars): number {
  const next = html[sign + 1] ?? '';
  if (next === '!' || next === '?') return afterRemark(html, sign);
  const isClose = next === '/';
  nameShape.lastIndex = sign + (isClose ? 2 : 1);
  const name = nameShape.exec(html)?.[0].toLowerCase();
  if (name === undefined) {
    if (isClose) return after(html, '>', sign);
    ears.text('<');
    return sign + 1;
  }
  if (isClose) {
    ears.close(name);
    return after(html, '>', sign);
  }
  const { attributes, end } = readAttributes(html, nameShape.lastIndex);
  if (closedBooks.has(name)) return afterClosedBook(html, name, end, ears);
  ears.open(name, attributes);
  return end;
}

function readAttributes(html: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    attributeShape.lastIndex = at;
    const found = attributeShape.exec(html);
    if (!found) break;
    const [, name = '', double, single, bare] = found;
    // the first of two wins, as in browsers
    if (!attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), decode(double ?? single ?? bare ?? ''));
    at = attributeShape.lastIndex;
  }
  return { attributes, end: after(html, '>', at) };
}

function afterClosedBook(html: string, name: string, from: number, ears: HtmlEars): number {
  const ending = new RegExp(`</${name}[\\s/>]`, 'gi');
  ending.lastIndex = from;
  const found = ending.exec(html);
  if (name === 'style') ears.style?.(html.slice(from, found?.index));
  return found ? after(html, '>', found.index) : html.length;
}

// Office keeps rows in <![if supportMisalignedColumns]> … <![endif]> that only tell widths. Browsers rewrite it as a comment.
const onlyWidths = /^<!(?:--)?\[if\s+!?\s*supportMisalignedColumns\s*\]/i;
const endOfWidths = /<!(?:--)?\[endif\](?:--)?>/gi;

function afterRemark(html: string, sign: number): number {
  if (onlyWidths.test(html.slice(sign, sign + 60))) {
    endOfWidths.lastIndex = sign;
    return endOfWidths.exec(html) ? endOfWidths.lastIndex : html.length;
  }
  return html.startsWith('<!--', sign) ? after(html, '-->', sign + 2) : after(html, '>', sign);
}

function after(html: string, piece: string, from: number): number {
  const found = html.indexOf(piece, from);
  return found < 0 ? html.length : found + piece.length;
}

// ── character references ────────────────────────────────────────────────────────────────────────────────────────────

const named: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  yen: '¥',
  minus: '−',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  middot: '·',
  times: '×',
  divide: '÷',
  plusmn: '±',
  permil: '‰',
  deg: '°',
  shy: '\u00ad',
  zwj: '\u200d',
  zwnj: '\u200c',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  lrm: '\u200e',
  rlm: '\u200f',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  euro: '€',
  sect: '§',
  laquo: '«',
  raquo: '»',
  ge: '≥',
  le: '≤',
  tab: '\t',
  newline: '\n'
};
// what old programs mean by numbers between 128 and 159: the code page of Western Windows
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const reference = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,10}));?/gi;

const decode = (text: string): string =>
  text.includes('&')
    ? text.replace(reference, (all, hex: string | undefined, decimal: string | undefined, name: string | undefined) =>
        name === undefined ? signOf(hex === undefined ? Number(decimal) : parseInt(hex, 16)) : (namedSign(name) ?? all)
      )
    : text;

const namedSign = (name: string): string | undefined =>
  Object.hasOwn(named, name.toLowerCase()) ? named[name.toLowerCase()] : undefined;

function signOf(code: number): string {
  if (code >= 128 && code < 160) return windows1252[code - 128] ?? '';
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code);
}
