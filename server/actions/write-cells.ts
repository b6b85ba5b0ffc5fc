// Writing through the API: the same intake as typing, all or nothing (AC4).
import type { SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import type { WriteOutcome } from './actions.ts';
import { findSheet, type SheetNeeds } from './needs.ts';

/** More than the largest form has cells; a larger batch is a mistake or an attack. */
const mostWrites = 20_000;

export async function writeCells(
  needs: SheetNeeds & { live: LiveSheets },
  actor: Actor,
  id: SheetId,
  writes: readonly { key: string; content: unknown }[]
): Promise<WriteOutcome> {
  await findSheet(needs, actor, id);
  if (writes.length === 0 || writes.length > mostWrites)
    throw new Problem('malformed', { field: 'writes', most: mostWrites });
  const outcome = await needs.live.writeCells(id, actor, 'api', writes);
  if (outcome.refused.length > 0) throw new Problem('cells-refused', { cells: outcome.refused });
  return outcome;
}
