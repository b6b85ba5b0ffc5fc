// Relations that are printed below a table, in its corner or behind a label (逻辑关系：1=2+3；4≤5) as rules over its rows or columns.
import { leafRows, tell, valueColumns, type Work, type WorkTable } from './work.ts';
import type { RuleDefinition } from '#core/forms/form.ts';

/** @param notes lines around the table, with their places */
export function readRelations(
  work: Work,
  table: WorkTable,
  notes: readonly { text: string; at: string }[]
): RuleDefinition[] {
  const rules: RuleDefinition[] = [];
  for (const { text, at } of notes)
    for (const piece of piecesOf(text)) {
      const read = ruleOf(table, piece);
      if (!read) {
        if (/[=＝≥≤]|等于|之和/.test(piece) && /\d|[一二三四五六七八九十]/.test(piece))
          tell(
            work,
            { code: 'relation-not-read', certainty: 'likely', at, parameters: { text: piece.slice(0, 200) } },
            String(rules.length) + piece.slice(0, 12)
          );
        continue;
      }
      const id = `${table.code.toUpperCase()}-${rules.length + 1}`;
      const about = `relation@${at}#${id}`;
      if (work.chosen(about) === 'out') {
        work.guesses.push({ ...left(at, piece, read.expression), id: about });
        continue;
      }
      rules.push({ id, severity: 'must', text: { zh: piece.slice(0, 400) }, table: table.code, ...read });
      tell(
        work,
        {
          code: 'relation',
          certainty: 'likely',
          at,
          parameters: { text: piece.slice(0, 200), expression: read.expression }
        },
        id
      );
    }
  return rules;
}

const left = (at: string, piece: string, expression: string) =>
  ({
    code: 'relation',
    certainty: 'answered',
    at,
    parameters: { text: piece.slice(0, 200), expression },
    options: ['in', 'out'],
    answer: 'out'
  }) as const;

const piecesOf = (text: string): string[] =>
  text
    .split(/[；;。\n]|(?<=[^\d\s]),|，(?!等于|应|则)/)
    .map((piece) =>
      piece
        .replace(
          /^.{0,16}?(?:逻辑关系|审核关系|勾稽关系|钩稽关系|平衡关系|表内关系|关系)(?:式)?(?:为|是)?\s*[：:]?/,
          ''
        )
        .replace(/^[\s（(]*(?:注|备注|说明|填报说明)?\s*[：:]?\s*(?:\d{1,2}[.、]\s*(?=\D))?/, '')
        .trim()
    )
    .map((piece) =>
      // one bracket around all of it, or one that was opened before
      (piece.match(/[）)]/g)?.length ?? 0) > (piece.match(/[（(]/g)?.length ?? 0) ? piece.replace(/[）)]$/, '') : piece
    )
    .filter((piece) => piece !== '');

type Read = Pick<RuleDefinition, 'expression' | 'columns' | 'rows'>;

function ruleOf(table: WorkTable, piece: string): Read | undefined {
  const said = inSigns(piece);
  const parts = /^(.+?)(<=|>=|<>|=|<|>)(.+)$/.exec(said);
  if (!parts) return undefined;
  const [, left = '', sign = '', right = ''] = parts;
  const words = /列|栏/.test(piece) ? 'columns' : /行|项/.test(piece) ? 'rows' : undefined;
  for (const way of words ? [words] : (['columns', 'rows'] as const)) {
    const known = way === 'columns' ? printedColumns(table) : printedRows(table);
    const refer = (code: string) => (way === 'columns' ? `:${code}` : `${code}:`);
    const [a, b] = [inCodes(left, known, refer), inCodes(right, known, refer)];
    if (a === undefined || b === undefined) continue;
    // a bare number on each side may be a column as well as a row: only one of the two may know it
    const other = way === 'columns' ? printedRows(table) : printedColumns(table);
    if (
      !words &&
      way === 'columns' &&
      inCodes(left, other, refer) !== undefined &&
      inCodes(right, other, refer) !== undefined
    )
      return undefined;
    const repeat = way === 'columns' ? { rows: repeatRows(table) } : { columns: repeatColumns(table) };
    return { expression: `${a} ${sign} ${b}`, ...repeat };
  }
  return undefined;
}

const repeatRows = (table: WorkTable): string[] => leafRows(table).map((row) => row.code);
const repeatColumns = (table: WorkTable): string[] =>
  valueColumns(table)
    .filter((column) => column.type !== 'text' && column.type !== 'rate')
    .map((column) => column.code);

