import { expect, test } from 'vitest';
import { sayState } from '#ui/sheet/say-state.ts';
import { words } from '#ui/words/words.ts';

const w = words('zh');
const savedAt = new Date(2024, 4, 31, 9, 5, 7).getTime();

test.each([
  [{ connection: 'online', loaded: true, waitingCount: 0, savedAt }, '已保存 09:05:07', 'saved'],
  [{ connection: 'online', loaded: true, waitingCount: 0, savedAt: null }, '已保存', 'saved'],
  [{ connection: 'online', loaded: true, waitingCount: 3, savedAt }, '保存中 3', 'saving'],
  [{ connection: 'offline', loaded: true, waitingCount: 12, savedAt }, '离线，12 项待保存', 'offline'],
  [{ connection: 'offline', loaded: true, waitingCount: 0, savedAt }, '离线', 'offline'],
  [
    { connection: 'offline', loaded: true, waitingCount: 0, savedAt, awayBecause: 'restart' },
    '服务器正在重启，填写不会丢，稍后自动连接',
    'offline'
  ],
  [
    { connection: 'offline', loaded: true, waitingCount: 2, savedAt, awayBecause: 'restart' },
    '服务器正在重启，2 项填写不会丢，稍后自动保存',
    'offline'
  ],
  [
    { connection: 'offline', loaded: true, waitingCount: 2, savedAt, awayBecause: 'too-fast' },
    '连接过于频繁，2 项填写不会丢，约半分钟后自动保存',
    'offline'
  ],
  [
    { connection: 'offline', loaded: true, waitingCount: 0, savedAt, awayBecause: 'too-fast' },
    '连接过于频繁，填写不会丢，约半分钟后自动连接',
    'offline'
  ],
  [
    { connection: 'online', loaded: true, waitingCount: 2, savedAt, status: { trouble: 'disk-full' } as never },
    '服务器存储空间不足，2 项暂存在本机，腾出空间后自动保存',
    'offline'
  ],
  [{ connection: 'connecting', loaded: true, waitingCount: 0, savedAt }, '正在连接…', 'connecting'],
  [{ connection: 'online', loaded: false, waitingCount: 0, savedAt: null }, '正在连接…', 'connecting']
] as const)('%o is said as %s', (sheet, text, kind) => {
  expect(sayState(sheet, w)).toEqual({ kind, text });
});
