import { asId, type SheetId } from '#core/basics/ids.ts';
import { answer } from '../../../../answer.ts';
import { actorOf } from '../../../../who.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const [actor, id] = [actorOf(locals), asId<SheetId>(params.sheet)];
  const [sheet, reading, events] = await answer(
    Promise.all([locals.app.openSheet(actor, id), locals.app.readSheet(actor, id), locals.app.events(actor, id)])
  );
  const { definition, unitName, formTitle, period } = sheet;
  const { entered, derived, stage, seq } = reading;
  const sealed = events.findLast((event) => event.seal !== '' && event.seq === seq);
  return {
    id,
    definition,
    unitName,
    formTitle,
    period,
    filled: { entered, derived },
    stage,
    seq,
    /** of the last 提交 or 上报, when nothing was changed after it */
    sealed: sealed ? { deed: sealed.deed, at: sealed.at, personName: sealed.personName, seal: sealed.seal } : null,
    now: Date.now()
  };
};
