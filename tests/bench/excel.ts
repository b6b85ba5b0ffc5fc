// Workbooks beside exceljs and openpyxl: reading uploads, writing one large book, filling a template. Each measurement is a process of its own;
// what counts is CPU, and the most memory that the process held.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchOptions } from './bench.ts';
import { medianOf, type Line, type Report } from './report.ts';

const run = promisify(execFile);

export interface ExcelFigures {
  cpuSeconds: number;
  memoryMb: number;
  /** of what was read or written, so that nobody is fast by doing less */
  check: number;
}

type Program = 'ours' | 'exceljs' | 'openpyxl';
type Work = 'read' | 'write' | 'book' | 'fill';

async function measure(
  program: Program,
  work: Work,
  folder: string,
  size: number,
  runs: number
): Promise<ExcelFigures | undefined> {
  const [command, script] =
    program === 'openpyxl'
      ? (['python3', ['tests/bench/excel-openpyxl.py']] as const)
      : ([process.execPath, ['--max-old-space-size=8192', 'dist-bench/excel-worker.js', program]] as const);
  const all: ExcelFigures[] = [];
  for (let at = 0; at < runs; at += 1) {
    const { stdout } = await run(command, [...script, work, folder, String(size)], { timeout: 600_000 }).catch(
      (error: unknown) => {
        if (program === 'openpyxl') return { stdout: '' }; // not installed here
        throw error;
      }
    );
    if (stdout === '') return undefined;
    all.push(JSON.parse(stdout.trim().split('\n').at(-1)!) as ExcelFigures);
    console.error(`${work} · ${program}: ${JSON.stringify(all.at(-1))}`);
  }
  const each = (pick: (one: ExcelFigures) => number) => medianOf(all.map(pick)) ?? NaN;
  return {
    cpuSeconds: each((one) => one.cpuSeconds),
    memoryMb: each((one) => one.memoryMb),
    check: each((one) => one.check)
  };
}

export async function benchExcel({ only = '', runs, against = '' }: BenchOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'huibiao-excel-'));
  const lines: Line[] = [];
  const peers: readonly Program[] = ['exceljs', 'openpyxl'];
  const compare = async (work: Work, words: string, size: number, targets: { cpu: string; memory: string }) => {
    if (!words.includes(only) && !work.includes(only)) return;
    const ours = 'ours'.includes(against) ? await measure('ours', work, folder, size, runs) : undefined;
    const theirs = await Promise.all(
      peers.map((peer) => (peer.includes(against) ? () => measure(peer, work, folder, size, 1) : undefined))
    );
    const found: (ExcelFigures | undefined)[] = [];
    for (const start of theirs) found.push(await start?.());
    for (const other of found)
      if (ours && other && ours.check !== other.check)
        throw new Error(`${work}: ${ours.check} here, ${other.check} there`);
    const line = (what: string, unit: string, pick: (one: ExcelFigures) => number, target: string) =>
      lines.push({
        work: `${words}, ${what}`,
        unit,
        ours: ours && pick(ours),
        peers: found.map((one) => one && pick(one)),
        better: 'less',
        target
      });
    line('CPU', 's', (one) => one.cpuSeconds, targets.cpu);
    line('memory', 'MB', (one) => one.memoryMb, targets.memory);
  };
  try {
    await run(process.execPath, ['dist-bench/excel-worker.js', 'ours', 'prepare', folder, '40']);
    await compare('read', '1,000 unit workbooks read', 1000, { cpu: '≥ 12, ≥ 20', memory: '≤ 80 MB' });
    await compare('write', 'one book of 5 sheets × 3,000 rows × 200 columns written', 3000, {
      cpu: '≤ 8 s',
      memory: '≤ 150 MB'
    });
    await compare('fill', '1,000 workbooks from one template: 360 cells filled, proved, written', 1000, {
      cpu: '≥ 25',
      memory: ''
    });
    if ('book'.includes(only) && 'ours'.includes(against)) {
      const book = await measure('ours', 'book', folder, 3000, 1);
      lines.push({
        work: 'consolidated book in the official layout, 3,000 units × 356 indicators, CPU',
        unit: 's',
        ours: book?.cpuSeconds,
        peers: [undefined, undefined],
        better: 'less',
        target: ''
      });
      lines.push({
        work: 'the same, memory',
        unit: 'MB',
        ours: book?.memoryMb,
        peers: [undefined, undefined],
        better: 'less',
        target: '≤ 150 MB'
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { title: 'Excel', peers, lines };
}
