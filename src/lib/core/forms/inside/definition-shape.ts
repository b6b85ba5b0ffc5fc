// The shape of a definition: which properties there are, of which kind, and how many of anything. The format is described in
// docs/form-format.md; what the names mean together is asked in read-form.ts.
import type {
  ColumnDefinition,
  FormDefinition,
  IndicatorType,
  RowDefinition,
  TableDefinition
} from '#core/forms/form.ts';
import { list, object, oneOf, orNull, pair, text, texts, truth, wholeNumber, type Reader } from './shape.ts';

// Bounds: far above any official form seen (the largest has 500 × 45 cells), low enough that a hostile definition is refused quickly.
const maxTables = 60;
export const maxRows = 5_000;
export const maxColumns = 400;
export const maxCells = 200_000;
const maxRules = 5_000;
export const maxRepetitions = 50_000;
const maxDepth = 12;

const indicatorTypes = ['count', 'money', 'rate', 'rank', 'ratio-change', 'text'] as const;

const code = text({
  max: 64,
  shape: /^[A-Za-z\p{Script=Han}][A-Za-z0-9._\p{Script=Han}]*$/u,
  wanted: 'a code (letters, digits, dots, underscores; a letter or a Chinese character first)'
});
const tableCode = text({
  max: 32,
  shape: /^[a-z][a-z0-9]*$/,
  wanted: 'a table code (small letters and digits, a letter first)'
});
const departmentCode = text({
  max: 64,
  shape: /^(?!\*$)[^/~\s][^/~]*$/,
  wanted: 'a department code (any text without / and ~, not *)'
});
const label = text({ max: 400 });
const longText = text({ max: 4_000 });
const formula = text({ max: 4_000, min: 1 });
const words = object({ zh: text({ max: 1_000 }) }, { en: text({ max: 1_000 }) });

const aggregate = oneOf(['sum', 'recompute', 'max', 'min', 'none']);

const byType = <T>(reader: Reader<T>): Reader<Partial<Record<IndicatorType, T>>> =>
  object({}, Object.fromEntries(indicatorTypes.map((type) => [type, reader]))) as Reader<
    Partial<Record<IndicatorType, T>>
  >;

/** children of children …: bounded, because a deep tree would break the stack before any other bound is met */
function tree<T>(node: (children: Reader<T[]>) => Reader<T>, max: number): Reader<T[]> {
  const atDepth = (depth: number): Reader<T[]> =>
    depth > maxDepth
      ? (_value, place, notes) => (notes.note(place, 'too-large', `more than ${maxDepth} levels`), [])
      : list((value, place, notes) => node(atDepth(depth + 1))(value, place, notes), max);
  return atDepth(1);
}

const columns = tree<ColumnDefinition>(
  (children) =>
    object(
      { code, label: words },
      {
        role: oneOf(['value', 'code', 'uom', 'definition']),
        children,
        formula,
        formulas: byType(formula),
        uom: label,
        uomsByUom: texts(label, 50),
        uoms: byType(label),
        type: oneOf(indicatorTypes),
        types: byType(oneOf(indicatorTypes)),
        decimals: wholeNumber(0, 10),
        decimalsByType: byType(wholeNumber(0, 10)),
        signed: truth,
        aggregate,
        mark: label,
        width: wholeNumber(20, 1_000)
      }
    ),
  maxColumns
);

const rows = tree<RowDefinition>(
  (children) =>
    object(
      { code, label: words },
      {
        children,
        mark: label,
        open: truth,
        value: truth,
        uom: label,
        type: oneOf(indicatorTypes),
        decimals: wholeNumber(0, 10),
        department: departmentCode,
        aggregate,
        nature: oneOf(['flow', 'stock', 'cumulative', 'target', 'point-in-time']),
        formula,
        definition: longText
      }
    ),
  maxRows
);

const table: Reader<TableDefinition> = object(
  { code: tableCode, title: words, columns, rows },
  {
    corner: label,
    headings: oneOf(['rows', 'spans']),
    uom: label,
    notes: list(longText, 50),
    stubMark: label,
    headUoms: truth,
    blocked: list(pair(code, code), maxCells),
    blocks: list(
      object({ title: label, rows: list(code, maxRows, 1), columns: list(code, maxColumns, 1) }, {}),
      200,
      1
    ),
    mainColumn: code
  }
);

const rule = object(
  {
    id: text({ max: 64, shape: /^[^\s@~/]+$/, wanted: 'a rule id (no spaces, @, ~, /)' }),
    severity: oneOf(['must', 'explain']),
    text: words,
    expression: formula
  },
  {
    table: tableCode,
    columns: list(code, maxColumns, 1),
    rows: list(code, maxRows, 1),
    zeroWhenBlank: list(formula, 200)
  }
);

const period = text({ max: 7 });

const evidence = object(
  {
    grade: oneOf(['firm', 'good', 'indicators']),
    sources: list(object({ what: words }, { address: text({ max: 500 }) }), 30)
  },
  { open: words }
);

const formId = text({ max: 64, shape: /^[a-z0-9]+(-[a-z0-9]+)*$/, wanted: 'an id (small letters, digits, hyphens)' });
const bridge = object(
  {
    form: formId,
    text: words,
    same: list(pair(tableCode, tableCode), maxTables),
    parts: list(
      object(
        { now: list(formula, maxColumns, 1), then: list(formula, maxColumns) },
        {
          table: tableCode,
          from: tableCode,
          columns: list(code, maxColumns, 1),
          rows: list(code, maxRows, 1),
          text: words
        }
      ),
      2_000
    )
  },
  { versions: list(wholeNumber(1, 100_000), 100, 1) }
);

export const definition: Reader<FormDefinition> = object(
  {
    format: oneOf([1]),
    id: formId,
    version: wholeNumber(1, 100_000),
    title: words,
    printedTitle: label,
    heads: list(object({ label, value: label }, { at: oneOf(['left']) }), 20),
    signatures: list(label, 20),
    periods: object({ kind: oneOf(['year', 'half', 'quarter', 'month']), from: period, to: orNull(period) }, {}),
    print: object({ blank: text({ max: 20 }), notApplicable: text({ max: 20 }), unobtainable: text({ max: 20 }) }, {}),
    scopes: list(text({ max: 40, min: 1 }), 50),
    departments: list(object({ code: departmentCode, name: words }, {}), 500),
    tables: list(table, maxTables, 1),
    rules: list(rule, maxRules),
    source: longText
  },
  {
    subtitle: label,
    evidence,
    levels: list(oneOf(['nation', 'province', 'prefecture', 'county', 'street', 'village', 'body']), 7, 1),
    earlier: list(bridge, 20, 1)
  }
);
