// Cabinet *reminders*: whom a reminder (催报) speaks to, and who has put it away. The reminder itself is an event of the sheet.
import type { Hands, Tables } from '#server/storage/schema.ts';
import type { Reminders } from '#server/storage/storage.ts';
import type { PersonId, SheetId } from '#core/basics/ids.ts';
import { inParts } from './rows.ts';

export function remindersCabinet({ read, write }: Hands): Reminders {
  return {
    async add(event, sheet, departments) {
      const rows = [...new Set(departments)].map((department) => ({ event, sheet, department }));
      await write.insertInto('reminders').values(rows).execute();
    },
    ofMany: (sheets) => ofMany(read, sheets),
    async dismiss(person, event, at) {
      await write
        .insertInto('reminders_dismissed')
        .values({ person, event, dismissed_at: at })
        .onConflict((conflict) => conflict.columns(['person', 'event']).doNothing())
        .execute();
    },
    dismissed: (person, sheets) => dismissed(read, person, sheets)
  };
}

async function ofMany(db: Tables, sheets: readonly SheetId[]): Promise<Map<number, readonly string[]>> {
  const found = new Map<number, string[]>();
  for (const part of inParts(sheets, 200)) {
    const rows = await db
      .selectFrom('reminders')
      .select(['event', 'department'])
      .where('sheet', 'in', part)
      .orderBy('event')
      .orderBy('department')
      .execute();
    for (const { event, department } of rows) found.set(event, [...(found.get(event) ?? []), department]);
  }
  return found;
}

async function dismissed(db: Tables, person: PersonId, sheets: readonly SheetId[]): Promise<Set<number>> {
  const found = new Set<number>();
  for (const part of inParts(sheets, 200)) {
    const rows = await db
      .selectFrom('reminders_dismissed')
      .innerJoin('reminders', 'reminders.event', 'reminders_dismissed.event')
      .select('reminders_dismissed.event')
      .distinct()
      .where('reminders_dismissed.person', '=', person)
      .where('reminders.sheet', 'in', part)
      .execute();
    for (const { event } of rows) found.add(event);
  }
  return found;
}
