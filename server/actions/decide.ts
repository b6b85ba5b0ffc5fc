// 提交 上报 退回 接收 解锁: the stage moves with the intake drained, on the content that was judged, in one transaction.
import { createHash } from 'node:crypto';
import type { SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Cells } from '#core/forms/compiled-form.ts';
import { isStanding } from '#core/validation/explanations.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayDo } from '#core/workflow/permissions.ts';
import { needsReason, targetOf } from '#core/workflow/transitions.ts';
import type { Deed, Stage } from '#core/workflow/stages.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import { findSheet, type FoundSheet, type SheetNeeds } from './needs.ts';
import { previousOf } from './open-sheet.ts';
import { judge } from './read-sheet.ts';

const longestText = 500;
/** deeds that vouch for the content: it must hold, and it is sealed */
const vouches: readonly Deed[] = ['submit', 'report'];

/** sha-256, hexadecimal, over the content in the order of its keys: the same content always has the same seal. */
export function sealOf(cells: Cells): string {
  const sorted = [...cells].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

export async function decide(
  needs: SheetNeeds & { live: LiveSheets },
  actor: Actor,
  id: SheetId,
  deed: Deed,
  remark: string
): Promise<{ stage: Stage; seq: number }> {
  const found = await findSheet(needs, actor, id);
  const text = remark.trim();
  if (text.length > longestText) throw new Problem('malformed', { field: 'text', most: longestText });
  if (needsReason(deed) && text === '') throw new Problem('malformed', { field: 'text', why: 'reason-needed' });
  return needs.live.decide(id, async ({ cells, seq, stage }) => {
    const place = { ...found.place, stage };
    const to = targetOf(deed, stage);
    if (to === undefined) throw new Problem('stage-closed', { deed, stage });
    if (!mayDo(actor, deed, place)) throw new Problem('not-allowed', { deed });
    if (vouches.includes(deed)) await refuseOpenFindings(needs, found, cells);
    await needs.storage.transaction(async (inside) => {
      if (!(await inside.sheets.setStage(id, stage, seq, to))) throw new Problem('changed-meanwhile');
      await inside.events.add({
        sheet: id,
        deed,
        from: stage,
        to,
        seq,
        person: actor.person,
        at: needs.clock(),
        text,
        seal: vouches.includes(deed) ? sealOf(cells) : ''
      });
    });
    needs.storage.feed.announce({ kind: 'stage', sheet: id, stage: to, seq });
    return { stage: to, seq };
  });
}

/** AC3 */
async function refuseOpenFindings(needs: SheetNeeds, { sheet, form }: FoundSheet, cells: Cells): Promise<void> {
  const { findings } = judge(form, cells, (await previousOf(needs, sheet)).numbers);
  const explanations = new Map((await needs.storage.events.explanations(sheet.id)).map((one) => [one.finding, one]));
  const open = findings.filter((finding) => blocks(finding, explanations.get(finding.id)));
  if (open.length > 0) throw new Problem('findings-open', { count: open.length, findings: open });
}

const blocks = (finding: Finding, explanation: { fingerprint: string } | undefined): boolean =>
  finding.severity === 'must' || !isStanding(finding, explanation);
