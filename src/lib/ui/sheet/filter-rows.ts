// Which rows a filter leaves. A choice is worked out when it is made and then stands: a row that no longer fits while it is filled stays
// until the person asks for the filter again (UI10).
import type { CompiledTable } from '#core/forms/compiled-form.ts';
import { rowName, type RowCount, type RowName } from './count-rows.ts';
import type { Section } from './sections.ts';

export type RowKind = 'all' | 'mine' | 'blank' | 'doubtful' | 'must' | 'explain' | 'commented';

/** All parts must fit; what is absent leaves all. */
export interface RowFilter {
  kind: RowKind;
  section?: Section;
  /** null: rows that no department owns */
  department?: string | null;
}

export const noFilter: RowFilter = { kind: 'all' };

export const isOpen = ({ kind, section, department }: RowFilter): boolean =>
  kind === 'all' && section === undefined && department === undefined;

/**
 * Codes of the rows of a table that a filter leaves; undefined leaves all. 未填 asks of my rows where I have any, and of all rows of a
 * department or where none is mine.
 */
export function rowsFor(
  filter: RowFilter,
  table: CompiledTable,
  counts: ReadonlyMap<RowName, RowCount>
): Set<string> | undefined {
  if (isOpen(filter)) return undefined;
  const rows = table.rows.flatMap(({ code }) => counts.get(rowName(table.code, code)) ?? []);
  const asksMine = filter.department === undefined && [...counts.values()].some((row) => row.mine > 0);
  const { section, department } = filter;
  return new Set(
    rows
      .filter((row) => fits(filter.kind, row, asksMine))
      .filter((row) => section === undefined || section.rows.has(rowName(row.table, row.row)))
      .filter((row) => department === undefined || (row.department === department && row.all > 0))
      .map((row) => row.row)
  );
}

function fits(kind: RowKind, row: RowCount, asksMine: boolean): boolean {
  switch (kind) {
    case 'all':
      return true;
    case 'mine':
      return row.mine > 0;
    case 'blank':
      return asksMine ? row.mineBlank > 0 : row.filled < row.all;
    case 'doubtful':
      return row.must + row.explain > 0;
    case 'commented':
      return row.isCommented;
    default:
      return row[kind] > 0;
  }
}

/** How many rows another look would take away or bring: the filter no longer shows what it says. */
export function outdatedCount(
  shown: ReadonlySet<string> | undefined,
  fitting: ReadonlySet<string> | undefined
): number {
  if (!shown || !fitting) return 0;
  return [...shown].filter((row) => !fitting.has(row)).length + [...fitting].filter((row) => !shown.has(row)).length;
}
