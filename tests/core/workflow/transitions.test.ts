// Every deed at every stage: which are possible, to whom, and where they lead.
import { describe, expect, test } from 'vitest';
import { stages } from '#core/workflow/stages.ts';
import { deeds, doersOf, needsReason, targetOf } from '#core/workflow/transitions.ts';

// deed     | stage     | by                | leads to
const possible = `
submit      | filling   | coordinator       | submitted
submit      | returned  | coordinator       | submitted
report      | submitted | coordinator       | reported
return      | submitted | coordinator       | returned
return      | reported  | upper             | returned
accept      | reported  | upper             | accepted
unlock      | submitted | coordinator       | filling
unlock      | reported  | upper             | filling
unlock      | accepted  | upper             | filling
`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((part) => part.trim()) as [string, string, string, string]);

describe('deeds', () => {
  const combinations = deeds.flatMap((deed) => stages.map((stage) => [deed, stage] as const));

  test.each(combinations)('[WF6] %s at %s', (deed, stage) => {
    const row = possible.find(([name, from]) => name === deed && from === stage);
    expect(targetOf(deed, stage)).toBe(row?.[3]);
    expect(doersOf(deed, stage)).toEqual(row ? [row[2]] : []);
  });

  test('[WF8] only 退回 and 解锁 need a reason', () => {
    expect(deeds.filter(needsReason)).toEqual(['return', 'unlock']);
  });
});
