import { answer } from '../../answer.ts';
import { actorOf } from '../../who.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  sheets: await answer(locals.app.listSheets(actorOf(locals))),
  now: Date.now()
});
