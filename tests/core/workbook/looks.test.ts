import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Page, PageCell, PageStyle } from '#core/workbook/page.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';

const styles: PageStyle[] = ['title', 'head', 'heading', 'stub', 'value', 'blocked'];
const page: Page = {
  name: '表',
  widths: [10],
  heights: new Map(),
  merges: [],
  cells: styles.map((style, index): PageCell => ({
    row: index + 1,
    column: 1,
    style,
    value: style === 'value' || style === 'blocked' ? { kind: 'empty' } : { kind: 'text', text: style },
    ...(style === 'stub' ? { indent: 2 } : {})
  }))
};

test('[WB3] frames, shades, bold and indented letters are read where somebody asks for them, of empty cells too', async () => {
  const bytes = await writeXlsx({ title: '表', pages: [page] }, 0);
  const read = (looks: boolean) =>
    readXlsx(bytes, (packed, most) => inflateRawSync(packed, { maxOutputLength: most }), undefined, { looks })
      .sheets[0];
  expect(read(false)).not.toHaveProperty('looks');
  expect(read(true)?.looks).toEqual([
    { row: 2, column: 1, framed: true, grey: false, bold: false, indent: 0 },
    { row: 3, column: 1, framed: true, grey: false, bold: true, indent: 0 },
    { row: 4, column: 1, framed: true, grey: false, bold: false, indent: 2 },
    { row: 5, column: 1, framed: true, grey: false, bold: false, indent: 0 },
    { row: 6, column: 1, framed: true, grey: true, bold: false, indent: 0 }
  ]);
});
