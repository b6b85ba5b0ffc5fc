// A real server for tests of the shared sheet: Node's HTTP server, the socket door, SQLite in a folder of its own; and people who come in
// with their name as cookie. Nothing here is a mock.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { asId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { makeSocketDoor, type SocketDoor } from '#server/sockets/accept.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import type { Storage } from '#server/storage/storage.ts';
import { aCollection, aForm, aPerson, aSheet, aUnit } from './kept-things.ts';
import { temporaryStorage } from './temporary-storage.ts';

/** rows A1…A6 of SFJ, B1…B6 of GAJ, N1 of nobody, SUM computed; columns bn and blocked sn at N1 */
export function liveForm(rowsEach = 6): FormDefinition {
  const rows = (prefix: string, department?: string) =>
    Array.from({ length: rowsEach }, (_, at) => ({
      code: `${prefix}${at + 1}`,
      label: { zh: `${prefix}${at + 1}` },
      ...(department ? { department } : {})
    }));
  return {
    ...aForm('live'),
    tables: [
      {
        code: 't',
        title: { zh: '表' },
        columns: [
          { code: 'bn', label: { zh: '本年' } },
          { code: 'sn', label: { zh: '上年' } }
        ],
        rows: [
          ...rows('A', 'SFJ'),
          ...rows('B', 'GAJ'),
          { code: 'N1', label: { zh: '无主' } },
          { code: 'SUM', label: { zh: '合计' }, formula: 'A1 + B1', department: 'SFJ' }
        ],
        blocked: [['N1', 'sn']],
        mainColumn: 'bn'
      }
    ]
  };
}

export const sheetId = asId<SheetId>('s1');
const at = asId<UnitId>('u1');
const grants: Record<string, Grant[]> = {
  // clerks of two departments, two of the first
  anna: [{ role: 'clerk', unit: at, department: 'SFJ' }],
  arno: [{ role: 'clerk', unit: at, department: 'SFJ' }],
  bea: [{ role: 'clerk', unit: at, department: 'GAJ' }],
  cora: [{ role: 'coordinator', unit: at }],
  odo: [{ role: 'auditor', unit: at }],
  stranger: [{ role: 'clerk', unit: asId<UnitId>('u2'), department: 'SFJ' }]
};
export const actorOf = (name: string): Actor => ({
  person: asId<PersonId>(name),
  name: `人员${name}`,
  grants: grants[name] ?? []
});

/** the people, units, form and sheets (`s1`, `s2`) that the tests speak of */
export async function keepLiveThings(storage: Storage, definition = liveForm()): Promise<void> {
  await storage.units.add(aUnit('u1'));
  await storage.units.add(aUnit('u2'));
  await storage.forms.publish(definition, 1000);
  await storage.collections.add(aCollection('c1', { form: 'live' }));
  for (const [name, own] of Object.entries(grants)) await storage.people.add(aPerson(name, { grants: own }));
  await storage.sheets.add(aSheet('s1', { form: 'live' }));
  await storage.sheets.add(aSheet('s2', { form: 'live', unit: asId<UnitId>('u2') }));
}

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
