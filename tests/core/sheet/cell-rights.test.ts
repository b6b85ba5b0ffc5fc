import { expect, test } from 'vitest';
import { knowsKey, whyNotWritable } from '#core/sheet/cell-rights.ts';
import { liveForm } from '#tests/tools/live-server.ts';
import { compiled } from '#tests/tools/open-sheets.ts';

const form = compiled(liveForm());

// rows A are SFJ's, B are GAJ's, N1 nobody's; SUM is computed; N1/sn is blocked
test.each([
  ['t/A1/bn', ['SFJ'], undefined],
  ['t/A1/bn', ['GAJ'], 'foreign-cell'],
  ['t/A1/bn', [], 'foreign-cell'],
  ['t/A1/bn', ['*'], undefined],
  ['t/N1/bn', ['SFJ', 'GAJ'], 'foreign-cell'],
  ['t/N1/bn', ['*'], undefined],
  ['t/SUM/bn', ['*'], 'not-entered'],
  ['t/SUM/bn~stated', ['SFJ'], undefined],
  ['t/SUM/bn~stated', ['GAJ'], 'foreign-cell'],
  ['t/A1/bn~stated', ['SFJ'], undefined],
  ['t/N1/sn', ['*'], 'not-entered'],
  ['t/N1/sn~stated', ['*'], 'not-entered'],
  ['t/A1/xx', ['*'], 'unknown-cell'],
  ['t/A1/bn~stated~stated', ['*'], 'unknown-cell'],
  ['', ['*'], 'unknown-cell'],
  ['__proto__', ['*'], 'unknown-cell']
])('[SH8] %s for %j: %s', (key, writable, reason) => {
  expect(whyNotWritable(form, key, writable)).toBe(reason);
});

test('[SH1] the keys that a form knows are its entered cells and what is stated for any cell that is not blocked', () => {
  expect(['t/A1/bn', 't/A1/bn~stated', 't/SUM/bn~stated'].every((key) => knowsKey(form, key))).toBe(true);
  expect(['t/SUM/bn', 't/N1/sn', 't/N1/sn~stated', 'cells', ''].some((key) => knowsKey(form, key))).toBe(false);
});
