// One batch: edits that wait are judged and applied to the copy one after another, and what is to be stored of them is put together.
// The copy is then ahead of the disk: the caller commits, or throws the copy away.
import * as Y from 'yjs';
import { assert } from '#core/basics/assert.ts';
import type { PersonId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { cellsOf, clockOf, contentOf, sameContent, silentClient, standingWrite } from '#core/sheet/document.ts';
import { sameId, type WriteId } from '#core/sheet/chain.ts';
import type { CellWrite } from '#core/sheet/changes.ts';
import { bringBack, isMereCount, isRenewal } from '#core/sheet/renewal.ts';
import type { RefusalReason, Refused } from '#core/sheet/messages.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { CellChange, LogRow, Origin } from '#server/storage/storage.ts';
import { judge, whyNotWrite, type Writes } from './intake.ts';
import type { LiveLimits } from './limits.ts';
import { rightsOf, type Rights, type SheetCopy } from './sheet-copy.ts';

/** An update of a session. */
export interface UpdateEdit<Writer> {
  kind: 'update';
  writer: Writer;
  person: PersonId;
  rights: Rights;
  update: Uint8Array;
}

/** Cells written by the server for a person: API, import. */
export interface WritesEdit {
  kind: 'writes';
  actor: Actor;
  origin: Origin;
  writes: readonly { key: string; content: unknown }[];
  /** what the person saw when they decided; a cell that holds something else is refused. Keys that are not listed may hold anything. */
  expected: ReadonlyMap<string, CellContent | undefined> | undefined;
  /** write the lawful ones although others are refused */
  partial: boolean;
}

export type Edit<Writer> = UpdateEdit<Writer> | WritesEdit;

export type Settled =
  /** `named`: the client ids it spoke of; `isNews` false: the document held all of it, and so does the disk when the batch is stored */
  | {
      kind: 'accepted';
      named: Iterable<number>;
      isNews: boolean;
      /** the server wrote more than was sent: the sender does not have it either */
      isMore: boolean;
      /** only for writes of the server: who waits for their answer is told */
      written: readonly CellKey[];
      refused: Refused['cells'];
    }
  | { kind: 'refused'; refused: Refused };

/** Two people's writes of a cell, neither of which had seen the other. */
export interface Race {
  key: CellKey;
  stands: { person: PersonId; content: CellContent | null };
  lost: { person: PersonId; content: CellContent | null };
}

export interface Batch {
  /** one for each edit taken, in order; fewer than were handed in when a bound was reached */
  settled: Settled[];
  rows: Omit<LogRow, 'seq'>[];
  changes: CellChange[];
  clients: { client: number; person: PersonId }[];
  /** writes that had not seen what stood in their cell, of another person */
  races: Race[];
  /** client id → its clock before the batch; those that are not named have written nothing */
  clocksBefore: Map<number, number>;
}

export function applyBatch<Writer>(
  copy: SheetCopy,
  edits: readonly Edit<Writer>[],
  present: ReadonlyMap<number, PersonId>,
  limits: LiveLimits,
  now: number
): Batch {
  const batch: Batch = { settled: [], rows: [], changes: [], clients: [], races: [], clocksBefore: new Map() };
  const deadline = performance.now() + limits.batchMs;
  let bytes = 0;
  while (batch.settled.length < edits.length && batch.settled.length < limits.batchUpdates) {
    if (batch.settled.length > 0 && (bytes > limits.batchBytes || performance.now() > deadline)) break;
    // Updates that follow each other become one row and one frame; what the server writes itself is a row with its own door.
    const begin = batch.settled.length;
    const first = edits[begin]!;
    const update = updateMade(copy, () => {
      if (first.kind === 'writes') batch.settled.push(applyWrites(copy, first, batch, now));
      else bytes += applyUpdates(copy, edits, present, limits, batch, now, deadline);
    });
    if (update) batch.rows.push({ update, ...writerOf(edits, batch, begin), at: now });
  }
  assert(!copy.doc.store.pendingStructs && !copy.doc.store.pendingDs, 'an accepted update waits for another');
  if (batch.rows.length > 0) copy.answers.clear();
  return batch;
}

/** A row made of several people's updates carries the name of the first; the cell history has each one's. */
function writerOf<Writer>(
  edits: readonly Edit<Writer>[],
  { settled }: Batch,
  begin: number
): { person: PersonId; origin: Origin } {
  const edit = edits[begin + settled.slice(begin).findIndex(({ kind }) => kind === 'accepted')]!;
  return edit.kind === 'update'
    ? { person: edit.person, origin: 'typing' }
    : { person: edit.actor.person, origin: edit.origin };
}

/** what `work` added to the document, as one update; undefined: nothing */
function updateMade(copy: SheetCopy, work: () => void): Uint8Array | undefined {
  let made: Uint8Array | undefined;
  const take = (update: Uint8Array) => {
    assert(!made, 'one transaction, one update');
    made = update;
  };
  copy.doc.on('update', take);
  try {
    copy.doc.transact(work);
  } finally {
    copy.doc.off('update', take);
  }
  return made;
}

/** Applies the run of updates that begins behind what is settled; returns its bytes. */
function applyUpdates<Writer>(
  copy: SheetCopy,
  edits: readonly Edit<Writer>[],
  present: ReadonlyMap<number, PersonId>,
  limits: LiveLimits,
  batch: Batch,
  now: number,
  deadline: number
): number {
  let bytes = 0;
  for (let at = batch.settled.length; at < edits.length && at < limits.batchUpdates; at++) {
    const edit = edits[at]!;
    if (edit.kind !== 'update') break;
    if (bytes > limits.batchBytes || (at % 8 === 7 && performance.now() > deadline)) break;
    bytes += edit.update.length;
    batch.settled.push(applyUpdate(copy, edit, present, batch, now));
  }
  return bytes;
}

const nobodyRefused: Refused['cells'] = [];
const noneWritten: readonly CellKey[] = [];

function applyUpdate<Writer>(
  copy: SheetCopy,
  edit: UpdateEdit<Writer>,
  present: ReadonlyMap<number, PersonId>,
  batch: Batch,
  now: number
): Settled {
  const verdict = judge(copy, edit.person, edit.rights, present, edit.update);
  if (verdict.kind === 'nothing')
    return {
      kind: 'accepted',
      named: verdict.named,
      isNews: false,
      isMore: false,
      written: noneWritten,
      refused: nobodyRefused
    };
  if (verdict.kind === 'refused') return verdict;
  const { writes } = verdict;
  for (const client of writes.clients) {
    noteClock(copy, client, batch);
    if (copy.owners.has(client)) continue;
    copy.owners.set(client, edit.person);
    batch.clients.push({ client, person: edit.person });
  }
  const said = writesWithContent(copy, writes.writes);
  const unseen = writesNotSeen(copy, writes);
  Y.applyUpdate(copy.doc, writes.update);
  if (unseen.length > 0) {
    const lastOf = new Map(said.map(({ key, writes }) => [key, writes.at(-1)]));
    for (const one of unseen) batch.races.push(...raceOf(copy, one, edit.person, lastOf.get(one.key)));
  }
  const isMore = writeCarried(copy, edit.person, said, batch);
  const by = { person: edit.person, origin: 'typing' as const, at: now };
  for (const { key, before, writes } of said) noteChanges(copy, key, before, writes, by, batch.changes);
  return {
    kind: 'accepted',
    named: writes.named,
    isNews: true,
    isMore,
    written: noneWritten,
    refused: nobodyRefused
  };
}

/**
 * A browser that knew the document only as it was before a renewal has its write come to stand behind the renewal, which only repeated
 * what stood there before: the write is the newer word, and so the server writes it again, in the person's name. So it is with what it writes
 * on top of that before it hears of it: here stands only the server's repetition of its own last word.
 * @returns whether there was any
 */
function writeCarried(copy: SheetCopy, person: PersonId, said: readonly Said[], batch: Batch): boolean {
  if (copy.retired.size === 0) return false;
  const ownClient = serversClientOf(copy, person);
  const behind = said.filter(({ key, writes }) => {
    const standing = standingWrite(copy.doc, key);
    if (!standing || isRenewal(standing.client)) return true;
    return standing.client === ownClient && isMereCount(copy.doc, writes.at(-1)!);
  });
  if (behind.length === 0) return false;
  asClientOf(copy, person, 'typing', batch, () => {
    for (const { key, writes } of behind) cellsOf(copy.doc).set(key, writes.at(-1)!.content as CellContent);
  });
  return true;
}

function noteClock({ doc }: SheetCopy, client: number, { clocksBefore }: Batch): void {
  if (!clocksBefore.has(client)) clocksBefore.set(client, clockOf(doc, client));
}

interface NotSeen {
  key: CellKey;
  /** what stood there and its writer did not know */
  standing: WriteId;
  content: CellContent;
}

/**
 * Cells in which something stood that the update's writer had not seen. In Yjs a write names the write that it found there; a chain of own
 * writes in one update counts by its first.
 */
function writesNotSeen(copy: SheetCopy, { writes }: Writes): readonly NotSeen[] {
  let found: Map<string, NotSeen> | undefined;
  let own: Set<string> | undefined;
  const nameOf = (key: string, { client, clock }: WriteId) => `${client} ${clock} ${key}`;
  for (const write of writes) {
    const { key, origin } = write;
    const standing = standingWrite(copy.doc, key);
    if (!standing || (origin && sameId(origin, standing)) || found?.has(key)) continue;
    if (origin && writes.length > 1) {
      own ??= new Set(writes.map((one) => nameOf(one.key, one)));
      if (own.has(nameOf(key, origin))) continue;
    }
    found ??= new Map();
    found.set(key, { key: key as CellKey, standing, content: contentOf(copy.doc, key)! });
  }
  return found ? [...found.values()] : noneUnseen;
}
const noneUnseen: readonly NotSeen[] = [];

/** After the update was taken: who of the two stands. Nobody races with themselves, and the same content is no quarrel. */
function raceOf(copy: SheetCopy, { key, standing, content }: NotSeen, person: PersonId, last?: CellWrite): Race[] {
  const other = copy.owners.get(standing.client);
  if (other === undefined || other === person) return [];
  const theirs = { person: other, content };
  if (sameId(standingWrite(copy.doc, key)!, standing)) {
    const own = { person, content: (last?.content as CellContent | undefined) ?? null };
    return sameContent(own.content, content) ? [] : [{ key, stands: theirs, lost: own }];
  }
  const own = { person, content: contentOf(copy.doc, key) ?? null };
  return sameContent(own.content, content) ? [] : [{ key, stands: own, lost: theirs }];
}

/** What an update says of a cell: the writes of it whose content is known, in order, and what stood there before. */
interface Said {
  key: CellKey;
  before: CellContent | undefined;
  writes: CellWrite[];
}

function writesWithContent({ doc }: SheetCopy, writes: Writes['writes']): readonly Said[] {
  const said: Said[] = [];
  const byKey: Map<string, Said> | undefined = writes.length > 1 ? new Map() : undefined;
  for (const write of writes) {
    if (write.content === undefined) continue;
    const key = write.key as CellKey;
    const own = byKey?.get(key);
    if (own) own.writes.push(write);
    else {
      const first = { key, before: contentOf(doc, key), writes: [write] };
      said.push(first);
      byKey?.set(key, first);
    }
  }
  return said;
}

/**
 * The history of one cell. Of two writes that have not seen each other the higher client id wins, whoever comes first: what does
 * not stand afterwards is in the history all the same, and behind it what stands, by the one who wrote that.
 */
function noteChanges(
  copy: SheetCopy,
  key: CellKey,
  before: CellContent | undefined,
  writes: readonly CellWrite[],
  by: Pick<CellChange, 'person' | 'origin' | 'at'>,
  changes: CellChange[]
): void {
  let from = before;
  const change = (to: CellContent, who: typeof by) => {
    if (!sameContent(from, to)) changes.push({ key, before: from ?? null, after: to, ...who });
    from = to;
  };
  const { client, clock } = standingWrite(copy.doc, key)!;
  const stands = (write: CellWrite) => write.client === client && write.clock === clock;
  for (const write of writes) if (!stands(write)) change(write.content as CellContent, by);
  const isOwn = writes.some(stands);
  const winner = {
    person: copy.owners.get(client) ?? by.person,
    origin: copy.doors.get(client) ?? 'typing',
    at: by.at
  };
  change(contentOf(copy.doc, key)!, isOwn ? by : winner);
}

function applyWrites(copy: SheetCopy, edit: WritesEdit, batch: Batch, now: number): Settled {
  const rights = rightsOf(copy, edit.actor);
  const refused: { key: string; reason: RefusalReason }[] = [];
  const lawful: { key: CellKey; content: CellContent }[] = [];
  for (const { key, content } of edit.writes) {
    const reason = content === undefined ? 'bad-value' : whyNotWrite(copy, rights, key, content);
    const isExpected = !edit.expected?.has(key) || sameContent(edit.expected.get(key), contentOf(copy.doc, key));
    if (reason || !isExpected) refused.push({ key, reason: reason ?? 'changed-meanwhile' });
    else lawful.push({ key: key as CellKey, content: content as CellContent });
  }
  if (refused.length > 0 && !edit.partial)
    return { kind: 'refused', refused: { reason: refused[0]!.reason, cells: refused } };
  const differing = lawful.filter(({ key, content }) => !sameContent(contentOf(copy.doc, key), content));
  if (differing.length > 0) writeAs(copy, edit, differing, batch, now);
  return {
    kind: 'accepted',
    named: [],
    isNews: differing.length > 0,
    isMore: false,
    written: lawful.map(({ key }) => key),
    refused
  };
}

function writeAs(
  copy: SheetCopy,
  { actor, origin }: WritesEdit,
  writes: readonly { key: CellKey; content: CellContent }[],
  batch: Batch,
  now: number
): void {
  const cells = cellsOf(copy.doc);
  asClientOf(copy, actor.person, origin, batch, () => {
    for (const { key, content } of writes) {
      const before = contentOf(copy.doc, key) ?? null;
      cells.set(key, content);
      batch.changes.push({ key, before, after: content, person: actor.person, origin, at: now });
    }
  });
}

/** Yjs writes under the document's client id: within `work` that is the server's own for this person, outside of it the silent one. */
function asClientOf(copy: SheetCopy, person: PersonId, origin: Origin, batch: Batch, work: () => void): void {
  const client = clientFor(copy, person, batch);
  copy.doors.set(client, origin);
  noteClock(copy, client, batch);
  bringBack(copy, client);
  copy.doc.clientID = client;
  work();
  copy.doc.clientID = silentClient;
}

/** As `serversClientOf`; from now on it is the person's. */
function clientFor(copy: SheetCopy, person: PersonId, batch: Batch): number {
  const client = serversClientOf(copy, person);
  if (!copy.owners.has(client)) {
    copy.owners.set(client, person);
    batch.clients.push({ client, person });
  }
  return client;
}

/**
 * The client id under which the server writes for a person: the same again and again, for each id makes every later edit dearer. It is
 * made of the person's id; taken by another person, the next one is tried.
 */
function serversClientOf({ owners }: SheetCopy, person: PersonId): number {
  let client = 0x811c9dc5;
  for (let at = 0; at < person.length; at++) client = Math.imul(client ^ person.charCodeAt(at), 0x01000193) >>> 0;
  for (; ; client = (client + 1) >>> 0) {
    if (client === silentClient) continue;
    if ((owners.get(client) ?? person) === person) return client;
  }
}
