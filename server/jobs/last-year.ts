// 上年同期: a unit's sheet of a year ago, of the same form or of one that this form has a bridge to (口径桥), and its numbers as this form's.
import { bridgeNumbers, compileBridge, isComparable, type Bridge } from '#core/forms/bridge.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { lastYear } from '#core/places/period.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Cabinets, Sheet } from '#server/storage/storage.ts';

export interface LastYear {
  /** undefined: there is none */
  sheet: Sheet | undefined;
  /** as cells of this year's form; cells that are not comparable are not in it */
  numbers: Outcomes;
  /** present when last year's sheet is of another form or version: how its cells compare, and its numbers as its own form has them */
  bridged?: { bridge: Bridge; before: Outcomes };
}

const none: LastYear = { sheet: undefined, numbers: new Map() };

export async function lastYearOf(
  { sheets, entries }: Pick<Cabinets, 'sheets' | 'entries'>,
  forms: CompiledForms,
  sheet: Sheet
): Promise<LastYear> {
  const form = await forms(sheet.form, sheet.version);
  for (const id of formsToCompare(form.definition)) {
    const before = await sheets.find(id, sheet.unit, lastYear(sheet.period));
    if (!before || !isComparable(form.definition, { id, version: before.version })) continue;
    const its = await forms(before.form, before.version);
    const numbers = numbersOf(its, await entries.of(before.id), new Map());
    if (its === form) return { sheet: before, numbers };
    const bridge = bridgeBetween(form, its);
    return bridge
      ? { sheet: before, numbers: bridgeNumbers(bridge, numbers), bridged: { bridge, before: numbers } }
      : { ...none, sheet: before };
  }
  return none;
}

/** the form itself goes before the earlier ones that it names */
export const formsToCompare = ({ id, earlier = [] }: FormDefinition): string[] => [
  ...new Set([id, ...earlier.map(({ form }) => form)])
];

/** Undefined when it does not fit the earlier form as that was published: then nothing is compared rather than the wrong thing. */
export function bridgeBetween(now: CompiledForm, then: CompiledForm): Bridge | undefined {
  const compiled = compileBridge(now, then);
  return compiled.ok ? compiled.value : undefined;
}
