// What the sheet page needs before the live connection takes over.
import { assert } from '#core/basics/assert.ts';
import type { SheetId } from '#core/basics/ids.ts';
import { beforeSplit, changedCells } from '#core/forms/bridge.ts';
import { outcomeToText } from '#core/forms/outcome-text.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { deedsOf } from '#core/workflow/permissions.ts';
import { lastYearOf, type LastYear } from '#server/jobs/last-year.ts';
import type { Sheet } from '#server/storage/storage.ts';
import type { SheetPage } from './actions.ts';
import { departmentsOf, progressOf, sheetLine, type ListNeeds } from './list-sheets.ts';
import { findSheet, type SheetNeeds } from './needs.ts';
import { remindersOnSheet } from './reminders.ts';

/** Last year's sheet of the unit and its numbers; empty when there is none (上年同期 is then unknown). */
export const previousOf = (needs: SheetNeeds, sheet: Sheet): Promise<LastYear> =>
  lastYearOf(needs.storage, needs.forms, sheet);

/** What people must be told of cells that do not compare with last year's as they stand. */
function changesOf({ bridged }: LastYear): SheetPage['bridge'] {
  if (!bridged) return null;
  const { bridge, before } = bridged;
  return {
    text: bridge.text ?? null,
    changed: changedCells(bridge).map(([key, cells]) => {
      const together = beforeSplit(cells, before);
      return [
        key,
        {
          relation: cells.relation,
          ...(cells.text ? { text: cells.text } : {}),
          ...(together ? { with: cells.now, before: outcomeToText(together) } : {})
        }
      ];
    })
  };
}

async function returnOf(needs: SheetNeeds, { id, stage }: Sheet): Promise<SheetPage['returned']> {
  if (stage !== 'returned') return null;
  const last = (await needs.storage.events.of(id)).findLast(({ deed }) => deed === 'return');
  return last ? { personName: last.personName, at: last.at, text: last.text } : null;
}

export async function openSheet(needs: ListNeeds, actor: Actor, id: SheetId): Promise<SheetPage> {
  const found = await findSheet(needs, actor, id);
  const { sheet, form, path, place } = found;
  const collection = await needs.storage.collections.byId(sheet.collection);
  assert(collection, 'a sheet belongs to a collection');
  const cells = await needs.storage.entries.of(id);
  const previous = await previousOf(needs, sheet);
  return {
    ...sheetLine(actor, { sheet, collection, form, path, cells, damaged: needs.live.isDamaged(id) }),
    definition: form.definition,
    previous: [...previous.numbers].map(([key, outcome]) => [key, outcomeToText(outcome)] as const),
    previousSheet: previous.sheet?.id ?? null,
    bridge: changesOf(previous),
    explanations: (await needs.storage.events.explanations(id)).map(
      ({ finding, fingerprint, text, personName, at }) => ({
        finding,
        fingerprint,
        text,
        personName,
        at
      })
    ),
    returned: await returnOf(needs, sheet),
    ...(await remindersOnSheet(needs, actor, found)),
    deeds: deedsOf(actor, place),
    departments: departmentsOf(form)
      .map((code) => ({ code, ...progressOf(form, cells, [code]) }))
      .filter((department) => department.all > 0)
  };
}
