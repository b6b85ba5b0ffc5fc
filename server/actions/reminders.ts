// 催报: a reminder is an event of the sheet that speaks to departments or to the unit. It reaches people where they work (the sheet and the
// list of their sheets) and is over as soon as what it asks for is done.
import type { CollectionId, SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Cells } from '#core/forms/compiled-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayRead } from '#core/workflow/permissions.ts';
import {
  isReminded,
  longestReminder,
  mayRemind,
  remindableFrom,
  stands,
  wholeUnit,
  type Reminded
} from '#core/workflow/reminders.ts';
import type { Cabinets, KeptEvent } from '#server/storage/storage.ts';
import type { RemindableUnit, RemindChoice, ReminderLine } from './actions.ts';
import { departmentsOf, progressOf } from './list-sheets.ts';
import { findSheet, pathsOf, type FoundSheet, type SheetNeeds } from './needs.ts';
import { readText } from './read-text.ts';

/** What has been said about a sheet, and how far it is. */
interface Known {
  cells: Cells;
  /** oldest first */
  events: readonly KeptEvent[];
  whomOf: ReadonlyMap<number, readonly Reminded[]>;
}

/**
 * Reminds those of `whom` (codes of departments, or `*` for the unit) that have something to do and were not reminded lately.
 * Throws `changed-meanwhile` when nobody has anything to do any more, `reminded-lately` when all who do were reminded.
 */
export async function remind(
  needs: SheetNeeds,
  actor: Actor,
  id: SheetId,
  input: { whom: readonly string[]; text: string }
): Promise<{ reminded: string[]; at: number }> {
  const found = await findSheet(needs, actor, id);
  const whom = readWhom(found, actor, input.whom);
  const text = readText(input.text, longestReminder);
  const at = needs.clock();
  const reminded = await needs.storage.transaction(async (inside) => {
    const sheet = (await inside.sheets.byId(id))!;
    // the stage may have moved since it was read above
    refuseStage({ ...found, sheet, place: { ...found.place, stage: sheet.stage } }, actor, whom);
    const known = (await knownOf(inside, [id])).get(id)!;
    const choices = whom.map((one) => choiceOf(found, known, one)).filter(({ missing }) => missing > 0);
    if (choices.length === 0) throw new Problem('changed-meanwhile');
    const due = choices.filter(({ nextAt }) => nextAt <= at).map((one) => one.whom);
    if (due.length === 0) throw new Problem('reminded-lately');
    const { stage, seq } = sheet;
    const event = { sheet: id, deed: 'remind' as const, from: stage, to: stage, seq, person: actor.person, at, text };
    await inside.reminders.add(await inside.events.add({ ...event, seal: '' }), id, due);
    return due;
  });
  needs.storage.feed.announce({ kind: 'remarks', sheet: id, changed: 'reminders' });
  return { reminded, at };
}

/** The actor has read a reminder that speaks to them: it is not shown to them again. */
export async function dismissReminder(needs: SheetNeeds, actor: Actor, id: SheetId, reminder: number): Promise<void> {
  const found = await findSheet(needs, actor, id);
  const whom = (await needs.storage.reminders.ofMany([id])).get(reminder) ?? [];
  if (!whom.some((one) => isReminded(actor, one, found.place))) throw new Problem('not-found', { what: 'reminder' });
  await needs.storage.reminders.dismiss(actor.person, reminder, needs.clock());
}

/** Reminders that speak to the actor, still stand and were not dismissed; the newest first. */
export async function listReminders(needs: SheetNeeds, actor: Actor): Promise<ReminderLine[]> {
  return needs.storage.snapshot(async (inside) => {
    const units = [...new Set(actor.grants.map(({ unit }) => unit))];
    const sheets = await inside.sheets.list({ units });
    const whomOf = await inside.reminders.ofMany(sheets.map(({ id }) => id));
    if (whomOf.size === 0) return [];
    const paths = pathsOf(await inside.units.list());
    const known = await knownOf(
      inside,
      sheets.map(({ id }) => id)
    );
    const dismissed = await inside.reminders.dismissed(actor.person, [...known.keys()]);
    const lines: ReminderLine[] = [];
    for (const sheet of sheets) {
      const path = paths.get(sheet.unit) ?? [];
      const place = { unitPath: path.map(({ id }) => id), stage: sheet.stage };
      if (!mayRead(actor, place)) continue;
      const form = await needs.forms(sheet.form, sheet.version);
      lines.push(...linesOf(actor, { sheet, form, path, place }, known.get(sheet.id)!, dismissed));
    }
    return lines.sort((a, b) => b.at - a.at);
  });
}

/** What the sheet's page shows: reminders that speak to the actor, and whom the actor may remind. */
export async function remindersOnSheet(
  { storage }: SheetNeeds,
  actor: Actor,
  found: FoundSheet
): Promise<{ reminders: ReminderLine[]; mayRemind: RemindChoice[] }> {
  const { id } = found.sheet;
  const known = (await knownOf(storage, [id])).get(id)!;
  return {
    reminders: linesOf(actor, found, known, await storage.reminders.dismissed(actor.person, [id])).reverse(),
    mayRemind: [wholeUnit, ...departmentsOf(found.form)]
      .filter((whom) => mayRemind(actor, whom, found.place))
      .map((whom) => choiceOf(found, known, whom))
      .filter(({ missing }) => missing > 0)
  };
}

