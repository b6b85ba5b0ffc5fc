// 催报: it reaches whom it speaks to and nobody else, not too often, until what it asks for is done; and it is an event of the sheet.
import { describe, expect, onTestFinished, test } from 'vitest';
import { isProblem } from '#core/basics/problem.ts';
import { longestReminder, remindPauseMs } from '#core/workflow/reminders.ts';
import { decide } from '#server/actions/decide.ts';
import { events } from '#server/actions/history.ts';
import { openSheet } from '#server/actions/open-sheet.ts';
import {
  dismissReminder,
  listRemindable,
  listRemindChoices,
  listReminders,
  remind
} from '#server/actions/reminders.ts';
import type { Announcement } from '#server/storage/storage.ts';
import { anOffice, key, number, type Office } from './an-office.ts';

type Who = keyof Office['actors'];

async function opened() {
  const office = await anOffice();
  const time = { now: 10_000 };
  const needs = { ...office, clock: () => time.now };
  const { actors, sheets } = office;
  const urge = (who: Who, whom: string[], text = '') => remind(needs, actors[who], sheets.one, { whom, text });
  const heardBy = async (who: Who) => (await listReminders(needs, actors[who])).map(({ about }) => about);
  const fill = (row: string, text: string) =>
    office.live.writeCells(sheets.one, actors.coordinator, 'api', [{ key: key(row), content: number(text) }]);
  return { office, needs, time, urge, heardBy, fill };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (reason: unknown) => (isProblem(reason) ? reason.code : reason)
  );
const SFJ = { whom: 'SFJ', name: '司法局', missing: 1 };

describe('who may remind', () => {
  test('[WF15] departments: the coordinator; the unit: the upper level; strangers do not learn that there is a sheet', async () => {
    const { office, urge } = await opened();
    const tried = async (whom: string) =>
      Object.fromEntries(
        await Promise.all(
          (Object.keys(office.actors) as Who[]).map(async (who) => [who, await codeOf(urge(who, [whom]))])
        )
      ) as Record<Who, unknown>;
    const strangers = { other: 'not-found', otherCoordinator: 'not-found' };
    const nobody = { clerk: 'not-allowed', auditor: 'not-allowed', ...strangers };
    expect(await tried('SFJ')).toEqual({ ...nobody, coordinator: 'done', upper: 'not-allowed' });
    expect(await tried('*')).toEqual({ ...nobody, coordinator: 'not-allowed', upper: 'done' });
  });

  test('[WF15] a stage in which nothing can be done is told as such', async () => {
    const { office, needs, urge, fill } = await opened();
    await fill('A', '10');
    await fill('B', '9');
    await decide(needs, office.actors.coordinator, office.sheets.one, 'submit', '');
    expect(await codeOf(urge('coordinator', ['SFJ']))).toBe('stage-closed');
    expect(await codeOf(urge('upper', ['*']))).toBe('done');
  });
});

describe('[AC22] what is kept', () => {
  test('those who have something to do and were not reminded lately; with nobody left it is refused', async () => {
    const { office, urge, time, fill } = await opened();
    await fill('B', '1');
    expect((await urge('coordinator', ['SFJ', 'GAJ', 'SFJ'])).reminded).toEqual(['SFJ']);
    expect(await codeOf(urge('coordinator', ['GAJ']))).toBe('changed-meanwhile');
    time.now += remindPauseMs - 1;
    expect(await codeOf(urge('coordinator', ['SFJ']))).toBe('reminded-lately');
    time.now += 1;
    expect((await urge('coordinator', ['SFJ'])).reminded).toEqual(['SFJ']);
    expect(await office.storage.events.of(office.sheets.one)).toHaveLength(2);
  });

  test('of two who press at once one reminds', async () => {
    const { urge } = await opened();
    const both = await Promise.all([codeOf(urge('coordinator', ['SFJ'])), codeOf(urge('coordinator', ['SFJ']))]);
    expect(both.sort()).toEqual(['done', 'reminded-lately']);
  });

  test('a text of at most 200 letters, to departments that there are', async () => {
    const { urge } = await opened();
    expect(await codeOf(urge('coordinator', ['SFJ'], '长'.repeat(longestReminder + 1)))).toBe('malformed');
    expect(await codeOf(urge('coordinator', []))).toBe('malformed');
    expect(await codeOf(urge('coordinator', ['XXX']))).toBe('unknown-code');
    expect(await codeOf(urge('coordinator', ['SFJ'], '𠮷'.repeat(longestReminder)))).toBe('done');
  });
});

