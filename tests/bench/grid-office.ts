// The office that the grid bench opens: the wide sheet of the sync bench and the 356-indicator form, filled, with one person who looks and
// ten who write. Rows are put into the folder directly, as an operator's import would leave them; the program served is the built one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { asId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { accessOver } from '#server/access/access.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { aCollection, aPerson, aSheet, aUnit } from '#tests/tools/kept-things.ts';
import type { Target } from './sync-client.ts';
import { sheetForm } from './sync-sheet.ts';

export const writers = 10;

export interface GridSheet {
  name: string;
  /** number of the sheet: `s0`, `s1` */
  at: number;
  /** cells for whole numbers, in the order of the form */
  keys: CellKey[];
}

export interface GridOffice {
  address: string;
  target: Target;
  sheets: readonly GridSheet[];
  close(): Promise<void>;
}

const longForm = (): FormDefinition =>
  JSON.parse(readFileSync('static/forms/fzzf-zhzb.1.json', 'utf8')) as FormDefinition;

const formsOfBench = (): { name: string; form: FormDefinition }[] => [
  { name: '500 × 30', form: sheetForm() },
  { name: '356 indicators', form: longForm() }
];

export async function openGridOffice(): Promise<GridOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'huibiao-grid-'));
  const { cookies, sheets } = await furnish(folder);
  const child = spawn(process.execPath, ['server/main.js'], {
    env: { ...process.env, DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1', LOG: 'main', ORIGIN: '' },
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const port = await new Promise<number>((done, broke) => {
    child.once('exit', (code) => broke(new Error(`the server ended with ${code}: npm run build?`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const fact = JSON.parse(line) as { fact: string; port?: number };
      if (fact.fact === 'listening' && fact.port !== undefined) done(fact.port);
    });
  });
  return {
    address: `http://127.0.0.1:${port}`,
    target: { kind: 'ours', port, pid: child.pid!, cookies },
    sheets,
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** Everybody coordinates the one unit, so that each may write everywhere. */
async function furnish(folder: string): Promise<{ cookies: string[]; sheets: GridSheet[] }> {
  const storage = await openSqlite(folder);
  const access = accessOver({ storage, clock: Date.now });
  await storage.units.add(aUnit('u0'));
  const sheets: GridSheet[] = [];
  for (const [at, { name, form }] of formsOfBench().entries()) {
    await storage.forms.publish(form, 1000);
    const collection = `c${at}`;
    await storage.collections.add(
      aCollection(collection, { form: form.id, version: form.version, title: name, unit: asId<UnitId>('u0') })
    );
    await storage.sheets.add(
      aSheet(`s${at}`, {
        id: asId<SheetId>(`s${at}`),
        collection: asId(collection),
        form: form.id,
        version: form.version,
        unit: asId<UnitId>('u0')
      })
    );
    const compiled = compileForm(form);
    if (!compiled.ok) throw new Error('the form does not compile');
    const keys = [...compiled.value.cells.values()]
      .filter((cell) => cell.kind === 'entered' && cell.type === 'count')
      .map(({ key }) => key);
    sheets.push({ name, at, keys });
  }
  const cookies: string[] = [];
  for (let at = 0; at <= writers; at++) {
    const id = asId<PersonId>(`p${at}`);
    await storage.people.add(aPerson(id, { grants: [{ role: 'coordinator', unit: asId<UnitId>('u0') }] }));
    const { sessionId } = await access.sessions.begin(id, 'browser');
    cookies.push(access.sessions.cookie(sessionId, false).split(';')[0]!);
  }
  await storage.close();
  return { cookies, sheets };
}