export const listRemindChoices = async (needs: SheetNeeds, actor: Actor, id: SheetId): Promise<RemindChoice[]> =>
  (await remindersOnSheet(needs, actor, await findSheet(needs, actor, id))).mayRemind;

/** Units that have not reported and that the actor may remind, in the order of the tree. */
export async function listRemindable(
  needs: SheetNeeds,
  actor: Actor,
  collection: CollectionId
): Promise<RemindableUnit[]> {
  return needs.storage.snapshot(async (inside) => {
    const units = await inside.units.list();
    const paths = pathsOf(units);
    const placeOf = (sheet: FoundSheet['sheet']) => ({
      unitPath: (paths.get(sheet.unit) ?? []).map(({ id }) => id),
      stage: sheet.stage
    });
    const sheets = (await inside.sheets.list({ collection })).filter((one) =>
      mayRemind(actor, wholeUnit, placeOf(one))
    );
    const known = await knownOf(
      inside,
      sheets.map(({ id }) => id)
    );
    const order = new Map(units.map(({ id }, at) => [id, at]));
    const lines: RemindableUnit[] = [];
    for (const sheet of sheets) {
      const found = {
        sheet,
        path: paths.get(sheet.unit) ?? [],
        place: placeOf(sheet),
        form: await needs.forms(sheet.form, sheet.version)
      };
      const { lastAt, nextAt } = choiceOf(found, known.get(sheet.id)!, wholeUnit);
      const unitName = found.path.at(-1)?.name ?? '';
      lines.push({ sheet: sheet.id, unit: sheet.unit, unitName, stage: sheet.stage, lastAt, nextAt });
    }
    return lines.sort((a, b) => (order.get(a.unit) ?? 0) - (order.get(b.unit) ?? 0));
  });
}

// ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async function knownOf(inside: Cabinets, sheets: readonly SheetId[]): Promise<Map<SheetId, Known>> {
  const events = await inside.events.ofMany(sheets);
  const whomOf = await inside.reminders.ofMany(sheets);
  const cells = await inside.entries.ofMany(sheets);
  return new Map(
    sheets.map((id) => [id, { events: events.get(id) ?? [], whomOf, cells: cells.get(id) ?? new Map() }] as const)
  );
}

function readWhom(found: FoundSheet, actor: Actor, named: readonly string[]): Reminded[] {
  const whom = [...new Set(named)];
  if (whom.length === 0) throw new Problem('malformed', { field: 'whom', why: 'empty' });
  const departments = departmentsOf(found.form);
  const unknown = whom.find((one) => one !== wholeUnit && !departments.includes(one));
  if (unknown !== undefined) throw new Problem('unknown-code', { field: 'whom', unknown });
  refuseStage(found, actor, whom);
  return whom;
}

/** A right that only the stage takes away is told as such. */
function refuseStage({ place }: FoundSheet, actor: Actor, whom: readonly Reminded[]): void {
  for (const one of whom) {
    if (mayRemind(actor, one, place)) continue;
    if (mayRemind(actor, one, { ...place, stage: 'filling' }))
      throw new Problem('stage-closed', { stage: place.stage });
    throw new Problem('not-allowed', { deed: 'remind' });
  }
}

/** Cells that are not filled: of a department, or of all. The unit always has something to do until it has reported. */
function missingOf({ form }: FoundSheet, { cells }: Known, whom: Reminded): number {
  const { filled, all } = progressOf(form, cells, whom === wholeUnit ? '*' : [whom]);
  return all - filled;
}

function choiceOf(found: FoundSheet, known: Known, whom: Reminded): RemindChoice {
  const last = known.events.findLast(({ number }) => known.whomOf.get(number)?.includes(whom));
  const nextAt = remindableFrom(last?.at);
  const missing = Math.max(missingOf(found, known, whom), whom === wholeUnit ? 1 : 0);
  return { whom, name: nameOf(found, whom), missing, lastAt: last?.at ?? null, nextAt };
}

const nameOf = ({ form, path }: FoundSheet, whom: Reminded): string =>
  whom === wholeUnit
    ? (path.at(-1)?.name ?? '')
    : (form.definition.departments.find(({ code }) => code === whom)?.name.zh ?? whom);

/** Those of a sheet that speak to the actor, oldest first; of several that ask the same of them the newest. */
function linesOf(actor: Actor, found: FoundSheet, known: Known, dismissed: ReadonlySet<number>): ReminderLine[] {
  const { sheet, form, path, place } = found;
  const told = new Set<Reminded>();
  const lines: ReminderLine[] = [];
  for (const event of known.events.toReversed()) {
    const mine = (known.whomOf.get(event.number) ?? []).filter(
      (one) => isReminded(actor, one, place) && !told.has(one)
    );
    for (const one of mine) told.add(one);
    if (dismissed.has(event.number)) continue;
    const since = known.events.filter(({ number }) => number > event.number).map(({ deed }) => deed);
    const whom = mine.filter((one) => stands(one, place.stage, since, missingOf(found, known, one)));
    if (whom.length === 0) continue;
    lines.unshift({
      id: event.number,
      sheet: sheet.id,
      unitName: path.at(-1)?.name ?? '',
      formTitle: form.definition.title.zh,
      period: sheet.period,
      about: whom.map((one) => ({ whom: one, name: nameOf(found, one), missing: missingOf(found, known, one) })),
      personName: event.personName,
      text: event.text,
      at: event.at
    });
  }
  return lines;
}
