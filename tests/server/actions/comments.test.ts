// Comments on cells: who may speak and settle, who is mentioned and until when, and that nothing said is ever lost.
import { describe, expect, onTestFinished, test } from 'vitest';
import { asId, type CommentId, type PersonId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import { stages } from '#core/workflow/stages.ts';
import { rateLimit } from '#server/access/rate-limit.ts';
import {
  commentLimit,
  listCommentPeople,
  listComments,
  listMentions,
  longestComment,
  removeComment,
  seeComments,
  settleComments,
  writeComment,
  type CommentNeeds
} from '#server/actions/comments.ts';
import { explain } from '#server/actions/explain.ts';
import type { Announcement } from '#server/storage/storage.ts';
import { anOffice, key, number, type Office } from './an-office.ts';

async function opened(): Promise<{ office: Office; needs: CommentNeeds; say: Say }> {
  const office = await anOffice();
  const { storage, forms, clock } = office;
  const needs: CommentNeeds = { storage, forms, clock, commentRate: rateLimit({ burst: 1000, perMinute: 1000 }) };
  const say: Say = (who, text, more = {}) =>
    writeComment(needs, office.actors[who], office.sheets.one, { key: key('A'), text, ...more });
  return { office, needs, say };
}
type Who = keyof Office['actors'];
type Say = (
  who: Who,
  text: string,
  more?: { key?: string; thread?: CommentId; mentions?: PersonId[] }
) => ReturnType<typeof writeComment>;

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (reason: unknown) => (isProblem(reason) ? reason.code : reason)
  );
const person = (who: string): PersonId => asId<PersonId>(who);

describe('who may speak', () => {
  test('[WF13] who sees the sheet comments, in every stage; the auditor only reads; others do not even see that it is there', async () => {
    const { office, needs, say } = await opened();
    const { storage, sheets, actors } = office;
    for (const stage of stages) {
      const { stage: now, seq } = (await storage.sheets.byId(sheets.one))!;
      expect(now === stage || (await storage.sheets.setStage(sheets.one, now, seq, stage))).toBe(true);
      const tried: Record<string, unknown> = {};
      for (const who of Object.keys(actors) as Who[]) tried[who] = await codeOf(say(who, `${stage}：请核对`));
      expect(tried, stage).toEqual({
        clerk: 'done',
        coordinator: 'done',
        upper: 'done',
        auditor: 'not-allowed',
        other: 'not-found',
        otherCoordinator: 'not-found'
      });
    }
    const read = await listComments(needs, actors.auditor, sheets.one);
    expect(read.mayComment).toBe(false);
    expect(read.threads).toHaveLength(stages.length * 3);
    expect((await listComments(needs, actors.upper, sheets.one)).mayComment).toBe(true);
    expect(await codeOf(listComments(needs, actors.other, sheets.one))).toBe('not-found');
  });

  test('[WF14] resolved by its author or the coordinator, opened again by anybody who may speak', async () => {
    const { office, needs, say } = await opened();
    const { actors, sheets } = office;
    const { id } = await say('upper', '这个数偏大');
    const settle = (who: Who, state: 'open' | 'resolved') =>
      codeOf(settleComments(needs, actors[who], sheets.one, id, state));
    expect(await settle('clerk', 'resolved')).toBe('not-allowed');
    expect(await settle('auditor', 'resolved')).toBe('not-allowed');
    expect(await settle('upper', 'resolved')).toBe('done');
    expect(await settle('clerk', 'open')).toBe('done');
    expect(await settle('coordinator', 'resolved')).toBe('done');
    const [thread] = (await listComments(needs, actors.clerk, sheets.one)).threads;
    expect(thread).toMatchObject({ state: 'resolved', maySettle: false });
    expect(thread!.steps.map(({ step, personName }) => `${step} ${personName}`)).toEqual([
      'said 人员upper',
      'resolved 人员upper',
      'reopened 人员clerk',
      'resolved 人员coordinator'
    ]);
  });
});

