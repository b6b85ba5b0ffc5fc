// Second step of reading: tokens as a tree, by recursive descent. Says where the text stops making sense; what the operands
// are and how many arguments a function wants is asked later, by check.ts.
import { exact, one } from '#core/basics/exact.ts';
import { fail, ok, type Result } from '#core/basics/result.ts';
import type { Comparator, Comparison, Expression, FormulaError } from './ast.ts';
import { functionNamed } from './functions.ts';
import { tokensOf, type Token } from './tokens.ts';

// Trees are walked by recursion everywhere. 400 levels are far more than a formula needs (a sum of 400 terms written with +;
// SUM takes any number) and far less than the stack of an old browser holds.
export const maxDepth = 400;

/** A number: `XZFY.BS / XZFY.SJ * 100`. */
export const readExpression = (text: string): Result<Expression, FormulaError> =>
  read(text, (tokens) => readSum(tokens));

/** A statement that holds or not: `0 <= XZYS.BSL <= 100`, `XZFY.SL <= XZFY.SQ`. */
export const readComparison = (text: string): Result<Comparison, FormulaError> =>
  read(text, (tokens) => readSteps(tokens));

/** After the first error the reader answers 'end' for ever, so that every loop comes to its end by itself. */
interface Reader {
  tokens: readonly Token[];
  next: number;
  /** how many readers of nested pieces are at work */
  nesting: number;
  /** height of the trees built so far */
  heights: Map<Expression, number>;
  error: FormulaError | undefined;
}

function read<T>(text: string, readWhole: (reader: Reader) => T): Result<T, FormulaError> {
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  const reader: Reader = { tokens: tokens.value, next: 0, nesting: 0, heights: new Map(), error: undefined };
  const whole = readWhole(reader);
  if (peek(reader).kind !== 'end') unexpected(reader);
  return reader.error ? fail(reader.error) : ok(whole);
}

function readSteps(reader: Reader): Comparison {
  const at = peek(reader).at;
  const first = readSum(reader);
  const steps: { op: Comparator; right: Expression }[] = [];
  for (let token = peek(reader); token.kind === 'comparator'; token = peek(reader)) {
    reader.next++;
    steps.push({ op: token.text, right: readSum(reader) });
  }
  if (steps.length === 0) stop(reader, { code: 'not-a-comparison', at });
  return { kind: 'comparison', first, steps };
}

function readSum(reader: Reader): Expression {
  let left = readProduct(reader);
  for (let token = peek(reader); isOperator(token, '+', '-'); token = peek(reader)) {
    reader.next++;
    const right = readProduct(reader);
    left = build(reader, { kind: 'binary', op: token.text, left, right, at: token.at }, [left, right]);
  }
  return left;
}

function readProduct(reader: Reader): Expression {
  let left = readSigned(reader);
  for (let token = peek(reader); isOperator(token, '*', '/'); token = peek(reader)) {
    reader.next++;
    const right = readSigned(reader);
    left = build(reader, { kind: 'binary', op: token.text, left, right, at: token.at }, [left, right]);
  }
  return left;
}

function readSigned(reader: Reader): Expression {
  const token = peek(reader);
  if (!isOperator(token, '-', '-')) return readSingle(reader);
  reader.next++;
  const of = nested(reader, token.at, readSigned);
  return build(reader, { kind: 'negate', of, at: token.at }, [of]);
}

function readSingle(reader: Reader): Expression {
  const token = peek(reader);
  if (token.kind === 'number') {
    reader.next++;
    return { kind: 'number', value: exact(token.text), at: token.at };
  }
  if (token.kind === 'reference') {
    reader.next++;
    if (takeSign(reader, '(')) return readCall(reader, token);
    return { kind: 'operand', ref: token.text, at: token.at };
  }
  if (takeSign(reader, '(')) {
    const inner = nested(reader, token.at, readSum);
    expectSign(reader, ')');
    return inner;
  }
  return unexpected(reader);
}

/** the name and the opening bracket are behind us */
function readCall(reader: Reader, named: Token): Expression {
  const { at } = named;
  const name = functionNamed(named.text);
  if (!name) return stop(reader, { code: 'unknown-function', at, detail: named.text });
  if (name === 'IF') return readIf(reader, at);
  const args: Expression[] = [];
  if (!takeSign(reader, ')')) {
    do args.push(nested(reader, at, readSum));
    while (takeSign(reader, ','));
    expectSign(reader, ')');
  }
  return build(reader, { kind: 'call', name, arguments: args, at }, args);
}

function readIf(reader: Reader, at: number): Expression {
  const condition = nested(reader, at, readSteps);
  const branches: Expression[] = [];
  while (takeSign(reader, ',')) branches.push(nested(reader, at, readSum));
  expectSign(reader, ')');
  const [then, otherwise] = branches;
  if (branches.length !== 2 || !then || !otherwise) return stop(reader, { code: 'argument-count', at, detail: 'IF' });
  const sides = [condition.first, ...condition.steps.map((step) => step.right)];
  return build(reader, { kind: 'if', condition, then, otherwise, at }, [...sides, then, otherwise]);
}

// ── the reader ──────────────────────────────────────────────────────────────────────────────────────────────────────

const peek = (reader: Reader): Token => reader.tokens[reader.next] ?? reader.tokens.at(-1)!;

const isOperator = <T extends string>(
  token: Token,
  ...wanted: T[]
): token is Extract<Token, { kind: 'operator' }> & { text: T } =>
  token.kind === 'operator' && (wanted as string[]).includes(token.text);

function takeSign(reader: Reader, sign: '(' | ')' | ','): boolean {
  const token = peek(reader);
  const there = token.kind === 'sign' && token.text === sign;
  if (there) reader.next++;
  return there;
}

function expectSign(reader: Reader, sign: ')'): void {
  if (!takeSign(reader, sign)) unexpected(reader);
}

function nested<T>(reader: Reader, at: number, readInner: (reader: Reader) => T): T {
  reader.nesting++;
  if (reader.nesting > maxDepth) stop(reader, { code: 'too-deep', at });
  const inner = readInner(reader);
  reader.nesting--;
  return inner;
}

function build(reader: Reader, made: Expression, parts: readonly Expression[]): Expression {
  const height = 1 + Math.max(0, ...parts.map((part) => reader.heights.get(part) ?? 0));
  if (height > maxDepth) return stop(reader, { code: 'too-deep', at: made.at });
  reader.heights.set(made, height);
  return made;
}

const unexpected = (reader: Reader): Expression => {
  const token = peek(reader);
  return stop(reader, { code: 'unexpected', at: token.at, detail: token.text });
};

/** Keeps the first error and sends the reader to the end; what it returns is never seen. */
function stop(reader: Reader, error: FormulaError): Expression {
  reader.error ??= error;
  reader.next = reader.tokens.length;
  return { kind: 'number', value: one, at: error.at };
}
