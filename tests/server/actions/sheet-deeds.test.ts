import { describe, expect, test } from 'vitest';
import type { Problem } from '#core/basics/problem.ts';
import { decide, sealOf } from '#server/actions/decide.ts';
import { explain } from '#server/actions/explain.ts';
import { events, history } from '#server/actions/history.ts';
import { listSheets } from '#server/actions/list-sheets.ts';
import { openSheet } from '#server/actions/open-sheet.ts';
import { readSheet } from '#server/actions/read-sheet.ts';
import { writeCells } from '#server/actions/write-cells.ts';
import { asId, type SheetId } from '#core/basics/ids.ts';
import { anOffice, key, number, type Office } from './an-office.ts';

const problemOf = async (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.fail('it was not refused'),
    (reason: Problem) => reason
  );

const fill = (office: Office, a: string, b: string) =>
  writeCells(office, office.actors.coordinator, office.sheets.one, [
    { key: key('A'), content: number(a) },
    { key: key('B'), content: number(b) }
  ]);

describe('questions about a sheet', () => {
  test('[AC1] a stranger hears the same of a sheet that is not theirs as of one that does not exist', async () => {
    const office = await anOffice();
    const { other } = office.actors;
    const nowhere = asId<SheetId>('nowhere');
    for (const ask of [
      (id: SheetId) => openSheet(office, other, id),
      (id: SheetId) => readSheet(office, other, id),
      (id: SheetId) => history(office, other, id),
      (id: SheetId) => events(office, other, id),
      (id: SheetId) => writeCells(office, other, id, [{ key: key('A'), content: number('1') }]),
      (id: SheetId) => decide(office, other, id, 'submit', ''),
      (id: SheetId) => explain(office, other, id, { finding: 'R2', text: '因疫情影响' })
    ]) {
      const [foreign, absent] = [await problemOf(ask(office.sheets.one)), await problemOf(ask(nowhere))];
      expect([foreign.code, foreign.parameters]).toEqual([absent.code, absent.parameters]);
      expect(foreign.code).toBe('not-found');
    }
    expect((await office.live.read(office.sheets.one)).seq).toBe(0);
  });

  test('each sees their own sheets, with progress of the rows that are theirs', async () => {
    const office = await anOffice();
    await writeCells(office, office.actors.clerk, office.sheets.one, [{ key: key('A'), content: number('4') }]);
    const mine = await listSheets(office, office.actors.clerk);
    expect(mine.map(({ id, progress, writable, stage }) => ({ id, progress, writable, stage }))).toEqual([
      { id: 's1', progress: { filled: 1, all: 1 }, writable: ['SFJ'], stage: 'filling' },
      { id: 's0', progress: { filled: 0, all: 1 }, writable: ['SFJ'], stage: 'empty' }
    ]);
    const all = await listSheets(office, office.actors.upper);
    expect(all.map(({ id, progress }) => [id, progress.filled, progress.all])).toEqual([
      ['s1', 1, 2],
      ['s2', 0, 2],
      ['s0', 0, 2]
    ]);
  });

  test("a reading shows entered, derived, findings; last year's numbers come with it", async () => {
    const office = await anOffice();
    await writeCells(office, office.actors.coordinator, office.sheets.oneBefore, [
      { key: key('A'), content: number('7') }
    ]);
    await fill(office, '3', '1');
    const reading = await readSheet(office, office.actors.auditor, office.sheets.one);
    expect(reading.entered[key('A')]).toEqual({ number: '3' });
    expect(reading.derived[key('L')]).toEqual({ kind: 'number', value: '100/3', shown: '33.33' });
    expect(reading.derived[key('A', 'sn')]).toMatchObject({ kind: 'number', value: '7' });
    expect(reading.findings.map((finding) => [finding.rule, finding.severity])).toEqual([['R2', 'explain']]);
    const page = await openSheet(office, office.actors.auditor, office.sheets.one);
    expect(page.previousSheet).toBe('s0');
    expect(page.previous).toContainEqual([key('A'), { kind: 'number', value: '7' }]);
    expect(page.writable).toEqual([]);
    expect(page.departments).toEqual([
      { code: 'SFJ', filled: 1, all: 1 },
      { code: 'GAJ', filled: 1, all: 1 }
    ]);
  });
});

describe('writing through the API', () => {
  test('[AC4] one foreign cell among lawful ones and nothing is written; it is named', async () => {
    const office = await anOffice();
    const problem = await problemOf(
      writeCells(office, office.actors.clerk, office.sheets.one, [
        { key: key('A'), content: number('4') },
        { key: key('B'), content: number('1') },
        { key: 't1/L/bn', content: number('1') },
        { key: 't9/X/y', content: number('1') }
      ])
    );
    expect(problem.code).toBe('cells-refused');
    expect(problem.parameters.cells).toEqual([
      { key: key('B'), reason: 'foreign-cell' },
      { key: 't1/L/bn', reason: 'not-entered' },
      { key: 't9/X/y', reason: 'unknown-cell' }
    ]);
    expect((await office.live.read(office.sheets.one)).cells.size).toBe(0);
  });

  test('history tells who, from what, to what, by which door', async () => {
    const office = await anOffice();
    await writeCells(office, office.actors.clerk, office.sheets.one, [{ key: key('A'), content: number('4') }]);
    await fill(office, '5', '1');
    const lines = await history(office, office.actors.clerk, office.sheets.one, key('A'));
    expect(lines.map(({ before, after, person, origin, label }) => ({ before, after, person, origin, label }))).toEqual(
      [
        { before: { number: '4' }, after: { number: '5' }, person: '人员coordinator', origin: 'api', label: '受理' },
        { before: null, after: { number: '4' }, person: '人员clerk', origin: 'api', label: '受理' }
      ]
    );
  });
});

