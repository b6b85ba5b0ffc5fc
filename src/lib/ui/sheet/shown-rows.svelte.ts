// Which table and which rows of it are shown, and what all rows come to. Counting follows the cells a little later, so that a key press
// is painted first.
import type { CompiledForm, CompiledTable } from '#core/forms/compiled-form.ts';
import type { Desk } from '#ui/grid/desk.svelte.ts';
import { countRows, noCounts, type RowCount, type RowName } from './count-rows.ts';
import { isOpen, noFilter, outdatedCount, rowsFor, type RowFilter } from './filter-rows.ts';

/** a count of 15,000 cells takes some milliseconds */
const countDelayMs = 150;

export class ShownRows {
  tableCode = $state('');
  filter = $state.raw<RowFilter>(noFilter);
  /** codes of the rows that are left in the table; undefined: all */
  shown = $state.raw<ReadonlySet<string> | undefined>();
  counts = $state.raw<ReadonlyMap<RowName, RowCount>>(noCounts);

  readonly table: CompiledTable | undefined = $derived.by(() =>
    this.form.tables.find((one) => one.code === this.tableCode)
  );
  /** rows that another look at the filter would take away or bring */
  readonly outdated = $derived.by(() =>
    this.table && this.shown ? outdatedCount(this.shown, rowsFor(this.filter, this.table, this.counts)) : 0
  );
  readonly isFiltered = $derived.by(() => !isOpen(this.filter));

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly desk: Desk,
    readonly form: CompiledForm
  ) {
    this.tableCode = form.tables[0]?.code ?? '';
    this.count();
  }

  count(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { sheet, severities, commented } = this.desk;
    this.counts = countRows(this.form, sheet, { severities, commented });
  }

  /** Counts again when things have become quiet, or after a while if they do not. */
  countSoon(): void {
    this.#timer ??= setTimeout(() => this.count(), countDelayMs);
  }

  /** Works the filter out anew, with what has changed of it; what is set to undefined no longer narrows. */
  choose(change: { [Part in keyof RowFilter]?: RowFilter[Part] | undefined } = {}): void {
    this.count();
    const { kind, section, department } = { ...this.filter, ...change };
    this.filter = {
      kind: kind ?? 'all',
      ...(section === undefined ? {} : { section }),
      ...(department === undefined ? {} : { department })
    };
    this.shown = this.table && rowsFor(this.filter, this.table, this.counts);
  }

  showAll(): void {
    this.choose({ kind: 'all', section: undefined, department: undefined });
  }

  /** A section belongs to one table; what else was chosen holds in the next one too. */
  turnTo(code: string): void {
    if (code === this.tableCode) return;
    this.tableCode = code;
    this.choose({ section: undefined });
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
