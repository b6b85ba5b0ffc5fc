// A formula as Excel formula text, which shows in the workbook what evaluate.ts gives, also where there is no number.
import { isZero, toDecimalText } from '#core/basics/exact.ts';
import { assert } from '#core/basics/assert.ts';
import type { Comparison, Expression } from './ast.ts';

/**
 * Where an operand stands in the workbook: a cell (`B5`, `'表二'!C7`) or, where it has none, its number or `""` as a literal.
 * `derived`: the cell holds a formula made by toExcel. Only such a cell can be undefined (—); a — that was typed or printed
 * into an entered cell means that there is no number.
 */
export type ExcelOperand = string | { cell: string; derived: true };
export type ExcelReference = (ref: string, previous: boolean) => ExcelOperand;

/** what Excel, WPS and LibreOffice all take */
const maxFormulaLength = 8192;
const maxArguments = 255;
const maxNesting = 64;

/**
 * Formula text without the leading `=`, for a checked expression; undefined when Excel could not hold it (over 8192 signs or
 * 64 levels).
 *
 * Excel takes a blank cell for 0 in arithmetic, skips it in SUM and stops with #VALUE! at a text. None of these is our
 * answer, so the arithmetic is reached only when every operand is a number, which COUNT tells of cells:
 * - an operand without a number (blank, —, /, any text; a derived one that shows nothing): shows nothing, `""`
 * - otherwise an operand that is undefined, or a division by zero: shows `—`
 * - otherwise the number, unrounded; the cell's number format rounds as `show` does
 *
 * `A / B * 100` in A1 and B1 becomes `IF(COUNT(A1,B1)<2,"",IF(B1=0,"—",A1/B1*100))`.
 *
 * Excel's differences of decimals leave 5E-17 where there should be 0. So what was computed is rounded to 12 decimals before
 * it is compared or asked whether it is 0. Beyond 15 digits Excel's numbers are not ours.
 */
export function toExcel(expression: Expression, cellOf: ExcelReference): string | undefined {
  const text = whole(expression, { cellOf, previous: false });
  return text.length <= maxFormulaLength && nestingOf(text) <= maxNesting ? text : undefined;
}

/** brackets within brackets; those in texts and in names of sheets do not count */
function nestingOf(formula: string): number {
  let [depth, deepest] = [0, 0];
  for (const sign of formula.replace(/"[^"]*"|'[^']*'/g, '')) {
    if (sign === '(') deepest = Math.max(deepest, ++depth);
    if (sign === ')') depth--;
  }
  return deepest;
}

interface Context {
  cellOf: ExcelReference;
  previous: boolean;
}

/** What must be asked before a value may be computed; conditions as Excel texts. */
interface Guards {
  /** entered cells: unknown when one holds no number */
  entered: Set<string>;
  /** derived cells: unknown when "", undefined when — */
  derived: Set<string>;
  /** further conditions of unknown, of IFs inside arithmetic */
  unknown: string[];
  /** conditions of undefined in the order in which they can be asked: a later one may fail where an earlier one is true */
  undefined: Set<string>;
}

const noGuards = (): Guards => ({ entered: new Set(), derived: new Set(), unknown: [], undefined: new Set() });

/** the text of a cell that shows the expression */
function whole(expression: Expression, context: Context): string {
  const guards = noGuards();
  if (expression.kind === 'if') {
    const condition = comparisonText(expression.condition, context, guards);
    const then = whole(expression.then, context);
    return guarded(guards, `IF(${condition},${then},${whole(expression.otherwise, context)})`);
  }
  return guarded(guards, valueText(expression, context, guards));
}

function guarded(guards: Guards, value: string): string {
  let text = value;
  for (const condition of [...guards.undefined].reverse()) text = `IF(${condition},"—",${text})`;
  const derived = [...guards.derived];
  if (derived.length > 0) text = `IF(${anyOf(derived.map((cell) => `${cell}="—"`))},"—",${text})`;
  const unknown = unknownConditions(guards);
  return unknown.length > 0 ? `IF(${anyOf(unknown)},"",${text})` : text;
}

