// A small office for tests of imports and exports: units, people, a collection of a shipped form, live sheets, and the jobs running.
import { onTestFinished } from 'vitest';
import { asId, type CollectionId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { lastYear, type Period } from '#core/places/period.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import { bindExcelActions, type ExcelActions } from '#server/actions/bind-excel-actions.ts';
import type { WorkbookSettings } from '#server/jobs/ask-workbook.ts';
import { startJobs, type Jobs } from '#server/jobs/worker.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import type { Storage } from '#server/storage/storage.ts';
import { temporaryStorage } from './temporary-storage.ts';
import { workbookWorkerPath } from './workbook-worker.ts';

export const period = '2024' as Period;
export const now = Date.UTC(2024, 11, 1);
export const city = asId<UnitId>('u-city');
export const counties = [asId<UnitId>('u-a'), asId<UnitId>('u-b')] as const;
export const sheetOf = (unit: UnitId, year: string = period): SheetId => asId<SheetId>(`s-${unit}-${year}`);

export interface ExcelOffice extends ExcelActions {
  storage: Storage;
  live: LiveSheets;
  jobs: Jobs;
  workbook: WorkbookSettings;
  /** more of them, as after the next start of a server */
  startJobs(): Jobs;
  coordinator: Actor;
  upper: Actor;
  auditor: Actor;
  clerk(department: string): Actor;
  collection: CollectionId;
}

/** City 昭通市 with counties 盐津县 and 镇雄县; sheets of this year and the last for both counties. */
export async function excelOffice(form: CompiledForm): Promise<ExcelOffice> {
  const workerPath = await workbookWorkerPath();
  const storage = await temporaryStorage();
  const { id, version } = form.definition;
  await storage.forms.publish(form.definition, now);
  await storage.units.add({ id: city, code: '530600', name: '昭通市', level: 'prefecture', parent: null, place: 1 });
  await storage.units.add({ id: counties[0], code: '530623', name: '盐津县', level: 'county', parent: city, place: 1 });
  await storage.units.add({ id: counties[1], code: '530627', name: '镇雄县', level: 'county', parent: city, place: 2 });
  const collection = asId<CollectionId>('c-2024');
  for (const year of [lastYear(period), period]) {
    const ofYear = year === period ? collection : asId<CollectionId>('c-2023');
    await storage.collections.add({
      id: ofYear,
      form: id,
      version,
      period: year,
      title: `${year}年报`,
      unit: city,
      dueAt: null,
      createdAt: now
    });
    for (const unit of counties)
      await storage.sheets.add({
        id: sheetOf(unit, year),
        collection: ofYear,
        form: id,
        version,
        unit,
        period: year,
        stage: 'empty',
        seq: 0
      });
  }
  const forms = compiledForms(storage);
  const clock = () => now;
  const live = makeLiveSheets({ storage, forms, clock });
  const begin = () =>
    startJobs(
      { storage, forms, clock, workbook: { workerPath, timeoutMs: 60_000 } },
      { note: (fact, fields) => fields['error'] && console.error(fact, fields) }
    );
  const jobs = begin();
  onTestFinished(async () => {
    await jobs.stop();
    await live.close();
  });
  const actor = async (name: string, ...grants: Grant[]): Promise<Actor> => {
    const person = asId<PersonId>(`p-${name}`);
    await storage.people.add({ id: person, login: name, name, passwordHash: '', disabled: false, grants });
    return { person, name, grants };
  };
  const clerks = new Map<string, Actor>();
  for (const { code } of form.definition.departments)
    clerks.set(code, await actor(`clerk-${code}`, { role: 'clerk', unit: counties[0], department: code }));
  return {
    ...bindExcelActions({ storage, live, forms, clock, workbook: { workerPath } }),
    storage,
    live,
    jobs,
    workbook: { workerPath },
    startJobs: begin,
    collection,
    coordinator: await actor('coordinator', { role: 'coordinator', unit: counties[0] }),
    upper: await actor('upper', { role: 'upper', unit: city }),
    auditor: await actor('auditor', { role: 'auditor', unit: city }),
    clerk: (department) => {
      const found = clerks.get(department);
      if (!found) throw new Error(`no department ${department}`);
      return found;
    }
  };
}
