// The server of the crash tests: storage, live sheets and sockets as in production, in a process of its own that can be killed.
// Started with the folder of the database, and bounds of its own as JSON; says the port on its standard output.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asId, type PersonId } from '#core/basics/ids.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import { makeLiveSheets } from '#server/live/live-sheets.ts';
import { makeSocketDoor } from '#server/sockets/accept.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { keepLiveThings, sheetId } from '#tests/tools/live-things.ts';

const storage = await openSqlite(process.argv[2]!);
if (!(await storage.sheets.byId(sheetId))) await keepLiveThings(storage);
const live = makeLiveSheets({
  storage,
  forms: compiledForms(storage),
  clock: Date.now,
  // small, so that kills hit compactions too
  limits: { rowsPerSnapshot: 25, ...(JSON.parse(process.argv[3] ?? '{}') as Partial<LiveLimits>) }
});
const door = makeSocketDoor({
  live,
  storage,
  allowOrigin: () => true,
  async actorOfRequest({ headers }) {
    const name = /who=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? '';
    const person = await storage.people.byId(asId<PersonId>(name));
    return person && { actor: { person: person.id, name: person.name, grants: person.grants }, hash: name };
  }
});
const http = createServer();
http.on('upgrade', (request, socket, head) => door.handleUpgrade(request, socket, head));
http.listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