describe('[AC23] who sees it, until when', () => {
  test('the clerk of the department until the cell is filled', async () => {
    const { office, needs, urge, heardBy, fill } = await opened();
    await urge('coordinator', ['SFJ', 'GAJ'], ' 请今天\u202e下班前填完 ');
    expect(await heardBy('clerk')).toEqual([[SFJ]]);
    for (const who of ['coordinator', 'other', 'otherCoordinator', 'upper', 'auditor'] as const)
      expect(await heardBy(who), who).toEqual([]);
    expect((await openSheet(needs, office.actors.clerk, office.sheets.one)).reminders).toMatchObject([
      { about: [SFJ], personName: '人员coordinator', text: '请今天 下班前填完', at: 10_000, unitName: '单位u1' }
    ]);
    await fill('A', '3');
    expect(await heardBy('clerk')).toEqual([]);
  });

  test('the coordinator until the unit has reported; a returned sheet takes a new reminder', async () => {
    const { office, needs, time, urge, heardBy, fill } = await opened();
    const move = (who: Who, deed: 'submit' | 'report' | 'return') =>
      decide(needs, office.actors[who], office.sheets.one, deed, '请补充');
    await urge('upper', ['*']);
    const asked = { whom: '*', name: '单位u1' };
    expect(await heardBy('coordinator')).toEqual([[{ ...asked, missing: 2 }]]);
    expect(await heardBy('clerk')).toEqual([]);
    await fill('A', '10');
    await fill('B', '9');
    await move('coordinator', 'submit');
    expect(await heardBy('coordinator')).toEqual([[{ ...asked, missing: 0 }]]);
    await move('coordinator', 'report');
    expect(await heardBy('coordinator')).toEqual([]);
    await move('upper', 'return');
    expect(await heardBy('coordinator')).toEqual([]);
    time.now += remindPauseMs;
    await urge('upper', ['*']);
    expect(await heardBy('coordinator')).toHaveLength(1);
  });

  test('put away by one it is gone for that one; the next reminder is seen again, and takes the place of the last', async () => {
    const { office, needs, time, urge, heardBy } = await opened();
    await urge('coordinator', ['SFJ']);
    const [first] = await listReminders(needs, office.actors.clerk);
    const dismiss = (who: Who, id: number) => codeOf(dismissReminder(needs, office.actors[who], office.sheets.one, id));
    expect(await dismiss('coordinator', first!.id)).toBe('not-found');
    expect(await dismiss('other', first!.id)).toBe('not-found');
    expect(await dismiss('clerk', first!.id + 1)).toBe('not-found');
    expect([await dismiss('clerk', first!.id), await dismiss('clerk', first!.id)]).toEqual(['done', 'done']);
    expect(await heardBy('clerk')).toEqual([]);
    time.now += remindPauseMs;
    await urge('coordinator', ['SFJ'], '二');
    time.now += remindPauseMs;
    await urge('coordinator', ['SFJ'], '三');
    expect((await listReminders(needs, office.actors.clerk)).map(({ text }) => text)).toEqual(['三']);
  });

  test('it is an event of the sheet, and everybody who has it open is told', async () => {
    const { office, needs, urge } = await opened();
    const heard: Announcement[] = [];
    onTestFinished(office.storage.feed.listen((what) => void heard.push(what)));
    await urge('coordinator', ['SFJ'], '请填');
    expect(await codeOf(urge('coordinator', ['SFJ']))).toBe('reminded-lately');
    expect(heard).toEqual([{ kind: 'remarks', sheet: office.sheets.one, changed: 'reminders' }]);
    expect(await events(needs, office.actors.auditor, office.sheets.one)).toMatchObject([
      {
        deed: 'remind',
        from: 'empty',
        to: 'empty',
        whom: ['司法局'],
        personName: '人员coordinator',
        text: '请填',
        seal: ''
      }
    ]);
  });
});

test('[AC22] whom one can remind: departments with what they lack, and units that are not in', async () => {
  const { office, needs, urge, fill } = await opened();
  const { actors, sheets, storage } = office;
  await fill('B', '1');
  const choice = { ...SFJ, lastAt: null, nextAt: 0 };
  expect(await listRemindChoices(needs, actors.coordinator, sheets.one)).toEqual([choice]);
  expect((await openSheet(needs, actors.coordinator, sheets.one)).mayRemind).toEqual([choice]);
  expect(await listRemindChoices(needs, actors.clerk, sheets.one)).toEqual([]);
  await urge('upper', ['*']);
  const { collection } = (await storage.sheets.byId(sheets.one))!;
  expect(await listRemindable(needs, actors.upper, collection)).toEqual([
    {
      sheet: sheets.one,
      unit: 'u1',
      unitName: '单位u1',
      stage: 'filling',
      lastAt: 10_000,
      nextAt: 10_000 + remindPauseMs
    },
    { sheet: sheets.two, unit: 'u2', unitName: '单位u2', stage: 'empty', lastAt: null, nextAt: 0 }
  ]);
  expect(await listRemindable(needs, actors.coordinator, collection)).toEqual([]);
});
