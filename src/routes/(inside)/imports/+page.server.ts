import { fail, redirect } from '@sveltejs/kit';
import { asId, type ImportId, type SheetId } from '#core/basics/ids.ts';
import { answer, attempt } from '../../answer.ts';
import { fieldsOf } from '../../read-fields.ts';
import { uploadRoomOf } from '../../upload-room-of.ts';
import { actorOf } from '../../who.ts';
import type { Actions, PageServerLoad } from './$types';

/** files of one request; the page sends more in several */
const mostFiles = 100;

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf(locals);
  const [imports, sheets] = await answer(Promise.all([locals.app.listImports(actor), locals.app.listSheets(actor)]));
  return {
    imports: linesOf(imports),
    sheets: sheets
      .filter((sheet) => sheet.writable.length > 0)
      .map(({ id, unitName, formTitle, period }) => ({ id, unitName, formTitle, period })),
    asked: url.searchParams.get('sheet') ?? ''
  };
};

interface ImportLine {
  id: ImportId;
  fileName: string;
  state: Rows[number]['state'];
  problem: Rows[number]['problem'];
  createdAt: number;
  batch: { name: string; files: number; done: number } | null;
}

type Rows = Awaited<ReturnType<App.Locals['app']['listImports']>>;

/** One line for each file that came alone and one for each batch, newest first. */
function linesOf(imports: Rows): ImportLine[] {
  const batches = new Map<string, (typeof imports)[number][]>();
  for (const one of imports) {
    const batch = one.batch ?? one.id;
    batches.set(batch, [...(batches.get(batch) ?? []), one]);
  }
  return [...batches].flatMap(([batch, rows]): ImportLine[] => {
    const [first] = rows;
    if (!first) return [];
    const { id, fileName, state, problem, createdAt } = first;
    if (first.batch === null) return [{ id, fileName, state, problem, createdAt, batch: null }];
    const files = rows.filter((row) => row.state !== 'unpacked');
    const isBusy = ({ state: of }: typeof first) => of === 'waiting' || of === 'reading';
    const done = files.filter((row) => !isBusy(row)).length;
    const name = rows.find((row) => row.state === 'unpacked')?.fileName ?? fileName;
    return [{ id, fileName: name, state, problem: null, createdAt, batch: { name: batch, files: files.length, done } }];
  });
}

export const actions: Actions = {
  upload: async ({ locals, request }) => {
    // a form is held in memory whole, so only so many are read at once
    const room = await attempt(uploadRoomOf(request, locals));
    if ('status' in room) return room;
    try {
      return await takeIn(locals, await fieldsOf(request));
    } finally {
      room.leave();
    }
  }
};

const newBatch = (): string => crypto.randomUUID();

async function takeIn(locals: App.Locals, fields: FormData) {
  const sheet = String(fields.get('sheet') ?? '');
  const files = fields.getAll('file').filter((file): file is File => file instanceof File && file.size > 0);
  if (files.length === 0) return fail(400, { code: 'malformed', parameters: { field: 'file', why: 'empty' } });
  if (files.length > mostFiles) return fail(400, { code: 'malformed', parameters: { field: 'file', most: mostFiles } });
  // a folder of a thousand files comes in several requests, which name the batch that the first one made
  const given = String(fields.get('batch') ?? '');
  const batch = given !== '' ? given : files.length > 1 ? newBatch() : undefined;
  const started: string[] = [];
  for (const file of files) {
    const one = await attempt(
      locals.app.startImport(actorOf(locals), {
        fileName: file.name,
        bytes: new Uint8Array(await file.arrayBuffer()),
        sheet: sheet === '' ? null : asId<SheetId>(sheet),
        ...(batch === undefined ? {} : { batch })
      })
    );
    if ('status' in one) return one;
    started.push(one.id);
  }
  if (given !== '' || fields.get('more') !== null) return { batch, started: started.length };
  redirect(303, batch === undefined ? `/imports/${started[0]}` : `/imports/batch/${batch}`);
}
