// The second half of an import: chosen cells are written by the same intake as typing, and can be taken back in one step. An import is a fast
// typist, not a second way to write.
import type { SheetId } from '#core/basics/ids.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { sameContent } from '#core/sheet/document.ts';
import type { RefusalReason } from '#core/sheet/messages.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import type { ImportRow, Storage } from '#server/storage/storage.ts';
import type { StoredReport } from './read-import.ts';

/** What an import has written, so that it can be taken back. */
export interface AppliedImport {
  sheet: SheetId;
  at: number;
  /** `before`: null when the cell was never filled */
  writes: readonly { key: CellKey; before: CellContent | null; after: CellContent }[];
}

export interface ApplyNeeds {
  storage: Storage;
  live: LiveSheets;
  clock: () => number;
}

export interface Applied {
  seq: number;
  written: readonly CellKey[];
  refused: readonly { key: string; reason: RefusalReason }[];
}

/**
 * @param writes chosen cells with the content that the preview showed as new
 * @param seq    the preview's log number: a cell written after it is refused as `changed-meanwhile`; absent: as they stand now
 */
export async function applyImport(
  { storage, live, clock }: ApplyNeeds,
  actor: Actor,
  row: ImportRow,
  stored: StoredReport,
  sheet: SheetId,
  writes: readonly { key: CellKey; content: CellContent }[],
  seq: number | undefined
): Promise<Applied> {
  const { cells } = await live.read(sheet);
  const since = seq === undefined ? undefined : await storage.entries.since(sheet, seq);
  const wanted = writes.filter(({ key }) => !since?.has(key));
  const changed = writes.filter(({ key }) => since?.has(key));
  const planned = wanted.map(({ key, content }) => ({ key, before: cells.get(key) ?? null, after: content }));
  // before anything is written: a crash in between leaves an import that can be applied again or taken back
  const apply = (kept: AppliedImport['writes']): StoredReport => ({
    ...stored,
    applied: { sheet, at: clock(), writes: kept }
  });
  await storage.imports.change(row.id, { state: 'writing', sheet, report: apply(planned) });

  const expected = new Map(wanted.map(({ key }) => [key, cells.get(key)]));
  const outcome = await live.writeCells(sheet, actor, 'import', wanted, { expected, partial: true });
  const written = new Set(outcome.written);
  await storage.imports.change(row.id, {
    state: 'written',
    report: apply(planned.filter(({ key }) => written.has(key)))
  });
  return {
    ...outcome,
    refused: [...outcome.refused, ...changed.map(({ key }) => ({ key, reason: 'changed-meanwhile' as const }))]
  };
}

/** Writes back what stood before, where what the import wrote still stands. A cell that was never filled becomes an explicit blank. */
export async function undoImport(
  { storage, live }: ApplyNeeds,
  actor: Actor,
  row: ImportRow,
  applied: AppliedImport
): Promise<Applied> {
  const differing = applied.writes.filter(({ before, after }) => before === null || !sameContent(before, after));
  const writes = differing.map(({ key, before }) => ({ key, content: before ?? blankFor(key) }));
  const expected = new Map(differing.map(({ key, after }) => [key, after]));
  const outcome = await live.writeCells(applied.sheet, actor, 'import', writes, { expected, partial: true });
  await storage.imports.change(row.id, { state: 'undone' });
  return outcome;
}

const blankFor = (key: CellKey): CellContent => (key.endsWith('~stated') ? { stated: [] } : { nothing: 'blank' });
