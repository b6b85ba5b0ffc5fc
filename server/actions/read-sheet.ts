// A sheet as the API gives it: entered, derived, findings, stage and log number of one moment.
import type { SheetId } from '#core/basics/ids.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { outcomeToText } from '#core/forms/outcome-text.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import type { SheetReading } from './actions.ts';
import { findSheet, type SheetNeeds } from './needs.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { previousOf } from './open-sheet.ts';

export interface Judged {
  numbers: Outcomes;
  findings: readonly Finding[];
}

/** Numbers and findings of a sheet's cells. */
export function judge(form: CompiledForm, cells: Cells, previous: Outcomes): Judged {
  const numbers = numbersOf(form, cells, previous);
  return { numbers, findings: checkSheet(form, cells, numbers, previous) };
}

export async function readSheet(
  needs: SheetNeeds & { live: LiveSheets },
  actor: Actor,
  id: SheetId
): Promise<SheetReading> {
  const { sheet, form } = await findSheet(needs, actor, id);
  const { cells, seq, stage } = await needs.live.read(id);
  const previous = await previousOf(needs, sheet);
  const { numbers, findings } = judge(form, cells, previous.numbers);
  const entered: Record<string, CellContent> = {};
  for (const [key, content] of cells) entered[key] = content;
  const derived: SheetReading['derived'] = {};
  for (const key of form.derived) {
    const outcome = numbers.get(key);
    const cell = form.cells.get(key);
    if (outcome && cell) derived[key] = { ...outcomeToText(outcome), shown: showOutcome(outcome, cell, form) };
  }
  return {
    id,
    form: sheet.form,
    version: sheet.version,
    unit: sheet.unit,
    period: sheet.period,
    stage,
    seq,
    entered,
    derived,
    findings
  };
}
