// What a person sees of a sheet: merges and hidden columns, also where a stranger made too many of them.
import { expect, test } from 'vitest';
import { viewOf } from '#core/workbook/inside/sheet-view.ts';
import type { RawCell, RawMerge, RawSheet } from '#core/workbook/raw-workbook.ts';
import { randomOf } from '#tests/tools/random.ts';
import { refusalOf } from './refusal.ts';

const cellsAt = (places: [number, number][]): RawCell[] =>
  places.map(([row, column]) => ({ row, column, kind: 'number', value: '1' }));
const sheet = (more: Partial<RawSheet>): RawSheet => ({
  name: '表',
  visibility: 'visible',
  cells: [],
  merges: [],
  hiddenRows: [],
  hiddenColumns: [],
  ...more
});

test('the merge over a place is found for rows with cells and rows without', () => {
  const seed = Number(process.env.SEED ?? 7);
  const { below } = randomOf(seed);
  const upTo = (most: number) => 1 + below(most);
  const merges = Array.from({ length: 60 }, (): RawMerge => {
    const [top, left] = [upTo(60), upTo(20)];
    return { top, left, bottom: top + upTo(15) - 1, right: left + upTo(4) - 1 };
  });
  const places = Array.from({ length: 40 }, (_, nth): [number, number] => [nth * 2 + 1, upTo(20)]);
  const view = viewOf(sheet({ cells: cellsAt(places), merges }));
  const sorted = [...merges].sort((a, b) => a.top - b.top);
  for (let row = 1; row <= 80; row++) {
    for (let column = 1; column <= 24; column++) {
      const over = sorted.find((m) => m.top <= row && row <= m.bottom && m.left <= column && column <= m.right);
      expect(view.mergeOver(row, column), `SEED=${seed} ${row} ${column}`).toBe(over);
    }
  }
});

test('columns are hidden by what the sheet says', () => {
  const view = viewOf(
    sheet({
      hiddenColumns: [
        [3, 4],
        [16_384, 16_384]
      ],
      hiddenRows: [7]
    })
  );
  expect([1, 2, 3, 4, 5, 16_384].map((column) => view.isHidden(1, column))).toEqual([
    false,
    false,
    true,
    true,
    false,
    true
  ]);
  expect(view.isHidden(7, 1)).toBe(true);
});

test('[WB1] tall merges over many rows are refused before they take the memory', () => {
  const merges = Array.from({ length: 20_000 }, (): RawMerge => ({ top: 1, left: 2, bottom: 1_048_576, right: 3 }));
  const cells = cellsAt(Array.from({ length: 100_000 }, (_, nth): [number, number] => [nth + 1, 1]));
  expect(refusalOf(() => viewOf(sheet({ cells, merges })))).toEqual(['file-hostile', 'too-many-merges']);
});
