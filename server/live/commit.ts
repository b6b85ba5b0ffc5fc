// What is told when a batch is on disk: to everybody what was stored, to each writer what became of their edits.
import type { PersonId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { clockHeld, writeStateVector } from '#core/sheet/document.ts';
import type { Batch, Settled } from './batch.ts';
import { vectorOf, type SheetCopy } from './sheet-copy.ts';
import type { Committed, Dropped, WaitingEdit, WriteResult, Writer } from './writer.ts';

/** for what others stored */
export const nobodyWrote = (copy: SheetCopy): Pick<Committed, 'saved' | 'writers' | 'raced' | 'only'> => ({
  saved: { stateVector: vectorOf(copy), seq: copy.seq },
  writers: new Set<Writer>(),
  raced: [],
  only: undefined
});

/** Who wrote, and who sent again what was stored before because the answer was lost: both are told that it is saved. */
export function committed(
  copy: SheetCopy,
  waiting: readonly WaitingEdit[],
  { settled, rows, races }: Batch,
  nameOf: (person: PersonId) => string
): Committed {
  const writers = new Set<Writer>();
  const authors = new Set<Writer | undefined>();
  const clocks = new Map<number, number>();
  for (const [at, one] of settled.entries()) {
    const edit = waiting[at]!;
    if (one.kind !== 'accepted') continue;
    const writer = edit.kind === 'update' ? edit.writer : undefined;
    if (one.isNews) authors.add(one.isMore ? undefined : writer);
    for (const client of one.named) {
      clocks.set(client, clockHeld(copy, client));
      if (writer) writers.add(writer);
    }
  }
  const [author] = authors;
  return {
    seq: copy.seq,
    updates: rows.map((row) => row.update),
    saved: { stateVector: writeStateVector(clocks), seq: copy.seq },
    writers,
    raced: races.map(({ key, stands, lost }) => ({
      seq: copy.seq,
      key,
      stands: { ...stands, name: nameOf(stands.person) },
      lost: { ...lost, name: nameOf(lost.person) }
    })),
    only: authors.size === 1 ? author : undefined
  };
}

export function settle(edit: WaitingEdit, settled: Settled, seq: number): void {
  if (edit.kind === 'writes') {
    const { resolve } = edit.ask as { resolve(result: WriteResult): void };
    if (settled.kind === 'refused') resolve({ seq, written: [], refused: settled.refused.cells });
    else resolve({ seq, written: settled.written, refused: settled.refused });
    return;
  }
  edit.writer.taken(edit.update.length);
  if (settled.kind === 'refused') edit.writer.refused(settled.refused);
  else edit.writer.accepted();
}

export const dropProblem = (why: Dropped): Problem =>
  why === 'no-sheet' ? new Problem('not-found', { what: 'sheet' }) : new Problem('busy');
