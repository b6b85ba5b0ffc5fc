// The form of check-sheet.table.txt and its lines as sheets.
import { readFileSync } from 'node:fs';
import { asCellKey, statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, Qualifier, Statement } from '#core/forms/cell-value.ts';
import type { Outcomes } from '#core/forms/compiled-form.ts';
import { deriveAll, outcomeOf } from '#core/forms/derive.ts';
import type { RowDefinition } from '#core/forms/form.ts';
import type { Finding } from '#core/validation/finding.ts';
import { aForm, aTable } from '#tests/core/forms/a-form.ts';

const row = (code: string, more: Partial<RowDefinition> = {}): RowDefinition => ({
  code,
  label: { zh: code },
  ...more
});
const rule = (id: string, severity: 'must' | 'explain', expression: string, zeroWhenBlank?: string[]) => ({
  id,
  severity,
  text: { zh: expression },
  expression,
  ...(zeroWhenBlank ? { zeroWhenBlank } : {})
});

export const form = aForm({
  tables: [
    aTable({
      rows: [
        row('A'),
        row('B'),
        row('C'),
        row('D', { type: 'money', decimals: 2 }),
        row('K', { type: 'rank' }),
        row('Q', { type: 'rate', decimals: 2 }),
        row('S', { formula: 'A + B' }),
        row('L', { type: 'rate', decimals: 2, formula: 'A / B * 100' }),
        row('N', { formula: 'S - PREV(S)' })
      ]
    })
  ],
  rules: [
    rule('R1', 'must', 'A <= B'),
    rule('R2', 'explain', 'A + B = C', ['B']),
    rule('R3', 'must', '0 <= L <= 100'),
    rule('R4', 'must', 'A = PREV(C)'),
    rule('R5', 'explain', 'N <= 10')
  ]
});

export const key = (code: string): CellKey => asCellKey(`t1/${code}/bn`);

const valueShape = /^(-?[\d.]+)?(余|多|约|近|以上|至少)?(?:@(.+))?$/u;

function contentOf(text: string): CellContent {
  const [bare = '', at] = text.split('@');
  const scope = at === undefined ? {} : { scope: at };
  if (bare === '/') return { nothing: 'notApplicable', ...scope };
  if (bare === '!') return { nothing: 'unobtainable', reason: '系统未上线', ...scope };
  const [, number, qualifier] = valueShape.exec(bare)!;
  if (number === undefined) return { nothing: 'blank' };
  return { number, ...(qualifier ? { qualifier: qualifier as Qualifier } : {}), ...scope };
}

/** `A=3@全市 C~=1200余` */
export function cellsOf(text: string): Map<CellKey, CellContent> {
  return new Map(
    text
      .split(' ')
      .filter(Boolean)
      .map((pair): [CellKey, CellContent] => {
        const [code = '', value = ''] = pair.split('=');
        if (!code.endsWith('~')) return [key(code), contentOf(value)];
        const [, number = '', qualifier] = valueShape.exec(value)!;
        const statement: Statement = {
          printed: number,
          number,
          ...(qualifier ? { qualifier: qualifier as Qualifier } : {})
        };
        return [statedKey(key(code.slice(0, -1))), { stated: [statement] }];
      })
  );
}

export function pastOf(text: string): Outcomes {
  const cells = cellsOf(text);
  return new Map([...deriveAll(form, cells, new Map()), ...[...cells].map(([k, c]) => [k, outcomeOf(c, k)] as const)]);
}

export const said = (findings: readonly Finding[]): string =>
  findings.length === 0
    ? '-'
    : findings
        .map(({ kind, rule: id, places, sides }) => `${kind}:${id ?? places[0]!.split('/')[1]} [${sides.join(' ')}]`)
        .join(', ');

export function tableLines(path: string): { name: string; parts: string[] }[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split('|').map((part) => part.trim()))
    .map(([name = '', ...parts]) => ({ name, parts }));
}
