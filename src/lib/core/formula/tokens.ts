// First step of reading: a formula's text as tokens with their positions. Full-width signs are read as their plain forms.
import { fail, ok, type Result } from '#core/basics/result.ts';
import type { Comparator, FormulaError } from './ast.ts';

export type Token =
  | { kind: 'number'; text: string; at: number }
  | { kind: 'reference'; text: string; at: number }
  | { kind: 'operator'; text: '+' | '-' | '*' | '/'; at: number }
  | { kind: 'comparator'; text: Comparator; at: number }
  | { kind: 'sign'; text: '(' | ')' | ','; at: number }
  | { kind: 'end'; text: ''; at: number };

// Formulas are typed by people who design forms; the longest real one has some 400 signs. The bound keeps reading and the
// trees made of it small, whatever is uploaded as a form.
export const maxFormulaLength = 10_000;

const plainForms: Readonly<Record<string, string>> = {
  '（': '(',
  '）': ')',
  '，': ',',
  ';': ',',
  '；': ',',
  '＋': '+',
  '－': '-',
  '−': '-',
  '＊': '*',
  '×': '*',
  '／': '/',
  '÷': '/',
  '＝': '=',
  '＜': '<',
  '＞': '>',
  '≤': '<=',
  '≦': '<=',
  '≥': '>=',
  '≧': '>=',
  '≠': '<>'
};

const code = String.raw`\p{L}[\p{L}\d_.]*`;
const referenceShape = new RegExp(`(?:${code}!)?(?:${code})?:(?:${code})?|${code}`, 'uy');
const numberShape = /\d+(?:\.\d+)?/y;
// longer ones are no constants; exact.ts reads up to 400 signs
const longestNumber = 100;
const spaceShape = /[\s\u3000]+/y;
const comparatorShape = /^(?:<=|>=|<>|<|>|=)$/;

export function tokensOf(text: string): Result<readonly Token[], FormulaError> {
  if (text.length > maxFormulaLength) return fail({ code: 'too-long', at: maxFormulaLength });
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    at += matchAt(spaceShape, text, at).length;
    if (at >= text.length) break;
    const token = tokenAt(text, at);
    if (!token) return fail({ code: 'unexpected', at, detail: String.fromCodePoint(text.codePointAt(at)!) });
    const previous = tokens.at(-1);
    // `1e5` and `2A` are not a number followed by something: they are mistakes
    if (token.kind === 'reference' && previous?.kind === 'number' && previous.at + previous.text.length === at)
      return fail({ code: 'unexpected', at, detail: token.text });
    if (token.kind === 'number') {
      if (token.text.length > longestNumber) return fail({ code: 'too-long', at });
      // SUM(A, 1,000) would add 1 and 000
      if (/^0\d/.test(token.text)) return fail({ code: 'unexpected', at, detail: token.text });
    }
    tokens.push(token);
    at += lengthOf(token, text);
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return ok(tokens);
}

function tokenAt(text: string, at: number): Token | undefined {
  const number = matchAt(numberShape, text, at);
  if (number) return { kind: 'number', text: number, at };
  const reference = matchAt(referenceShape, text, at);
  if (reference) return { kind: 'reference', text: reference, at };
  const sign = signAt(text, at);
  if (sign === '+' || sign === '-' || sign === '*' || sign === '/') return { kind: 'operator', text: sign, at };
  if (sign === '(' || sign === ')' || sign === ',') return { kind: 'sign', text: sign, at };
  // `<=` is two signs of the text, `≤` one
  const two = sign + signAt(text, at + 1);
  if (comparatorShape.test(two)) return { kind: 'comparator', text: two as Comparator, at };
  if (comparatorShape.test(sign)) return { kind: 'comparator', text: sign as Comparator, at };
  return undefined;
}

const signAt = (text: string, at: number): string => plainForms[text[at] ?? ''] ?? text[at] ?? '';

/** signs of the text that the token takes */
function lengthOf(token: Token, text: string): number {
  if (token.kind === 'comparator') return signAt(text, token.at) === token.text ? 1 : 2;
  return token.text.length;
}

function matchAt(shape: RegExp, text: string, at: number): string {
  shape.lastIndex = at;
  return shape.exec(text)?.[0] ?? '';
}