describe('what is said', () => {
  test('[AC7] a text of 1 to 1,000 characters on a cell that there is', async () => {
    const { say } = await opened();
    expect(await codeOf(say('clerk', '   \n '))).toBe('malformed');
    expect(await codeOf(say('clerk', '\u0000\u202e'))).toBe('malformed');
    expect(await codeOf(say('clerk', '\u200b\u200d\ufe0f'))).toBe('malformed');
    expect(await codeOf(say('clerk', '长'.repeat(longestComment + 1)))).toBe('malformed');
    expect(await codeOf(say('clerk', '𠮷'.repeat(longestComment)))).toBe('done');
    expect(await codeOf(say('clerk', '好', { key: 't1/Z/bn' }))).toBe('not-found');
    expect(await codeOf(say('clerk', '好', { key: 't1/A/bn~stated' }))).toBe('not-found');
    expect(await codeOf(say('clerk', '计算格也可以', { key: key('L') }))).toBe('done');
    expect(await codeOf(say('clerk', '答', { thread: asId('none') }))).toBe('not-found');
    const said = await say('clerk', '  第一行\u200b\r\n第二行\u202e ');
    expect(said.steps[0]!.text).toBe('第一行\n第二行');
  });

  test('[AC7] a sheet full of comments takes no more; they can still be resolved and taken back', async () => {
    const { office, needs, say } = await opened();
    const { storage, actors, sheets } = office;
    const { id } = await say('clerk', '第一条');
    await storage.transaction(async ({ comments }) => {
      for (let at = 1; at < 5000; at++) {
        const one = asId<CommentId>(`c${at}`);
        const step = { id: one, sheet: sheets.one, thread: id, key: asCellKey(key('A')), about: null, text: '满' };
        await comments.add({ ...step, step: 'said', person: person('clerk'), at: 1000 + at }, []);
      }
    });
    expect(await codeOf(say('clerk', '再来一条'))).toBe('malformed');
    expect(await codeOf(settleComments(needs, actors.coordinator, sheets.one, id, 'resolved'))).toBe('done');
    expect(await codeOf(settleComments(needs, actors.clerk, sheets.one, id, 'open'))).toBe('malformed');
    expect(await codeOf(removeComment(needs, actors.coordinator, sheets.one, asId('c7')))).toBe('done');
  });

  test('[AC7] who speaks too often is told how long to wait, and is heard again after that', async () => {
    const { office, needs } = await opened();
    let now = 0;
    const limited = { ...needs, clock: () => now, commentRate: rateLimit(commentLimit) };
    const say = () => writeComment(limited, office.actors.clerk, office.sheets.one, { key: key('A'), text: '催' });
    for (let count = 0; count < commentLimit.burst; count++) await say();
    await expect(say()).rejects.toMatchObject({ code: 'too-fast', parameters: { retryAfterSeconds: 3 } });
    expect(
      await codeOf(writeComment(limited, office.actors.upper, office.sheets.one, { key: key('A'), text: '我' }))
    ).toBe('done');
    now += 3_000;
    expect(await codeOf(say())).toBe('done');
  });

  test('[AC9] an answer stands in its thread whatever cell it names, and opens a resolved one', async () => {
    const { office, needs, say } = await opened();
    const { id } = await say('upper', '为何下降？');
    await settleComments(needs, office.actors.upper, office.sheets.one, id, 'resolved');
    const thread = await say('clerk', '区划调整', { thread: id, key: key('B') });
    expect(thread).toMatchObject({ id, key: key('A'), state: 'open' });
    expect(thread.steps.map(({ text }) => text)).toEqual(['为何下降？', '', '区划调整']);
  });

  test('[AC9] what is taken back is hidden, with who did so; the auditor and the database still have it', async () => {
    const { office, needs, say } = await opened();
    const { actors, sheets, storage } = office;
    const { id } = await say('clerk', '说错了');
    await say('upper', '什么？', { thread: id });
    const remove = (who: Who) => codeOf(removeComment(needs, actors[who], sheets.one, id));
    expect([await remove('upper'), await remove('auditor'), await remove('other')]).toEqual([
      'not-allowed',
      'not-allowed',
      'not-found'
    ]);
    expect([await remove('clerk'), await remove('coordinator')]).toEqual(['done', 'done']);
    const seenBy = async (who: Who) => (await listComments(needs, actors[who], sheets.one)).threads[0]!;
    expect(await seenBy('upper')).toMatchObject({ state: 'open' });
    expect((await seenBy('upper')).steps).toMatchObject([
      { text: '', removed: { personName: '人员clerk' }, mayRemove: false },
      { text: '什么？', removed: null, mayRemove: true }
    ]);
    expect((await seenBy('auditor')).steps[0]).toMatchObject({ text: '说错了', removed: { personName: '人员clerk' } });
    const kept = await storage.comments.of(sheets.one);
    expect(kept.map(({ step, text }) => [step, text])).toEqual([
      ['said', '说错了'],
      ['said', '什么？'],
      ['removed', '']
    ]);
  });

  test('[AC9] two who resolve at once: one step, and both are told that it is done', async () => {
    const { office, needs, say } = await opened();
    const { id } = await say('coordinator', '请核对');
    const both = await Promise.all(
      [1, 2].map(() => settleComments(needs, office.actors.coordinator, office.sheets.one, id, 'resolved'))
    );
    expect(both.map(({ state }) => state)).toEqual(['resolved', 'resolved']);
    expect(both[1]!.steps).toHaveLength(2);
  });
});

