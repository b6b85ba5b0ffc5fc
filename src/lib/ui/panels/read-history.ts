// The history of a cell or of the whole sheet, asked of the page's own address.
import { resolve } from '$app/paths';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Deed } from '#core/workflow/stages.ts';

export interface ChangeLine {
  key: CellKey;
  before: CellContent | null;
  after: CellContent;
  person: string;
  origin: 'typing' | 'api' | 'import' | 'seed';
  at: number;
  seq: number;
}

export interface Course {
  deed: Deed | 'remind';
  /** names of departments that were reminded, or `*` for the unit */
  whom: readonly string[];
  personName: string;
  at: number;
  text: string;
  seal: string;
}

/** @param key absent: of all cells, with the deeds done on the sheet. Rejects without an answer. */
export async function readHistory(
  sheetId: string,
  key: CellKey | undefined,
  signal: AbortSignal
): Promise<{ lines: ChangeLine[]; course: Course[] }> {
  const query = key === undefined ? '' : `?key=${encodeURIComponent(key)}`;
  const answer = await fetch(resolve(`/sheets/${sheetId}/history`) + query, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as { lines: ChangeLine[]; course: Course[] };
}
