import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { asId, type DraftId, type PersonId, type UnitId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import { noAnswers, type Answers } from '#core/draft/answers.ts';
import { unpackSheet } from '#core/draft/packed-paper.ts';
import { proposeForm } from '#core/draft/propose-form.ts';
import type { Actor, Role } from '#core/workflow/actor.ts';
import { bindDraftActions } from '#server/actions/bind-draft-actions.ts';
import { uploadQuota } from '#server/actions/upload-quota.ts';
import { clearFiles, filesKeptMs } from '#server/jobs/clear-files.ts';
import { aUnit } from '#tests/tools/kept-things.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { workbookWorkerPath } from '#tests/tools/workbook-worker.ts';

const monthly = (which: 'a' | 'b') =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/workbooks/zhongjiang-monthly-${which}.xls`, import.meta.url)));
const blank = { fileName: '台账月报.xls', bytes: monthly('b') };
const filled = { fileName: '九月.xls', bytes: monthly('a') };

const actor = (name: string, role: Role, unit = 'u1'): Actor => ({
  person: asId<PersonId>(name),
  name,
  grants: [role === 'clerk' ? { role, unit: unit as UnitId, department: 'A' } : { role, unit: unit as UnitId }]
});
const coordinator = actor('cora', 'coordinator');
const other = actor('otto', 'coordinator');
const administrator = actor('ada', 'administrator', 'city');

async function aMaker(quota = uploadQuota()) {
  const storage = await temporaryStorage();
  onTestFinished(() => storage.close());
  for (const unit of [aUnit('city', null, { level: 'prefecture' }), aUnit('u1', 'city')]) await storage.units.add(unit);
  const workbook = { workerPath: await workbookWorkerPath(), timeoutMs: 60_000 };
  return { storage, ...bindDraftActions({ storage, clock: () => Date.UTC(2026, 5, 1), workbook }, quota) };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (reason: unknown) => (isProblem(reason) ? reason.code : String(reason))
  );

describe('[AC24] a draft is its maker’s', () => {
  test('and counts among what one person sends: begun and given up again and again, they do not fill the disk', async () => {
    const maker = await aMaker(uploadQuota({ burst: (1.5 * blank.bytes.length) / (1024 * 1024), perMinute: 0 }));
    const { id } = await maker.startDraft(coordinator, blank);
    await maker.removeDraft(coordinator, id);
    expect(await codeOf(maker.startDraft(coordinator, blank))).toBe('too-fast');
  });

  test('[JB6] and can be gone on with however long it lies; its files go when it was given up', async () => {
    const { storage, ...maker } = await aMaker();
    const { id } = await maker.startDraft(coordinator, blank);
    const needs = { storage, clock: () => Date.now() + filesKeptMs + 60_000 };
    expect(await clearFiles(needs)).toBe(0);
    expect((await maker.getDraft(coordinator, id)).paper.sheets).not.toHaveLength(0);
    await maker.removeDraft(coordinator, id);
    expect(await clearFiles(needs)).toBe(2);
  });

  test('read, answered, looked at again, given up', async () => {
    const maker = await aMaker();
    const { id } = await maker.startDraft(coordinator, blank);
    const page = await maker.getDraft(coordinator, id);
    expect(page).toMatchObject({
      fileName: '台账月报.xls',
      year: 2026,
      revision: 0,
      answers: noAnswers,
      published: null
    });
    expect(page.paper.initials['合']).toBe('H');
    expect(page.paper.sheets[0]?.cells.length).toBeGreaterThan(100);
    const answers: Answers = { ...noAnswers, form: { title: '台账月报' } };
    expect(await maker.answerDraft(coordinator, id, { revision: 0, answers })).toEqual({ revision: 1 });
    expect(await codeOf(maker.answerDraft(coordinator, id, { revision: 0, answers }))).toBe('changed-meanwhile');
    expect((await maker.getDraft(coordinator, id)).answers.form.title).toBe('台账月报');
    expect(await maker.listDrafts(coordinator)).toMatchObject([{ id, fileName: '台账月报.xls', published: null }]);
    await maker.removeDraft(coordinator, id);
    expect(await maker.listDrafts(coordinator)).toEqual([]);
  });
  test('others are told that there is none; who makes no forms may not begin', async () => {
    const maker = await aMaker();
    const { id } = await maker.startDraft(coordinator, blank);
    expect(await codeOf(maker.getDraft(other, id))).toBe('not-found');
    expect(await codeOf(maker.publishDraft(administrator, id, 0))).toBe('not-found');
    expect(await codeOf(maker.getDraft(coordinator, asId<DraftId>('nowhere')))).toBe('not-found');
    for (const role of ['clerk', 'auditor', 'upper'] as const)
      expect(await codeOf(maker.startDraft(actor('x', role), blank))).toBe('not-allowed');
  });
  test('a broken file and answers of another shape are refused, and nothing is kept', async () => {
    const maker = await aMaker();
    const bytes = blank.bytes.slice(0, 700);
    expect(await codeOf(maker.startDraft(coordinator, { fileName: 'x.xls', bytes }))).toMatch(/^file-/);
    expect(await codeOf(maker.startDraft(coordinator, { fileName: 'x.xls', bytes: new Uint8Array() }))).toMatch(
      /^file-/
    );
    expect(await maker.listDrafts(coordinator)).toEqual([]);
    const { id } = await maker.startDraft(coordinator, blank);
    const wrong = { ...noAnswers, rows: { '表!A1': { kind: 'something' } } };
    expect(await codeOf(maker.answerDraft(coordinator, id, { revision: 0, answers: wrong }))).toBe('malformed');
  });
});

describe('[AC25] a draft is tried on a filled file', () => {
  test('figures and totals of the official workbook itself are found where they stand', async () => {
    const maker = await aMaker();
    const { id } = await maker.startDraft(coordinator, filled);
    const trial = await maker.tryDraft(coordinator, id, null);
    expect(trial).toMatchObject({ fileName: '九月.xls', recognised: true, share: 1, entered: 18 * 34 });
    // eight figures in 合计, two in 小计 of which no part is filled, and the row numbers that stand under no head
    expect([trial.found, trial.evidence, trial.agree, trial.wrong.length]).toEqual([8, 2, 0, 0]);
    expect(trial.problems.map((problem) => problem.text)).toEqual(
      Array.from({ length: 24 }, (_, row) => String(row + 1))
    );
    expect((await maker.getDraft(coordinator, id)).revision).toBe(0);
  });
  test('labels that stand otherwise in the file: it is not taken for this form, and told', async () => {
    const maker = await aMaker();
    const { id } = await maker.startDraft(coordinator, blank);
    // 乡镇呈报数-18 where the form says 乡镇呈报数
    const trial = await maker.tryDraft(coordinator, id, filled);
    expect(trial).toMatchObject({ recognised: false, found: 0, problems: [{ code: 'unknown-form' }] });
    expect(await maker.tryDraft(coordinator, id, blank)).toMatchObject({ recognised: true, share: 1, found: 0 });
  });
});

describe('[AC26] publishing', () => {
  test('what is published is what the browser proposes; the next time it is the next version', async () => {
    const maker = await aMaker();
    const { id } = await maker.startDraft(coordinator, blank);
    const answers: Answers = {
      ...noAnswers,
      form: { id: 'tz-yb', title: '台账月报' },
      departments: ['台账办'],
      rows: { '县台账办月报表!A7': { department: '台账办' } }
    };
    await maker.answerDraft(coordinator, id, { revision: 0, answers });
    expect(await codeOf(maker.publishDraft(coordinator, id, 0))).toBe('changed-meanwhile');
    expect(await maker.publishDraft(coordinator, id, 1)).toEqual({ id: 'tz-yb', version: 1 });
    const { paper, year, fileName } = await maker.getDraft(coordinator, id);
    const source = { sheets: paper.sheets.map(unpackSheet), fileName, initials: paper.initials, year };
    expect(await maker.storage.forms.get('tz-yb', 1)).toEqual(proposeForm(source, answers).definition);
    expect(await maker.publishDraft(coordinator, id, 1)).toEqual({ id: 'tz-yb', version: 2 });
    expect(await maker.listDrafts(coordinator)).toMatchObject([{ published: { form: 'tz-yb', version: 2 } }]);
  });
  test('the name of somebody else’s form is refused; the administrator of the whole gives any the next version', async () => {
    const maker = await aMaker();
    const named = { ...noAnswers, form: { id: 'tz-yb' } };
    const begin = async (who: Actor) => {
      const { id } = await maker.startDraft(who, blank);
      await maker.answerDraft(who, id, { revision: 0, answers: named });
      return id;
    };
    await maker.publishDraft(coordinator, await begin(coordinator), 1);
    expect(await codeOf(maker.publishDraft(other, await begin(other), 1))).toBe('already-exists');
    expect(await maker.publishDraft(administrator, await begin(administrator), 1)).toEqual({ id: 'tz-yb', version: 2 });
  });
  test('a draft with a mistake is refused with its place', async () => {
    const maker = await aMaker();
    const { id } = await maker.startDraft(coordinator, blank);
    const answers = { ...noAnswers, columns: { '县台账办月报表!F5': { formula: ':nowhere + 1' } } };
    await maker.answerDraft(coordinator, id, { revision: 0, answers });
    expect(await codeOf(maker.publishDraft(coordinator, id, 1))).toBe('form-invalid');
    expect(await codeOf(maker.tryDraft(coordinator, id, filled))).toBe('form-invalid');
  });
});
