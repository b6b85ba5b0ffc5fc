// 说明: a text bound to a finding and to the values it was given for (AC6).
import type { SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { isEmptyTalk } from '#core/validation/explanations.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayExplain } from '#core/workflow/permissions.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import { departmentsOf } from './list-sheets.ts';
import { findSheet, type SheetNeeds } from './needs.ts';
import { previousOf } from './open-sheet.ts';
import { judge } from './read-sheet.ts';

const longestText = 1000;

export async function explain(
  needs: SheetNeeds & { live: LiveSheets },
  actor: Actor,
  id: SheetId,
  input: { finding: string; text: string }
): Promise<void> {
  const { sheet, form, place } = await findSheet(needs, actor, id);
  if (!mayExplain(actor, place, departmentsOf(form))) throw new Problem('not-allowed', { deed: 'explain' });
  const text = input.text.trim();
  if (text.length > longestText) throw new Problem('malformed', { field: 'text', most: longestText });
  if (isEmptyTalk(text)) throw new Problem('explanation-empty');
  const { cells } = await needs.live.read(id);
  const { findings } = judge(form, cells, (await previousOf(needs, sheet)).numbers);
  const finding = findings.find((one) => one.id === input.finding);
  if (!finding) throw new Problem('not-found', { what: 'finding' });
  if (finding.severity === 'must') throw new Problem('not-allowed', { deed: 'explain-must' });
  await needs.storage.events.explain({
    sheet: id,
    finding: finding.id,
    fingerprint: finding.fingerprint,
    text,
    person: actor.person,
    at: needs.clock()
  });
  needs.storage.feed.announce({ kind: 'remarks', sheet: id, changed: 'explanations' });
}
