// A real server for tests of the shared sheet: Node's HTTP server, the socket door, SQLite in a folder of its own; and people who come in
// with their name as cookie. Nothing here is a mock.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { makeSocketDoor, type SocketDoor } from '#server/sockets/accept.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import type { Storage } from '#server/storage/storage.ts';
import { keepLiveThings, sheetId } from './live-things.ts';
import { temporaryStorage } from './temporary-storage.ts';

export * from './live-things.ts';

export interface LiveServer {
  storage: Storage;
  live: LiveSheets;
  door: SocketDoor;
  /** ws://…/sync */
  url: string;
  facts: { fact: string; fields: Record<string, unknown> }[];
}

/** Starts a server over `storage`; it ends with the test. */
export async function startLiveServer(
  options: {
    storage?: Storage;
    limits?: Partial<LiveLimits>;
    definition?: FormDefinition;
    /** nobody is let in before */
    admission?: Promise<void>;
  } = {}
): Promise<LiveServer> {
  const storage = options.storage ?? (await temporaryStorage());
  if (!(await storage.sheets.byId(sheetId))) await keepLiveThings(storage, options.definition);
  const facts: LiveServer['facts'] = [];
  const note = (fact: string, fields: Record<string, unknown>) => void facts.push({ fact, fields });
  let now = 10_000;
  const live = makeLiveSheets({
    storage,
    forms: compiledForms(storage),
    clock: () => ++now,
    note,
    limits: { closeLimitMs: 200, ...options.limits }
  });
  const door = makeSocketDoor({
    live,
    storage,
    note,
    actorOfRequest: async ({ headers }) => {
      await options.admission;
      const name = /who=(\w+)/.exec(headers.cookie ?? '')?.[1];
      const person = name === undefined ? undefined : await storage.people.byId(asId<PersonId>(name));
      return (
        person && { actor: { person: person.id, name: person.name, grants: person.grants }, hash: `session of ${name}` }
      );
    },
    allowOrigin: ({ headers }) => headers.origin !== 'https://elsewhere.example'
  });
  const http = createServer((_, response) => response.end('ok'));
  http.on('upgrade', (request, socket, head) => door.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await live.close();
    await door.close();
    await new Promise((resolve) => http.close(resolve));
  });
  return { storage, live, door, facts, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/sync` };
}
