import { describe, expect, test } from 'vitest';
import { shippedForm } from '#tests/ui/a-form.ts';
import { isAcross, printTable, textToPrint } from '#ui/print/print-table.ts';
import { asCellKey } from '#core/forms/cell-key.ts';

const long = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const nothing = { entered: {}, derived: {} };

describe('[UI27] the printed form', () => {
  test('values stand as typed, each kind of nothing prints as the form says, and what is computed as the server shows it', () => {
    const filled = {
      entered: {
        't1/JBQK.XZ/bn': { number: '10', qualifier: '余' },
        't1/JBQK.C/bn': { nothing: 'notApplicable' },
        't1/JBQK.SQ/bn': { nothing: 'unobtainable', reason: '台账丢失' },
        't1/ZZLD.JF/bn': { nothing: 'blank' }
      },
      derived: { 't1/XZFY.JCL/bn': { shown: '27.27' } }
    } as const;
    const text = (key: string) => textToPrint(asCellKey(key), long, filled);
    expect(text('t1/JBQK.XZ/bn')).toBe('10余');
    expect(text('t1/JBQK.C/bn')).toBe(long.definition.print.notApplicable);
    expect(text('t1/JBQK.SQ/bn')).toBe(long.definition.print.unobtainable);
    expect(text('t1/ZZLD.JF/bn')).toBe(long.definition.print.blank);
    expect(text('t1/XZFY.JCL/bn')).toBe('27.27');
    expect(text('t1/XZFY.SQ/bn')).toBe(long.definition.print.blank);
    expect(text('t1/nobody/bn')).toBe('');
  });

  test('every row and every head of every table is there, spans cover the whole width', () => {
    for (const form of [long, cross])
      for (const table of form.tables) {
        const printed = printTable(form, table, nothing);
        expect(printed.widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100);
        const covered = [...printed.head, ...printed.body].reduce(
          (sum, row) => sum + row.cells.reduce((cells, { colspan, rowspan }) => cells + colspan * rowspan, 0),
          0
        );
        expect(covered, table.code).toBe((printed.head.length + printed.body.length) * printed.widths.length);
      }
  });

  test('heads stand apart, so that each page can repeat them', () => {
    const t3 = printTable(
      cross,
      cross.tables.find(({ code }) => code === 't3')!,
      nothing
    );
    expect(t3.head).toHaveLength(3);
    expect(t3.head[0]?.cells.map(({ text, colspan, rowspan }) => [text, colspan, rowspan])[1]).toEqual([
      '申请人情况',
      7,
      1
    ]);
    const headings = printTable(long, long.tables[0]!, nothing).body.filter((row) => row.kind === 'heading');
    expect(headings).toHaveLength(29);
  });

  test('the paper lies as the workbook’s page does', () => {
    expect(isAcross(long)).toBe(false);
    expect(isAcross(cross)).toBe(true);
  });
});
