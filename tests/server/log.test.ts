// Log lines: which rooms write, that mistakes always do, and what never gets out.
import { expect, test } from 'vitest';
import { openLog, type LogRoom } from '#server/log.ts';

function heard(rooms: readonly LogRoom[]) {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: openLog(rooms, (line) => lines.push(JSON.parse(line))) };
}

test('a line has time, room, fact and fields', () => {
  const { lines, log } = heard(['live']);
  log.live('append behind', { sheet: 's1', known: 3, missing: [4, 5] });
  expect(lines).toEqual([
    {
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      room: 'live',
      fact: 'append behind',
      sheet: 's1',
      known: 3,
      missing: [4, 5]
    }
  ]);
});

test('rooms that were not chosen write their mistakes only', () => {
  const { lines, log } = heard(['storage']);
  log.live('opened');
  log.storage('migrated', { to: 1 });
  log.live('append failed', { error: 'Error: disk' });
  expect(lines.map((line) => [line.level, line.fact])).toEqual([
    [30, 'migrated'],
    [50, 'append failed']
  ]);
});

test('what is secret or typed by people is not written, whoever hands it in by mistake', () => {
  const { lines, log } = heard(['web']);
  log.web('signed in', { login: 'zhang', password: 'p1', sessionId: 'p2', Cookie: 'p3', content: 'p4', value: 12345 });
  expect(JSON.stringify(lines)).not.toMatch(/p\d|12345/);
  expect(lines[0]).toMatchObject({ login: 'zhang', password: 'not logged' });
});
