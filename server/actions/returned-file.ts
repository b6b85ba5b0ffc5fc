// A file that was downloaded here and comes back: each cell as it was issued, as it was returned, and as it stands now.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Cells } from '#core/forms/compiled-form.ts';
import { asId, type ExportId, type SheetId } from '#core/basics/ids.ts';
import { sameContent } from '#core/sheet/document.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import type { ExportAsked } from '#server/jobs/write-export.ts';
import type { CellSince, Storage } from '#server/storage/storage.ts';

/** Whose download a stamped file is; undefined when it bears no stamp, or one that this server did not give. */
export async function issueOf(storage: Storage, report: ImportReport): Promise<Issue | undefined> {
  if (report.stamp === undefined) return undefined;
  const row = await storage.exports.byId(asId<ExportId>(report.stamp));
  const asked = row?.request as ExportAsked | undefined;
  if (!row || row.seq === null || asked?.kind !== 'sheet') return undefined;
  const person = await storage.people.byId(row.person);
  return { sheet: asked.sheet, seq: row.seq, at: row.createdAt, by: person?.name ?? '' };
}

export interface Issue {
  sheet: SheetId;
  /** the sheet's log number that the file shows */
  seq: number;
  at: number;
  /** name of who downloaded it */
  by: string;
}

export interface Issued {
  /** how the sheet stood when the file was made */
  cells: Cells;
  since: ReadonlyMap<CellKey, CellSince>;
}

/** @param now the cells as they stand, read before this is asked */
export async function asIssued(storage: Storage, { sheet, seq }: Issue, now: Cells): Promise<Issued> {
  const since = await storage.entries.since(sheet, seq);
  const cells = new Map(now);
  for (const [key, { before }] of since) {
    if (before === null) cells.delete(key);
    else cells.set(key, before);
  }
  return { cells, since };
}

/** An explicit blank says what a cell that was never filled says. */
export const sameOrEmpty = (a: CellContent | undefined, b: CellContent | undefined): boolean =>
  (isEmpty(a) && isEmpty(b)) || (a !== undefined && b !== undefined && sameContent(a, b));

export const isEmpty = (content: CellContent | undefined): boolean =>
  content === undefined ||
  ('nothing' in content && content.nothing === 'blank') ||
  ('stated' in content && content.stated.length === 0);
