import { answer } from '../../answer.ts';
import { actorOf } from '../../who.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const actor = actorOf(locals);
  const [sheets, mentions, reminders] = await answer(
    Promise.all([locals.app.listSheets(actor), locals.app.listMentions(actor), locals.app.listReminders(actor)])
  );
  return { sheets, mentions, reminders, now: Date.now() };
};
