// What must hold in the world of the fuzz: after each step nothing acknowledged is missing; when the storms are over all copies agree.
import { asId, type PersonId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { deriveAll } from '#core/forms/derive.ts';
import { sameContent } from '#core/sheet/document.ts';
import { doctor } from '#server/live/doctor.ts';
import { key } from '#tests/tools/open-sheets.ts';
import { form, moving, sheetIds, type Page, type World } from './sheet-world.ts';

/** `sheet cell content` of all history, read on as it grows */
interface Known {
  /** as many appends were made when it was read */
  appends: number;
  seqs: Map<string, number>;
  written: Set<string>;
}
const known = new WeakMap<World, Known>();

const named = (sheet: string, cell: string, content: string) => `${sheet} ${cell} ${content}`;

async function written(world: World): Promise<Set<string>> {
  let own = known.get(world);
  if (!own) known.set(world, (own = { appends: 0, seqs: new Map(), written: new Set() }));
  const { appends } = world;
  if (appends === own.appends) return own.written;
  own.appends = appends;
  for (const id of sheetIds) {
    const { seq } = (await world.disk.sheets.byId(id))!;
    const before = own.seqs.get(id) ?? 0;
    if (seq === before) continue;
    own.seqs.set(id, seq);
    // newest first: as far as it is new
    for (let limit = 50; ; limit *= 8) {
      const changes = await world.disk.entries.history(id, undefined, limit);
      for (const one of changes) if (one.seq > before) own.written.add(named(id, one.key, JSON.stringify(one.after)));
      if (changes.length < limit || changes.at(-1)!.seq <= before) break;
    }
  }
  return own.written;
}

const isListed = (page: Page, cell: CellKey): boolean => page.sheet.refused.some((one) => one.key === cell);

/** Nothing that a page shows as saved, or that the API was told is written, is missing on the disk. */
export async function lostAlthoughSaved(world: World): Promise<string[]> {
  for (const page of world.pages)
    for (const [cell, content] of page.typed)
      if (page.sheet.loaded && page.sheet.savedState(cell) === 'saved' && !isListed(page, cell))
        world.acknowledged.add(named(page.sheetId, cell, content));
  for (const one of world.serverWrites.splice(0)) world.acknowledged.add(named(one.sheetId, one.key, one.content));
  const kept = await written(world);
  return [...world.wrong, ...[...world.acknowledged].filter((one) => !kept.has(one))];
}

/** the storms are over: everything works, and time passes until nothing moves any more */
export async function calm(world: World): Promise<void> {
  for (const node of world.nodes) {
    node.isGated = false;
    node.failingReads = 0;
    node.storage.faults.length = 0;
    for (const gate of node.gates.splice(0)) gate();
  }
  await world.settle();
  for (const [who, [grants]] of Object.entries(moving)) {
    await world.disk.people.setGrants(asId<PersonId>(who), grants!);
    world.nodes[0]!.announcements.push({ kind: 'grants', person: asId<PersonId>(who) });
  }
  for (const sheet of sheetIds) {
    const { stage, seq } = (await world.disk.sheets.byId(sheet))!;
    if (stage !== 'submitted') continue;
    await world.disk.sheets.setStage(sheet, stage, seq, 'returned');
    for (const node of world.nodes) node.announcements.push({ kind: 'stage', sheet, stage: 'returned', seq });
  }
  for (const page of world.pages) page.isOffline = false;
  let calmRounds = 0;
  for (let round = 0; round < 150 && calmRounds < 4; round++) {
    await quietRound(world);
    calmRounds = isCalm(world) ? calmRounds + 1 : 0;
  }
}

async function quietRound(world: World): Promise<void> {
  while (world.dialling.length > 0) world.pickUp();
  for (const node of world.nodes) while (node.announcements.length > 0) await world.tellFeed(node, false);
  for (const { pair } of world.connections) {
    while (pair.isOpen && pair.toServer.length > 0 && !pair.server.isPaused) pair.deliverToServer();
    while (pair.isOpen && pair.toBrowser.length > 0) pair.deliverToBrowser();
    pair.deliverToServer();
    pair.deliverToBrowser();
  }
  world.forgetClosed();
  // who was shown the door comes back by a reload
  for (const page of [...world.pages]) {
    if (page.sheet.closedBecause === null) continue;
    page.sheet.close();
    world.openAgain(page);
  }
  await world.settle();
  await world.wait(3000);
  await world.settle();
}

const isCalm = (world: World): boolean =>
  world.pages.every(({ sheet }) => sheet.connection === 'online' && sheet.waitingCount === 0) &&
  world.connections.every(({ pair }) => !pair.hasNews) &&
  world.nodes.every((node) => node.announcements.length === 0);

/** What does not hold when everything is calm; empty: all is well. */
export async function broken(world: World): Promise<string[]> {
  const wrong = await lostAlthoughSaved(world);
  const kept = await written(world);
  for (const page of world.pages) {
    const { who, sheet, sheetId, typed } = page;
    if (sheet.connection !== 'online' || sheet.waitingCount > 0)
      wrong.push(`${who} ${sheetId}: ${sheet.connection}, ${sheet.waitingCount} wait (${sheet.closedBecause ?? ''})`);
    for (const { key: cell, reason } of sheet.refused)
      if (!mayBeRefused(page, reason)) wrong.push(`${who} ${sheetId} ${cell} was refused: ${reason}`);
    // no edit has vanished: it is in the history, or its person has it in their list
    for (const [cell, content] of typed)
      if (!isListed(page, cell) && !kept.has(named(sheetId, cell, content)))
        wrong.push(`${who} ${sheetId} ${cell}=${content} has vanished`);
  }
  for (const id of sheetIds) wrong.push(...(await disagreements(world, id)));
  return wrong;
}

/** an honest browser is refused for nothing but a closed stage, has been overtaken, or may no longer write there */
const mayBeRefused = ({ who }: Page, reason: string): boolean =>
  reason === 'stage-closed' || reason === 'changed-meanwhile' || (who in moving && reason === 'foreign-cell');

/** all documents are one, and so are entries, history and what is derived */
async function disagreements(world: World, id: (typeof sheetIds)[number]): Promise<string[]> {
  const wrong: string[] = [];
  const entries = await world.disk.entries.of(id);
  for (const one of (await doctor(world.disk, id)) ?? []) wrong.push(`doctor ${id}: ${one.kind} ${one.at}`);
  const derived = deriveAll(form, entries, new Map()).get(key('SUM'));
  for (const page of world.pages) {
    if (page.sheetId !== id) continue;
    const shown = world.contents(page);
    if (!sameContent(shown, Object.fromEntries(entries)))
      wrong.push(`${page.who} ${id} shows ${JSON.stringify(shown)}, on disk is ${JSON.stringify([...entries])}`);
    if (!sameContent(page.sheet.outcome(key('SUM')), derived)) wrong.push(`${page.who} ${id}: another sum`);
  }
  return wrong;
}