describe('deeds', () => {
  test('[AC3] a 强制性 finding stops 提交 and is named', async () => {
    const office = await anOffice();
    await fill(office, '3', '4');
    const problem = await problemOf(decide(office, office.actors.coordinator, office.sheets.one, 'submit', ''));
    expect(problem.code).toBe('findings-open');
    expect((problem.parameters.findings as { rule: string }[]).map((finding) => finding.rule)).toEqual(['R1']);
    expect((await office.live.read(office.sheets.one)).stage).toBe('filling');
  });

  test('[AC3, AC6] a 核实性 finding asks for an explanation that says something, and that dies when an operand moves', async () => {
    const office = await anOffice();
    const { coordinator } = office.actors;
    await fill(office, '10', '4');
    expect((await problemOf(decide(office, coordinator, office.sheets.one, 'submit', ''))).code).toBe('findings-open');
    const [finding] = (await readSheet(office, coordinator, office.sheets.one)).findings;
    const say = (text: string) => explain(office, coordinator, office.sheets.one, { finding: finding!.id, text });
    expect((await problemOf(say('核实无误'))).code).toBe('explanation-empty');
    await say('年末集中受理,尚在调解期限内');
    await fill(office, '11', '4');
    expect((await problemOf(decide(office, coordinator, office.sheets.one, 'submit', ''))).code).toBe('findings-open');
    await say('年末集中受理,尚在调解期限内');
    expect(await decide(office, coordinator, office.sheets.one, 'submit', '')).toMatchObject({ stage: 'submitted' });
  });

  test('a whole way: 提交 上报 退回 提交 上报 接收, each by whom it belongs to, sealed and told', async () => {
    const office = await anOffice();
    const { clerk, coordinator, upper, otherCoordinator } = office.actors;
    const { one } = office.sheets;
    await fill(office, '4', '4');
    expect((await problemOf(decide(office, clerk, one, 'submit', ''))).code).toBe('not-allowed');
    expect((await problemOf(decide(office, otherCoordinator, one, 'submit', ''))).code).toBe('not-found');
    await decide(office, coordinator, one, 'submit', '');
    const late = await problemOf(writeCells(office, clerk, one, [{ key: key('A'), content: number('9') }]));
    expect(late.parameters.cells).toEqual([{ key: key('A'), reason: 'stage-closed' }]);
    await decide(office, coordinator, one, 'report', '');
    expect((await problemOf(decide(office, coordinator, one, 'accept', ''))).code).toBe('not-allowed');
    expect((await problemOf(decide(office, upper, one, 'return', '  '))).code).toBe('malformed');
    await decide(office, upper, one, 'return', '请核对受理数');
    await writeCells(office, clerk, one, [{ key: key('A'), content: number('5') }]);
    await decide(office, coordinator, one, 'submit', '');
    await decide(office, coordinator, one, 'report', '');
    await decide(office, upper, one, 'accept', '');
    const told = await events(office, clerk, one);
    expect(told.map(({ deed, to, text }) => [deed, to, text])).toEqual([
      ['submit', 'submitted', ''],
      ['report', 'reported', ''],
      ['return', 'returned', '请核对受理数'],
      ['submit', 'submitted', ''],
      ['report', 'reported', ''],
      ['accept', 'accepted', '']
    ]);
    const { cells } = await office.live.read(one);
    expect(told[4]!.seal).toBe(sealOf(cells));
    expect(told[0]!.seal).not.toBe(told[4]!.seal);
  });

  test('[AC2] edits that race with 提交 are either in the sealed content or refused', async () => {
    const office = await anOffice();
    await fill(office, '4', '4');
    const tries = Array.from({ length: 20 }, (_, at) =>
      writeCells(office, office.actors.clerk, office.sheets.one, [
        { key: key('A'), content: number(String(4 + (at % 4))) }
      ]).then(
        () => 'written',
        () => 'refused'
      )
    );
    const decided = decide(office, office.actors.coordinator, office.sheets.one, 'submit', '');
    const later = Array.from({ length: 20 }, (_, at) =>
      writeCells(office, office.actors.clerk, office.sheets.one, [
        { key: key('A'), content: number(String(5 + (at % 4))) }
      ]).then(
        () => 'written',
        () => 'refused'
      )
    );
    await decided;
    await Promise.all([...tries, ...later]);
    const [event] = await events(office, office.actors.clerk, office.sheets.one);
    const { cells, seq } = await office.live.read(office.sheets.one);
    expect(event!.seal).toBe(sealOf(cells));
    expect(event!.seq).toBe(seq);
  });
});