function unknownConditions({ entered, derived, unknown }: Guards): string[] {
  const count = entered.size > 0 ? [`${callText('COUNT', [...entered], '+')}<${entered.size}`] : [];
  return [...count, ...[...derived].map((cell) => `${cell}=""`), ...unknown];
}

function undefinedConditions(guards: Guards): string[] {
  return [...[...guards.derived].map((cell) => `${cell}="—"`), ...guards.undefined];
}

// ── values: correct where the guards let them be reached ────────────────────────────────────────────────────────────

function valueText(expression: Expression, context: Context, guards: Guards): string {
  switch (expression.kind) {
    case 'number':
      return toDecimalText(expression.value)!;
    case 'operand':
      return operandText(expression.ref, context, guards);
    case 'negate':
      return `-${factorText(expression.of, context, guards)}`;
    case 'binary':
      return binaryText(expression, context, guards);
    case 'call':
      return functionText(expression, context, guards);
    case 'if':
      return innerIfText(expression, context, guards);
  }
}

function operandText(ref: string, context: Context, guards: Guards): string {
  const place = context.cellOf(ref, context.previous);
  if (typeof place === 'string') guards.entered.add(place);
  else guards.derived.add(place.cell);
  return typeof place === 'string' ? place : place.cell;
}

function binaryText(expression: Extract<Expression, { kind: 'binary' }>, context: Context, guards: Guards): string {
  const { op, left, right } = expression;
  if (op === '+') return `${termText(left, context, guards)}+${termText(right, context, guards)}`;
  if (op === '-') return `${termText(left, context, guards)}-${factorText(right, context, guards)}`;
  const leftText = factorText(left, context, guards);
  const rightText = divisorText(right, context, guards);
  if (op === '/') {
    const zeroTest = staysZero(right, context) ? rightText : `ROUND(${rightText},12)`;
    if (right.kind !== 'number' || isZero(right.value)) guards.undefined.add(`${zeroTest}=0`);
  }
  return `${leftText}${op}${rightText}`;
}

/** what may stand beside + without brackets, left of - too */
const termText = (expression: Expression, context: Context, guards: Guards): string =>
  expression.kind === 'negate' ? `(${valueText(expression, context, guards)})` : valueText(expression, context, guards);

/** what may stand left of * and / or right of - without brackets */
function factorText(expression: Expression, context: Context, guards: Guards): string {
  const text = valueText(expression, context, guards);
  const loose = expression.kind === 'negate' || (expression.kind === 'binary' && '+-'.includes(expression.op));
  return loose ? `(${text})` : text;
}

/** what may stand right of * and / without brackets */
function divisorText(expression: Expression, context: Context, guards: Guards): string {
  const text = valueText(expression, context, guards);
  return expression.kind === 'negate' || expression.kind === 'binary' ? `(${text})` : text;
}

function functionText(call: Extract<Expression, { kind: 'call' }>, context: Context, guards: Guards): string {
  if (call.name === 'PREV') {
    assert(call.arguments[0], 'PREV without an operand: the formula was not checked');
    return valueText(call.arguments[0], { ...context, previous: true }, guards);
  }
  if (call.name === 'TALLY') return tallyText(call, context, guards);
  const texts = call.arguments.map((argument) => valueText(argument, context, guards));
  return callText(call.name, texts);
}

/** Excel's SUM passes over blanks and texts in its cells, as TALLY does; only where no cell has a number there is nothing to show. */
function tallyText(call: Extract<Expression, { kind: 'call' }>, context: Context, guards: Guards): string {
  // an operand that has no cell and no number is written "", at which SUM would stop
  const cells = call.arguments
    .map((argument) => valueText(argument, context, noGuards()))
    .filter((text) => text !== '""');
  if (cells.length === 0) {
    guards.unknown.push('TRUE');
    return '0';
  }
  guards.unknown.push(`${callText('COUNT', cells, '+')}=0`);
  return callText('SUM', cells);
}

