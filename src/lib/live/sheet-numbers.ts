// The cells of a sheet as the screen shows them, with all that is derived from them, kept up to date change by change.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { derive, outcomeOf } from '#core/forms/derive.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import type { Finding } from '#core/validation/finding.ts';

export interface SheetNumbers {
  readonly cells: ReadonlyMap<CellKey, CellContent>;
  readonly findings: readonly Finding[];
  outcome(key: CellKey): Outcome;
  /** Takes changed cells in; returns the derived cells that changed with them. */
  take(changed: ReadonlyMap<CellKey, CellContent | undefined>): CellKey[];
}

export function sheetNumbers(form: CompiledForm, previous: Outcomes): SheetNumbers {
  const cells = new Map<CellKey, CellContent>();
  const outcomes = new Map<CellKey, Outcome>(derive(form, cells, previous, new Map(), 'all'));
  let findings: readonly Finding[] = checkSheet(form, cells, outcomes, previous);

  return {
    cells,
    get findings() {
      return findings;
    },
    outcome: (key) => outcomes.get(key) ?? outcomeOf(cells.get(key), key),
    take(changed) {
      for (const [key, content] of changed) {
        if (content === undefined) cells.delete(key);
        else cells.set(key, content);
      }
      const keys = new Set(changed.keys());
      const derived = derive(form, cells, previous, outcomes, keys);
      for (const [key, outcome] of derived) {
        outcomes.set(key, outcome);
        keys.add(key);
      }
      findings = checkSheet(form, cells, outcomes, previous, keys, findings);
      return [...derived.keys()];
    }
  };
}
