// What is told when a batch is on disk: to everybody what was stored, to each writer what became of their edits.
import { Problem } from '#core/basics/problem.ts';
import { clockOf, writeStateVector } from '#core/sheet/document.ts';
import type { Batch, Settled } from './batch.ts';
import { vectorOf, type SheetCopy } from './sheet-copy.ts';
import type { Committed, Dropped, WaitingEdit, WriteResult, Writer } from './writer.ts';

/** for what others stored */
export const nobodyWrote = (copy: SheetCopy): Pick<Committed, 'saved' | 'writers' | 'only'> => ({
  saved: { stateVector: vectorOf(copy), seq: copy.seq },
  writers: new Set<Writer>(),
  only: undefined
});

export function committed(copy: SheetCopy, waiting: readonly WaitingEdit[], { settled, rows }: Batch): Committed {
  const writers = new Set<Writer>();
  const clocks = new Map<number, number>();
  let byServer = false;
  for (const [at, one] of settled.entries()) {
    const edit = waiting[at]!;
    if (one.kind !== 'accepted') continue;
    if (edit.kind === 'writes') byServer = true;
    else if (one.clients.length > 0) writers.add(edit.writer);
    for (const client of one.clients) clocks.set(client, clockOf(copy.doc, client));
  }
  const [first] = writers;
  return {
    seq: copy.seq,
    updates: rows.map((row) => row.update),
    saved: { stateVector: writeStateVector(clocks), seq: copy.seq },
    writers,
    only: writers.size === 1 && !byServer ? first : undefined
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
