import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { isProblem } from '#core/basics/problem.ts';
import type { WorkbookSettings } from '#server/jobs/ask-workbook.ts';
import { readUpload } from '#server/jobs/read-upload.ts';
import { workbookWorkerPath } from '#tests/tools/workbook-worker.ts';
import { makeXlsx } from '#tests/tools/xlsx.ts';

let settings: WorkbookSettings;
beforeAll(async () => {
  settings = { workerPath: await workbookWorkerPath(), timeoutMs: 20_000 };
});

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/workbooks/${name}`, import.meta.url)));
const text = (content: string) => new TextEncoder().encode(content);
async function refusal(bytes: Uint8Array, more: Partial<WorkbookSettings> = {}) {
  try {
    await readUpload(bytes, { ...settings, ...more });
  } catch (error) {
    if (isProblem(error)) return [error.code, error.parameters['because'] ?? error.parameters['found']];
    throw error;
  }
  return undefined;
}

describe('[JB1] uploads are read where they can be stopped', () => {
  test('xlsx and csv in a thread, old formats in a process; the server reads none of them itself', async () => {
    const xlsx = makeXlsx({ sheets: ['<sheetData><row><c><v>0.1</v></c></row></sheetData>'] });
    expect((await readUpload(xlsx, settings)).sheets[0]?.cells).toEqual([
      { row: 1, column: 1, kind: 'number', value: '0.1' }
    ]);
    expect((await readUpload(text('甲,1'), settings)).kind).toBe('csv');
    const old = await readUpload(fixture('zhongjiang-monthly-a.xls'), settings);
    expect(old.kind).toBe('xls');
    expect(old.sheets[0]?.cells.length).toBe(150);
  });

  test('what is refused comes back as its Problem', async () => {
    expect(await refusal(new Uint8Array())).toEqual(['file-unreadable', 'empty']);
    expect(await refusal(makeXlsx({ parts: { '_rels/.rels': '<!DOCTYPE x><x/>' } }))).toEqual([
      'file-hostile',
      'doctype'
    ]);
    expect(await refusal(makeXlsx({ mainType: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml' }))).toEqual([
      'file-kind',
      'xlsm'
    ]);
    expect(await refusal(fixture('zhongjiang-monthly-a.xls').slice(0, 3000))).toEqual([
      'file-unreadable',
      expect.any(String)
    ]);
  });

  test('time is up: the thread and the process are ended', async () => {
    const large = makeXlsx({ sheets: [`<sheetData>${'<row><c><v>1</v></c></row>'.repeat(100_000)}</sheetData>`] });
    expect(await refusal(large, { timeoutMs: 5 })).toEqual(['took-too-long', undefined]);
    expect(await refusal(fixture('zhongjiang-monthly-a.xls'), { timeoutMs: 5 })).toEqual(['took-too-long', undefined]);
  });

  test('memory is up: the file is refused, the server goes on', async () => {
    const large = makeXlsx({ sheets: [`<sheetData>${'<row><c><v>1</v></c></row>'.repeat(110_000)}</sheetData>`] });
    expect(await refusal(large, { memoryMb: 12 })).toEqual(['file-hostile', 'memory']);
    const html = `<table>${'<tr><td>1</td></tr>'.repeat(300_000)}</table>`;
    expect(await refusal(text(html), { memoryMb: 12 })).toEqual(['file-hostile', 'memory']);
    expect((await readUpload(text('a,1'), settings)).kind).toBe('csv');
  });
});
