// A server under test, in a process of its own: `sync-server.js <ours | y-websocket | hocuspocus> <folder> <people> <sheets>`.
// Tells its parent the port and, ours, each person's cookie. All three take sockets by the same ws without compression.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DatabaseSync } from '@photostructure/sqlite';
import { WebSocketServer, type WebSocket } from 'ws';
import { asId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import type { Grant } from '#core/workflow/actor.ts';
import { accessOver } from '#server/access/access.ts';
import { isOwnOrigin } from '#server/access/origin.ts';
import { makeLiveSheets } from '#server/live/live-sheets.ts';
import { makeSocketDoor } from '#server/sockets/accept.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { aCollection, aPerson, aSheet, aUnit } from '#tests/tools/kept-things.ts';
import { departmentOf, sheetForm } from './sync-sheet.ts';

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const [kind = '', folder = '', people = '0', sheets = '0'] = process.argv.slice(2);

/** As server/app.ts puts it together, without pages and jobs. */
async function ours(): Promise<{ upgrade: Upgrade; cookies: string[] }> {
  const storage = await openSqlite(folder);
  const access = accessOver({ storage, clock: Date.now });
  const kept = join(folder, 'cookies.json');
  const cookies: string[] = existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as string[]) : [];
  if (cookies.length === 0) {
    await storage.forms.publish(sheetForm(), 1000);
    await storage.units.add(aUnit('u0'));
    await storage.collections.add(aCollection('c1', { form: 'bench', unit: asId<UnitId>('u0') }));
    for (let at = 0; at < Number(sheets); at++) {
      const unit = asId<UnitId>(`v${at}`);
      await storage.units.add(aUnit(unit, 'u0'));
      await storage.sheets.add(aSheet(`s${at}`, { id: asId<SheetId>(`s${at}`), form: 'bench', unit }));
    }
    for (let at = 0; at < Number(people); at++) {
      // one or two sheets are everybody's, and the first one coordinates; of many, two people have one
      const isMany = Number(sheets) > 2;
      const own = isMany ? [`v${at >> 1}`] : Array.from({ length: Number(sheets) }, (_, sheet) => `v${sheet}`);
      const department = departmentOf(isMany ? at & 1 : at);
      const id = asId<PersonId>(`p${at}`);
      await storage.people.add(
        aPerson(id, {
          grants: own.map((name): Grant => {
            const unit = asId<UnitId>(name);
            return at === 0 ? { role: 'coordinator', unit } : { role: 'clerk', unit, department };
          })
        })
      );
      const { sessionId } = await access.sessions.begin(id, 'browser');
      cookies.push(access.sessions.cookie(sessionId, false).split(';')[0]!);
    }
    writeFileSync(kept, JSON.stringify(cookies));
  }
  const note = (fact: string, fields: Record<string, unknown>) => {
    if (process.env.BENCH_NOTES) console.error(fact, fields);
  };
  const live = makeLiveSheets({ storage, forms: compiledForms(storage), clock: Date.now, note });
  const door = makeSocketDoor({
    live,
    storage,
    note,
    actorOfRequest: (request) => access.whoAsks(request.headers),
    allowOrigin: ({ headers }) => isOwnOrigin(headers.origin, headers.host, [])
  });
  return { upgrade: door.handleUpgrade.bind(door), cookies };
}

function bySocket(connected: (socket: WebSocket, request: IncomingMessage) => void): Upgrade {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  return (request, socket, head) =>
    server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => undefined);
      connected(webSocket, request);
    });
}

// The peers are loaded where they run only: nothing of theirs weighs on the others.
async function yWebsocket() {
  const { setupWSConnection } = await import('@y/websocket-server/utils');
  return { upgrade: bySocket((socket, request) => setupWSConnection(socket, request)), cookies: [] };
}

/** with its own database extension over the same SQLite, written as durably as ours */
async function hocuspocus() {
  const { Database } = await import('@hocuspocus/extension-database');
  const { Hocuspocus } = await import('@hocuspocus/server');
  const database = new DatabaseSync(join(folder, 'hocuspocus.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, state BLOB NOT NULL)');
  const read = database.prepare('SELECT state FROM documents WHERE name = ?');
  const write = database.prepare(
    'INSERT INTO documents (name, state) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state'
  );
  const server = new Hocuspocus({
    quiet: true,
    extensions: [
      new Database({
        // a database that nobody holds is collected, and closed with its statements
        fetch: ({ documentName }) =>
          Promise.resolve(
            !database.isOpen ? null : ((read.get(documentName) as { state: Uint8Array } | undefined)?.state ?? null)
          ),
        store: ({ documentName, state }) => {
          write.run(documentName, state);
          return Promise.resolve();
        }
      })
    ]
  });
  return { upgrade: bySocket((socket, request) => server.handleConnection(socket, request)), cookies: [] };
}

const { upgrade, cookies } = await (kind === 'ours' ? ours() : kind === 'y-websocket' ? yWebsocket() : hocuspocus());
/** what it holds after a collection, in MB: asked over HTTP, so that the asking weighs on all alike */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const http = createServer((_, response) => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  response.end(String((heapUsed + external) / 2 ** 20));
});
http.on('upgrade', upgrade);
http.listen(0, '127.0.0.1', 2000, () => process.send!({ port: (http.address() as AddressInfo).port, cookies }));
process.on('disconnect', () => process.exit(0));
// so that a profile that was asked for is written
process.on('SIGTERM', () => process.exit(0));
