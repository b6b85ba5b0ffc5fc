import { expect, test } from 'vitest';
import { noAnswers } from '#core/draft/answers.ts';
import { drawPaper } from '#core/draft/draw-paper.ts';
import { proposeForm } from '#core/draft/propose-form.ts';
import { legacySheets } from './papers.ts';

const sheets = legacySheets('zhongjiang-monthly-b.xls');
const draft = proposeForm({ sheets, fileName: '月报.xls', initials: {}, year: 2026 }, noAnswers);
const drawn = drawPaper(sheets[0]!, draft).flat();
const at = (address: string) => drawn.find((cell) => cell.at.endsWith(`!${address}`));

test('[DR8] every area is drawn once with its span, and says what it was taken for', () => {
  expect(at('A4')).toMatchObject({ rowspan: 3, colspan: 3, target: { kind: 'table' } });
  expect(at('E4')).toMatchObject({ text: '民生工作', colspan: 12, target: { kind: 'column' } });
  expect(at('F5')?.target).toMatchObject({ kind: 'column', anchor: '县台账办月报表!F5' });
  expect(at('A7')).toMatchObject({ rowspan: 8, target: { kind: 'row', anchor: '县台账办月报表!A7' } });
  expect(at('C8')?.target).toMatchObject({ kind: 'row', anchor: '县台账办月报表!C8' });
  // beside a heading's first row stands what that row fills
  expect(at('F7')?.target).toMatchObject({ kind: 'cell', row: 'h7.r7', column: 'c3' });
  expect(at('A2')?.target).toBeUndefined();
  const places = drawn.flatMap((cell) =>
    Array.from({ length: cell.rowspan }, (_, y) =>
      Array.from({ length: cell.colspan }, (_, x) => `${cell.row + y} ${cell.column + x}`)
    ).flat()
  );
  expect(new Set(places).size).toBe(places.length);
});
