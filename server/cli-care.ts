// Commands that look after what is kept: bring the tables up to date, compare, print.
import { asId, type SheetId } from '#core/basics/ids.ts';
import { doctor } from '#server/live/doctor.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Sheet, Storage } from '#server/storage/storage.ts';
import { Misspelt, withStorage, type Command } from './cli-line.ts';

export const migrateCommand: Command = {
  usage: 'migrate',
  zh: '建立数据库或升级到本版本',
  en: 'create the database or bring it to this version',
  run: (line) =>
    withStorage(line, async (storage) => {
      const healthy = await storage.healthy();
      line.out(`${line.settings.dataFolder}: ${healthy ? '正常 well' : '不能写入 cannot be written'}`);
      return healthy ? 0 : 1;
    })
};

export const doctorCommand: Command = {
  usage: 'doctor [<sheet id> …]',
  zh: '核对每张填报表的文档、日志、单元格和修改记录是否一致',
  en: 'compare document, log, entries and history of each sheet',
  run: (line) =>
    withStorage(line, async (storage) => {
      const sheets = line.rest.length > 0 ? line.rest.map((id) => asId<SheetId>(id)) : await allSheets(storage);
      let wrong = 0;
      for (const id of sheets) {
        const disagreements = await doctor(storage, id);
        if (!disagreements) throw new Problem('not-found', { what: 'sheet', id });
        for (const { kind, at } of disagreements) line.out(`${id} ${kind} ${at}`);
        if (disagreements.length > 0) wrong += 1;
      }
      line.out(`${sheets.length} 张 sheets, ${wrong} 张不一致 disagree`);
      return wrong === 0 ? 0 : 1;
    })
};

const allSheets = async ({ sheets }: Storage): Promise<SheetId[]> => (await sheets.list({})).map((sheet) => sheet.id);

export const dumpCommand: Command = {
  usage: 'sheet dump <sheet id>',
  zh: '以 JSON 输出一张填报表：状态、单元格、修改记录、办理记录',
  en: 'print a sheet as JSON: stage, cells, history, events',
  run: (line) =>
    withStorage(line, async (storage) => {
      const [verb, id] = line.rest;
      if (verb !== 'dump' || id === undefined) throw new Misspelt('sheet dump <sheet id>');
      const sheet = await storage.sheets.byId(asId<SheetId>(id));
      if (!sheet) throw new Problem('not-found', { what: 'sheet', id });
      line.out(JSON.stringify(await dump(storage, sheet), null, 2));
      return 0;
    })
};

const wholeHistory = Number.MAX_SAFE_INTEGER;

const dump = ({ snapshot }: Storage, sheet: Sheet) =>
  snapshot(async ({ units, entries, events, log }) => ({
    ...sheet,
    unitPath: (await units.path(sheet.unit)).map(({ code, name }) => ({ code, name })),
    snapshotSeq: (await log.snapshot(sheet.id))?.seq ?? 0,
    cells: Object.fromEntries(await entries.of(sheet.id)),
    events: await events.of(sheet.id),
    explanations: await events.explanations(sheet.id),
    history: await entries.history(sheet.id, undefined, wholeHistory)
  }));
