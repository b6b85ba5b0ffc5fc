// LibreOffice, headless: opens a workbook as people will and says what its cells show. Undefined where it is not installed.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openZip } from '#core/workbook/inside/zip.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { readCsv } from '#core/workbook/read-csv.ts';
import { inflate, makeZip } from './zip.ts';

const program = ['/usr/bin/soffice', '/usr/local/bin/soffice', '/opt/libreoffice/program/soffice'].find(answers);

function answers(path: string): boolean {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 }).includes('LibreOffice');
  } catch {
    return false; // not installed here
  }
}

export const hasOffice = program !== undefined;

/** What each sheet shows, by sheet name: `row:column` (from 1) → text as formatted. */
export async function shownByOffice(workbook: Uint8Array): Promise<Map<string, Map<string, string>>> {
  if (!program) throw new Error('LibreOffice is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'huibiao-office-'));
  try {
    writeFileSync(join(folder, 'book.xlsx'), workbook);
    // comma, quote, UTF-8, from line 1, no column formats, quoted texts off, numbers as shown, formulas off …, -1: every sheet in a file of its own
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1';
    await run(program, [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      filter,
      '--outdir',
      folder,
      join(folder, 'book.xlsx')
    ]);
    const sheets = new Map<string, Map<string, string>>();
    for (const file of readdirSync(folder)) {
      const name = /^book-(.*)\.csv$/.exec(file)?.[1];
      if (name !== undefined) sheets.set(name, cellsOf(readFileSync(join(folder, file))));
    }
    return sheets;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, parameters: string[]): Promise<void> {
  return new Promise((done, refuse) => {
    const child = spawn(command, parameters, { stdio: 'ignore', timeout: 110_000 });
    child.once('error', refuse);
    child.once('exit', (code) => (code === 0 ? done() : refuse(new Error(`soffice ended with ${code}`))));
  });
}

function cellsOf(csv: Uint8Array): Map<string, string> {
  if (new TextDecoder().decode(csv).replace(/[\s,]/g, '') === '') return new Map();
  return new Map(
    (readCsv(new Uint8Array(csv)).sheets[0]?.cells ?? []).map((cell) => [`${cell.row}:${cell.column}`, cell.value])
  );
}

/** The same workbook whose formulas keep no result: who shows the right number must have computed it */
export function withoutResults(workbook: Uint8Array): Uint8Array {
  const zip = openZip(workbook, inflate, readLimits);
  return makeZip(
    zip.names.map((name) => {
      const content = new TextDecoder().decode(zip.read(name));
      return {
        name,
        content: name.includes('worksheets/')
          ? content.replace(/(<\/f>)<v>[^<]*<\/v>/g, '$1').replace(/(<\/f>)<v\/>/g, '$1')
          : content
      };
    })
  );
}