describe('mentions', () => {
  test('[AC8] who may see the sheet can be mentioned, nobody else, and not oneself', async () => {
    const { office, needs, say } = await opened();
    const people = await listCommentPeople(needs, office.actors.clerk, office.sheets.one);
    expect(people.map(({ person: id, role, unitName, department }) => [id, role, unitName, department])).toEqual([
      ['coordinator', 'coordinator', '单位u1', undefined],
      ['auditor', 'auditor', '单位city', undefined],
      ['upper', 'upper', '单位city', undefined]
    ]);
    expect(await codeOf(say('clerk', '@人员other 看', { mentions: [person('other')] }))).toBe('malformed');
    expect(await codeOf(say('clerk', '@人员x 看', { mentions: [person('nobody')] }))).toBe('malformed');
    const said = await say('clerk', '@人员upper 请看', { mentions: [person('upper'), person('coordinator')] });
    expect(said.steps[0]!.mentioned, 'only those whose name stands in the text').toEqual([
      { person: 'upper', name: '人员upper' }
    ]);
    await office.storage.people.change(person('upper'), { disabled: true });
    expect(await codeOf(say('clerk', '@人员upper 再看', { mentions: [person('upper')] }))).toBe('malformed');
  });

  test('[AC8] it is news on the sheet and on the work page until it is seen', async () => {
    const { office, needs, say } = await opened();
    const { actors, sheets } = office;
    const { id } = await say('clerk', '@人员upper 请看', { mentions: [person('upper')] });
    expect(await listMentions(needs, actors.clerk)).toEqual([]);
    expect(await listMentions(needs, actors.upper)).toMatchObject([
      {
        sheet: sheets.one,
        thread: id,
        key: key('A'),
        label: '受理',
        personName: '人员clerk',
        text: '@人员upper 请看',
        unitName: '单位u1'
      }
    ]);
    expect((await listComments(needs, actors.upper, sheets.one)).unseen).toEqual([id]);
    await seeComments(needs, actors.upper, sheets.one, id);
    expect(await listMentions(needs, actors.upper)).toEqual([]);
    expect((await listComments(needs, actors.upper, sheets.one)).unseen).toEqual([]);
    await say('clerk', '@人员upper 还有', { thread: id, mentions: [person('upper')] });
    expect(await listMentions(needs, actors.upper)).toHaveLength(1);
  });

  test('[AC8] it is none any more when the thread is resolved, the comment taken back, or the sheet out of sight', async () => {
    const { office, needs, say } = await opened();
    const { actors, sheets } = office;
    const mention = (who: string) => say('clerk', `@人员${who} 请看`, { mentions: [person(who)] });
    const { id } = await mention('upper');
    await settleComments(needs, actors.clerk, sheets.one, id, 'resolved');
    expect(await listMentions(needs, actors.upper)).toEqual([]);
    const second = await mention('upper');
    await removeComment(needs, actors.clerk, sheets.one, second.id);
    expect(await listMentions(needs, actors.upper)).toEqual([]);
    await mention('upper');
    expect(await listMentions(needs, actors.upper)).toHaveLength(1);
    expect(await listMentions(needs, { ...actors.upper, grants: [] })).toEqual([]);
  });
});

test('[AC10] a step announces itself, an explanation too; what changes nothing is silent, and no word of it goes out', async () => {
  const { office, needs, say } = await opened();
  const { storage, live, sheets, actors } = office;
  const heard: Announcement[] = [];
  onTestFinished(storage.feed.listen((what) => void (what.kind === 'remarks' && heard.push(what))));
  const { id } = await say('clerk', '只有在场的人看得到的话');
  await settleComments(needs, actors.clerk, sheets.one, id, 'resolved');
  await settleComments(needs, actors.clerk, sheets.one, id, 'resolved');
  expect(heard).toEqual([
    { kind: 'remarks', sheet: sheets.one, changed: 'comments' },
    { kind: 'remarks', sheet: sheets.one, changed: 'comments' }
  ]);
  await live.writeCells(sheets.one, actors.coordinator, 'api', [
    { key: key('A'), content: number('10') },
    { key: key('B'), content: number('1') }
  ]);
  await explain({ ...needs, live }, actors.coordinator, sheets.one, {
    finding: 'rule:R2',
    text: '今年新设机构，案件尚在办理'
  });
  expect(heard.at(-1)).toEqual({ kind: 'remarks', sheet: sheets.one, changed: 'explanations' });
});
