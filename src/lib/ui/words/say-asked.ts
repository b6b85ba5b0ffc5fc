// What a reminder (催报) asks for: whose cells are not filled and how many, or that the unit has not reported.
import { wholeUnit } from '#core/workflow/reminders.ts';
import type { Catalogue } from './words.ts';

export interface Asked {
  /** code of a department, or `*` for the unit */
  whom: string;
  name: string;
  /** cells that are not filled */
  missing: number;
}

export const sayAsked = (about: readonly Asked[], w: Catalogue): string =>
  about
    .map(({ whom, name, missing }) => (whom === wholeUnit ? w.remind.asksUnit(name) : w.remind.asks(name, missing)))
    .join(w.common.listSeparator);
