// The judgement of an edit, by law 5: an update is accepted or refused whole, before the document takes it. Pure: nothing is changed here.
import type { PersonId } from '#core/basics/ids.ts';
import { valueKey, type CellKey } from '#core/forms/cell-key.ts';
import { checkContentFor } from '#core/forms/check-content.ts';
import { whyNotWritable } from '#core/sheet/cell-rights.ts';
import { touchedCells, type Touched } from '#core/sheet/changes.ts';
import type { RefusalReason, Refused } from '#core/sheet/messages.ts';
import { liveLimits } from './limits.ts';
import type { Rights, SheetCopy } from './sheet-copy.ts';

export type Writes = Extract<Touched, { kind: 'writes' }>;

export type Verdict =
  /** the document holds all of it already */
  Extract<Touched, { kind: 'nothing' }> | { kind: 'accepted'; writes: Writes } | { kind: 'refused'; refused: Refused };

type RefusedCells = { key: string; reason: RefusalReason }[];

/**
 * @param update   as it came over the wire
 * @param present  client ids that other people's open connections have shown: theirs before they have written with them
 */
export function judge(
  copy: Pick<SheetCopy, 'doc' | 'retired' | 'former' | 'form' | 'owners'>,
  person: PersonId,
  rights: Rights,
  present: ReadonlyMap<number, PersonId>,
  update: Uint8Array
): Verdict {
  if (update.length > liveLimits.updateBytes) return refuse('too-large', []);
  const touched = touchedCells(update, copy);
  if (touched.kind === 'nothing') return touched;
  if (touched.kind === 'breach')
    return refuse(
      touched.reason,
      touched.keys.map((key) => ({ key, reason: touched.reason }))
    );
  // Under somebody else's client id the owner's own next write would count as known and be lost.
  for (const client of touched.clients) {
    const owner = copy.owners.get(client) ?? present.get(client);
    if (owner !== undefined && owner !== person) return refuse('not-cells', []);
  }
  const refused: RefusedCells = [];
  for (const { key, content } of touched.writes) {
    const reason = whyNotWrite(copy, rights, key, content);
    if (reason && !refused.some((cell) => cell.key === key)) refused.push({ key, reason });
    if (refused.length >= liveLimits.cellsNamed) break;
  }
  return refused.length > 0 ? refuse(refused[0]!.reason, refused) : { kind: 'accepted', writes: touched };
}

/**
 * Why one write may not be made; undefined when it may.
 * @param content undefined: its writer has overwritten it already, only the right to the cell counts
 */
export function whyNotWrite(
  { form }: Pick<SheetCopy, 'form'>,
  rights: Rights,
  key: string,
  content: unknown
): RefusalReason | undefined {
  const reason = whyNotWritable(form, key, rights.locked === 'stage-closed' ? ['*'] : rights.writable);
  if (reason) return reason;
  if (rights.locked === 'stage-closed') return 'stage-closed';
  if (content === undefined) return undefined;
  const cell = form.cells.get(valueKey(key as CellKey))!;
  return checkContentFor(content, key as CellKey, cell).ok ? undefined : 'bad-value';
}

function refuse(reason: RefusalReason, cells: RefusedCells): Verdict {
  const named = cells.slice(0, liveLimits.cellsNamed);
  return {
    kind: 'refused',
    refused: { reason, cells: named.map((cell) => ({ ...cell, key: cell.key.slice(0, liveLimits.keyLength) })) }
  };
}