/** 第一项加第二项之和，等于第三项加第四项之和 → 1+2=3+4; 第3列 → 3; ≤ → <= */
function inSigns(piece: string): string {
  return piece
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[（(]?\d{0,2}[)）]?(?=第)/, '')
    .replace(/应?大于等于|不小于|不少于|≥|≧|>=/g, '>=')
    .replace(/应?小于等于|不大于|不超过|≤|≦|<=/g, '<=')
    .replace(/应?等于|＝/g, '=')
    .replace(/大于/g, '>')
    .replace(/小于/g, '<')
    .replace(/加上?|与(?=第)|和(?=第)/g, '+')
    .replace(/减去?/g, '-')
    .replace(/之和|的和|合计数?/g, '')
    .replace(/第?([一二三四五六七八九十]{1,3})(?:项|行|列|栏)/g, (_, number: string) => String(numberOf(number)))
    .replace(/[[【(]([\d.]+)[\])】]/g, '$1')
    .replace(/第?(\d+(?:\.\d+)?)(?:项|行|列|栏)?/g, '$1')
    .replace(/(?<=^|[=<>+-])(?:项|行|列|栏)(?=\d)/g, '')
    .replace(/[,，]/g, '');
}

const digits = '零一二三四五六七八九';
function numberOf(words: string): number {
  const [tens, ones] = words.includes('十') ? words.split('十') : ['0', words];
  const value = (text: string | undefined, empty: number) => (!text ? empty : digits.indexOf(text));
  return words.includes('十') ? value(tens, 1) * 10 + value(ones, 0) : value(ones, 0);
}

/** 1+2-3 or 1+...+5 with every number a printed one */
function inCodes(
  side: string,
  known: ReadonlyMap<string, string>,
  refer: (code: string) => string
): string | undefined {
  const terms = side.replace(/\+(?:…+|\.{2,})\+/g, '~').split(/(?=[+\-~])/);
  const written: string[] = [];
  let before: string | undefined;
  for (const term of terms) {
    const found = /^([+\-~]?)(\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9.]*)$/.exec(term);
    if (!found) return undefined;
    const [, sign = '', number = ''] = found;
    const code = known.get(plainNumber(number));
    if (code === undefined) return undefined;
    if (sign === '~') {
      for (let next = Number(before) + 1; next < Number(number); next++) {
        const between = known.get(String(next));
        if (between === undefined) return undefined;
        written.push(`+ ${refer(between)}`);
      }
      written.push(`+ ${refer(code)}`);
    } else written.push(written.length === 0 && sign === '' ? refer(code) : `${sign || '+'} ${refer(code)}`);
    before = number;
  }
  return written.join(' ');
}

const plainNumber = (text: string): string => (/^\d+$/.test(text) ? String(Number(text)) : text);

const printedColumns = (table: WorkTable): Map<string, string> =>
  new Map(
    valueColumns(table).flatMap((column) =>
      column.printed === undefined ? [] : [[plainNumber(column.printed), column.code] as const]
    )
  );

/** by the code beside the row, else by the number before its label */
function printedRows(table: WorkTable): Map<string, string> {
  const rows = leafRows(table);
  const coded = rows.flatMap((row) =>
    row.printed === undefined ? [] : [[plainNumber(row.printed), row.code] as const]
  );
  if (coded.length > 0) return new Map(coded);
  const numbered = new Map<string, string>();
  for (const row of rows) {
    if (row.parent && !row.parent.isHeading) continue;
    const label = row.label.normalize('NFKC');
    const found = /^([一二三四五六七八九十]{1,3})、/.exec(label)?.[1] ?? /^(\d{1,2})[.、]/.exec(label)?.[1];
    if (found === undefined || row.parent !== undefined) continue;
    numbered.set(/\d/.test(found) ? found : String(numberOf(found)), row.code);
  }
  // 第三项 that is a heading means its total
  for (const heading of table.rows.filter((row) => row.isHeading && row.parent === undefined)) {
    const found = /^([一二三四五六七八九十]{1,3})、/.exec(heading.label)?.[1];
    const total = rows.find((row) => row.parent === heading && /[总合]计$/.test(row.label));
    if (found !== undefined && total) numbered.set(String(numberOf(found)), total.code);
  }
  return numbered;
}
