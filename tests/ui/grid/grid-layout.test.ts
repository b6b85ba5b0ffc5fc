import { describe, expect, test } from 'vitest';
import { shippedForm } from '#tests/ui/a-form.ts';
import { columnName, layoutOf, sizesAt, widthsIn } from '#ui/grid/grid-layout.ts';
import { zoomSteps } from '#ui/grid/kept-look.ts';
import { planTable } from '#ui/grid/plan-table.ts';

const long = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const laid = planTable(long, long.tables[0]!, 'zh', { indicator: '指标名称' });
const crossed = planTable(
  cross,
  cross.tables.find(({ code }) => code === 't3')!,
  'zh',
  { indicator: '指标名称' }
);
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const beside = 44 + 10; // row numbers and scroll bar

describe('widths', () => {
  test('at 200 % on a small screen the figures are not covered by frozen columns', () => {
    for (const plan of [laid, crossed])
      for (const zoom of [1, 1.5, 2]) {
        const room = { width: 856, zoom, chosen: undefined };
        const widths = layoutOf(plan, room).colWidths as number[];
        const frozen = layoutOf(plan, room).fixedColumnsStart!;
        expect(44 * zoom + sum(widths.slice(0, frozen)), `${zoom}`).toBeLessThan(856 * 0.72);
      }
    expect(layoutOf(laid, { width: 856, zoom: 1, chosen: undefined }).fixedColumnsStart).toBe(3);
  });

  test('on a narrow screen as planned, on a wide one without an empty margin', () => {
    const planned = laid.columns.map(({ width }) => width);
    expect(widthsIn(laid, { width: 700, zoom: 1, chosen: undefined })).toEqual(planned);
    for (const width of [1200, 1366]) {
      const used = sum(widthsIn(laid, { width, zoom: 1, chosen: undefined })) + beside;
      expect(width - used, String(width)).toBeGreaterThanOrEqual(0);
      expect(width - used, String(width)).toBeLessThan(8);
    }
  });

  test('where a little is lacking the labels give it, so that the last column is whole', () => {
    const planned = laid.columns.map(({ width }) => width);
    const room = { width: sum(planned) + beside - 40, zoom: 1, chosen: undefined };
    expect(sum(widthsIn(laid, room)) + beside).toBe(room.width);
    const label = laid.columns.findLastIndex(({ kind }) => kind === 'label');
    expect(widthsIn(laid, room).every((width, at) => (at === label ? width >= 220 : width === planned[at]))).toBe(true);
  });

  test('a zoom leaves less room for the same columns', () => {
    const widths = widthsIn(laid, { width: 1600, zoom: 1.5, chosen: undefined });
    expect(Math.round((sum(widths) + beside) * 1.5)).toBeLessThanOrEqual(1600);
  });

  test('what a person chose is kept to the pixel, and a column that is new has its planned width', () => {
    const chosen = Object.fromEntries(laid.columns.slice(1).map((column, at) => [columnName(column), 80 + at]));
    const widths = widthsIn(laid, { width: 1900, zoom: 1, chosen });
    expect(widths.slice(1)).toEqual(laid.columns.slice(1).map((_, at) => 80 + at));
    expect(widths[0]).toBe(laid.columns[0]!.width);
  });

  test('names of columns are unique in a table', () => {
    for (const plan of [laid, crossed]) expect(new Set(plan.columns.map(columnName)).size).toBe(plan.columns.length);
  });
});

describe('heights', () => {
  test('whole pixels at every zoom, and a row never lower than its line', () => {
    for (const percent of zoomSteps) {
      const { line, row } = sizesAt(percent / 100);
      expect([line, row].every(Number.isInteger)).toBe(true);
      expect(row).toBeGreaterThan(line);
    }
  });

  test('a label that a narrow column breaks gets more lines', () => {
    const chosen = Object.fromEntries(laid.columns.map((column) => [columnName(column), 60]));
    const narrow = layoutOf(laid, { width: 1000, zoom: 1, chosen }).rowHeights as number[];
    const planned = layoutOf(laid, { width: 1000, zoom: 1, chosen: undefined }).rowHeights as number[];
    expect(sum(narrow)).toBeGreaterThan(sum(planned));
    expect(Math.min(...planned)).toBe(sizesAt(1).row);
  });

  test('every head row of a cross-tab has its height, larger with the zoom', () => {
    const at = (zoom: number) =>
      layoutOf(crossed, { width: 1200, zoom, chosen: undefined }).columnHeaderHeight as number[];
    expect(at(1)).toHaveLength(3);
    expect(at(2).every((height, level) => height > at(1)[level]!)).toBe(true);
  });
});