/** Excel takes 255 arguments; longer lists are nested, or joined by `between` where nesting would change the result (COUNT). */
function callText(name: string, texts: readonly string[], between?: '+'): string {
  if (texts.length <= maxArguments) return `${name}(${texts.join(',')})`;
  const groups: string[] = [];
  for (let at = 0; at < texts.length; at += maxArguments)
    groups.push(`${name}(${texts.slice(at, at + maxArguments).join(',')})`);
  return between ? groups.join(between) : `${name}(${groups.join(',')})`;
}

// ── conditions ──────────────────────────────────────────────────────────────────────────────────────────────────────

function comparisonText({ first, steps }: Comparison, context: Context, guards: Guards): string {
  const sides = [first, ...steps.map((step) => step.right)];
  const texts = sides.map((side) => valueText(side, context, guards));
  const conditions = steps.map(({ op }, at) => {
    const plain = isTyped(sides[at]!, context) && isTyped(sides[at + 1]!, context);
    return plain ? `${texts[at]}${op}${texts[at + 1]}` : `ROUND((${texts[at]})-(${texts[at + 1]}),12)${op}0`;
  });
  return conditions.length === 1 ? conditions[0]! : callText('AND', conditions);
}

/** An IF inside arithmetic: its own guards become conditions, asked only of the branch that applies. */
function innerIfText(expression: Extract<Expression, { kind: 'if' }>, context: Context, guards: Guards): string {
  const asked = noGuards();
  const condition = comparisonText(expression.condition, context, asked);
  for (const cell of asked.entered) guards.entered.add(cell);
  for (const cell of asked.derived) guards.derived.add(cell);
  guards.unknown.push(...asked.unknown);
  const undefinedFirst = undefinedConditions(asked);
  for (const text of asked.undefined) guards.undefined.add(text);

  const [ofThen, ofOtherwise] = [noGuards(), noGuards()];
  const then = valueText(expression.then, context, ofThen);
  const otherwise = valueText(expression.otherwise, context, ofOtherwise);
  // the unknown conditions come first of all, so they must not ask the condition where it cannot be answered
  const branchUnknown = branchText(condition, unknownConditions(ofThen), unknownConditions(ofOtherwise));
  if (branchUnknown) guards.unknown.push(chain([...unknownConditions(asked), ...undefinedFirst], branchUnknown));
  const branchUndefined = branchText(condition, undefinedConditions(ofThen), undefinedConditions(ofOtherwise));
  if (branchUndefined) guards.undefined.add(branchUndefined);
  return `IF(${condition},${then},${otherwise})`;
}

function branchText(condition: string, then: readonly string[], otherwise: readonly string[]): string | undefined {
  if (then.length === 0 && otherwise.length === 0) return undefined;
  return `IF(${condition},${oneAfterAnother(then)},${oneAfterAnother(otherwise)})`;
}

/** true when one of the conditions is, asking each only when those before it are false (OR asks all and stops at an error) */
const oneAfterAnother = (conditions: readonly string[]): string =>
  [...conditions]
    .reverse()
    .reduce((rest, condition) => (rest === 'FALSE' ? condition : `IF(${condition},TRUE,${rest})`), 'FALSE');

/** `last` asked only where none of the conditions is true; false where one is */
const chain = (conditions: readonly string[], last: string): string =>
  [...conditions].reverse().reduce((rest, condition) => `IF(${condition},FALSE,${rest})`, last);

const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? conditions[0]! : callText('OR', conditions);

/** holds in Excel exactly what it holds here, up to 15 digits */
const isTyped = (expression: Expression, context: Context): boolean =>
  expression.kind === 'number' ||
  (expression.kind === 'operand' && typeof context.cellOf(expression.ref, context.previous) === 'string');

/** is 0 in Excel exactly when it is 0 here: a product of typed numbers is, a difference may miss it by 5E-17 */
function staysZero(expression: Expression, context: Context): boolean {
  if (expression.kind === 'negate') return staysZero(expression.of, context);
  if (expression.kind === 'binary' && '*/'.includes(expression.op))
    return staysZero(expression.left, context) && staysZero(expression.right, context);
  if (expression.kind === 'call' && expression.name === 'PREV')
    return expression.arguments.every((operand) => staysZero(operand, { ...context, previous: true }));
  return isTyped(expression, context);
}
