// Writers that a live sheet can be tried with directly, without sockets: each with a document of its own.
import * as Y from 'yjs';
import type { PersonId, SheetId } from '#core/basics/ids.ts';
import type { Refused } from '#core/sheet/messages.ts';
import type { LiveSheet } from '#server/live/live-sheet.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import type { Committed, Dropped, Writer } from '#server/live/writer.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import type { Storage } from '#server/storage/storage.ts';
import { actorOf, keepLiveThings, sheetId } from './live-server.ts';
import { Watch } from './sheet-clients.ts';

export interface TestWriter extends Writer, Watch {
  doc: Y.Doc;
  refusals: Refused[];
  acceptedCount: number;
  takenBytes: number;
  /** writes into the own document and submits what that adds */
  write(key: string, number: string): Uint8Array;
  submit(update: Uint8Array): void;
  /** applies what others stored */
  hear(what: Committed): void;
}

export function writerOf(sheet: LiveSheet, name: string, client?: number): TestWriter {
  const doc = new Y.Doc();
  if (client !== undefined) doc.clientID = client;
  const writer: TestWriter = Object.assign(new Watch(), {
    actor: actorOf(name),
    doc,
    refusals: [] as Refused[],
    acceptedCount: 0,
    takenBytes: 0,
    taken(bytes: number) {
      writer.takenBytes += bytes;
    },
    accepted() {
      writer.acceptedCount++;
      writer.tell();
    },
    refused(refused: Refused) {
      writer.refusals.push(refused);
      writer.tell();
    },
    write(key: string, number: string) {
      const before = Y.encodeStateVector(doc);
      doc.getMap('cells').set(key, { number });
      const update = Y.encodeStateAsUpdate(doc, before);
      sheet.submit(writer, update);
      return update;
    },
    submit: (update: Uint8Array) => sheet.submit(writer, update),
    hear: (what: Committed) => what.updates.forEach((update) => Y.applyUpdate(doc, update))
  });
  sheet.enter(writer);
  return writer;
}

export interface Heard extends Watch {
  committed: Committed[];
  statusChanges: number;
  dropped: Dropped | undefined;
}

export function listenTo(sheet: LiveSheet): Heard {
  const heard: Heard = Object.assign(new Watch(), {
    committed: [] as Committed[],
    statusChanges: 0,
    dropped: undefined as Dropped | undefined
  });
  sheet.listen({
    committed(what) {
      heard.committed.push(what);
      heard.tell();
    },
    statusChanged() {
      heard.statusChanges++;
      heard.tell();
    },
    dropped(why) {
      heard.dropped = why;
      heard.tell();
    }
  });
  return heard;
}

/** live sheets over a storage that holds the things of live-server.ts */
export async function liveOver(
  storage: Storage,
  limits: Partial<LiveLimits> = {}
): Promise<{ live: LiveSheets; facts: string[] }> {
  if (!(await storage.sheets.byId(sheetId))) await keepLiveThings(storage);
  const facts: string[] = [];
  let now = 50_000;
  const live = makeLiveSheets({
    storage,
    forms: compiledForms(storage),
    clock: () => ++now,
    note: (fact) => void facts.push(fact),
    limits
  });
  return { live, facts };
}

export const numbersOf = async (storage: Storage, id: SheetId = sheetId): Promise<Record<string, string | undefined>> =>
  Object.fromEntries(
    [...(await storage.entries.of(id))].map(([key, content]) => [key, (content as { number?: string }).number])
  );

export const historyOf = async (storage: Storage, key: string): Promise<[string | null, string, PersonId][]> =>
  (await storage.entries.history(sheetId, key as never))
    .reverse()
    .map(({ before, after, person }) => [
      before && (before as { number: string }).number,
      (after as { number: string }).number,
      person
    ]);
