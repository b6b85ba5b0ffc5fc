// The real app with the demo loaded, in a folder of its own. Use it in beforeAll and return `close` from there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SheetId } from '#core/basics/ids.ts';
import type { SheetReading } from '#server/actions/actions.ts';
import { createApp, type App } from '#server/app.ts';
import { readSettings } from '#server/config.ts';
import { loadDemo } from '#server/demo/load-demo.ts';
import { demoPassword } from '#server/demo/people.ts';
import { openLog } from '#server/log.ts';
import { workbookWorkerPath } from './workbook-worker.ts';

export interface Demo {
  app: App;
  folder: string;
  password: string;
  /** log lines of mistakes of ours so far */
  mistakes: readonly string[];
  /** a bearer token of this login; the same one for the same login */
  token(login: string): Promise<string>;
  /** a browser's session as a Cookie header */
  cookie(login: string): Promise<string>;
  sheetId(form: string, unitCode: string, period: string): Promise<SheetId>;
  /** what this login reads of a sheet */
  read(login: string, form: string, unitCode: string, period: string): Promise<SheetReading>;
  close(): Promise<void>;
}

/** @param folder  of an earlier demo, to open it again */
export async function openDemo(folder = mkdtempSync(join(tmpdir(), 'huibiao-demo-'))): Promise<Demo> {
  const settings = readSettings({ DATA_DIR: folder, LOG: 'none' });
  if (!settings.ok) throw new Error(settings.error.join('\n'));
  const mistakes: string[] = [];
  const log = openLog([], (line) => mistakes.push(line));
  const app = await createApp(settings.value, log, await workbookWorkerPath());
  await loadDemo(app);
  const tokens = new Map<string, Promise<string>>();

  const signIn = (login: string, kind: 'token' | 'browser') =>
    app.signIn({ login, password: demoPassword, address: '127.0.0.1', kind });
  const sheetId = async (form: string, unitCode: string, period: string) => {
    const unit = await app.storage.units.byCode(unitCode);
    const sheets = unit ? await app.storage.sheets.list({ form, units: [unit.id] }) : [];
    const sheet = sheets.find((one) => one.period === period);
    if (!sheet) throw new Error(`the demo has no sheet of ${form} for ${unitCode} ${period}`);
    return sheet.id;
  };

  return {
    app,
    folder,
    password: demoPassword,
    mistakes,
    token(login) {
      const token = tokens.get(login) ?? signIn(login, 'token').then(({ sessionId }) => sessionId);
      tokens.set(login, token);
      return token;
    },
    cookie: async (login) => (await signIn(login, 'browser')).cookie.split(';')[0]!,
    sheetId,
    async read(login, form, unitCode, period) {
      const { actor } = await signIn(login, 'token');
      return app.readSheet(actor, await sheetId(form, unitCode, period));
    },
    async close() {
      await app.close();
      if (process.env.KEEP) console.log(`kept ${folder}`);
      else rmSync(folder, { recursive: true, force: true });
    }
  };
}
