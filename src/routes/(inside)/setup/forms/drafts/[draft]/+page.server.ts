import { fail } from '@sveltejs/kit';
import { asId, type DraftId } from '#core/basics/ids.ts';
import type { SaidTrial } from '#ui/maker/said-trial.ts';
import { words } from '#ui/words/words.ts';
import { answer, attempt } from '../../../../../answer.ts';
import { fieldsOf } from '../../../../../read-fields.ts';
import { uploadRoomOf } from '../../../../../upload-room-of.ts';
import { actorOf } from '../../../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
  draft: await answer(locals.app.getDraft(actorOf(locals), asId<DraftId>(params.draft)))
});

type Trial = Awaited<ReturnType<App.Locals['app']['tryDraft']>>;

function say(trial: Trial, locale: App.Locals['locale']): SaidTrial {
  const w = words(locale);
  return {
    ...trial,
    percent: Math.round(trial.share * 100),
    wrong: trial.wrong.map(({ from, label, shownInFile, computedShown }) => ({
      at: from,
      label,
      file: shownInFile,
      computed: computedShown
    })),
    problems: trial.problems.map(({ where, code, text }) => ({
      at: where,
      text: `${w.importProblems[code]}${text === '' ? '' : w.formMistakes.named(text)}`
    })),
    findings: trial.findings.map((finding) => finding.text?.zh ?? finding.id)
  };
}

export const actions: Actions = {
  try: async ({ locals, params, request }) => {
    const room = await attempt(uploadRoomOf(request, locals));
    if ('status' in room) return room;
    try {
      const given = (await fieldsOf(request)).get('file');
      const file =
        given instanceof File && given.size > 0
          ? { fileName: given.name, bytes: new Uint8Array(await given.arrayBuffer()) }
          : null;
      const tried = await attempt(locals.app.tryDraft(actorOf(locals), asId<DraftId>(params.draft), file));
      return 'status' in tried ? tried : { trial: say(tried, locals.locale) };
    } finally {
      room.leave();
    }
  },
  publish: async ({ locals, params, request }) => {
    const revision = Number((await fieldsOf(request)).get('revision'));
    if (!Number.isInteger(revision)) return fail(400, { code: 'malformed', parameters: { field: 'revision' } });
    const published = await attempt(locals.app.publishDraft(actorOf(locals), asId<DraftId>(params.draft), revision));
    return 'status' in published ? published : { published };
  }
};
