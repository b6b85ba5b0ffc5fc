// What can happen in the world of the fuzz: one act is drawn for each step, and draws what it needs from the same chance.
import { asId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { sameContent } from '#core/sheet/document.ts';
import { isOpen, type Stage } from '#core/workflow/stages.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { key } from '#tests/tools/open-sheets.ts';
import type { Random } from '#tests/tools/random.ts';
import { form, moving, rowsOf, sheetIds, type Node, type Page, type World } from './sheet-world.ts';

type Act = (world: World, page: Page, node: Node) => void | Promise<void>;

/** weight, act; the first ones are in every run, of the others each run has some more and some less, or not at all */
const acts: readonly (readonly [number, Act])[] = [
  [16, type],
  [60, deliverSome],
  [14, (world) => world.pickUp()],
  [22, (world, _, node) => openGate(world, node, false)],
  [10, (world, _, node) => world.tellFeed(node, world.random.chance(0.3))],
  [5, (world) => world.wait(world.random.pick([1, 50, 400, 3000]))],
  [2, comeBack],
  [2, openStage]
];
const sometimes: readonly (readonly [number, Act])[] = [
  [2, (world, page) => turnBack(world, page, 'undo')],
  [1, (world, page) => turnBack(world, page, 'redo')],
  [1, takeFromList],
  [2, (world, _, node) => openGate(world, node, true)],
  [1, (world, _, node) => failReads(world, node)],
  [1, cutOne],
  [2, reload],
  [1, crash],
  [0.7, goOffline],
  [0.6, (world, _, node) => kill(world, node)],
  [0.3, (world, _, node) => restart(world, node)],
  [0.7, closeStage],
  [0.7, (world, _, node) => submit(world, node)],
  [1, moveRights],
  [2, (world, _, node) => writeByServer(world, node)],
  [1, point],
  [0.3, turnClock]
];

export type Step = (world: World) => Promise<void>;

/** What a run is made of: how often what happens in it. */
export function stepOf(random: Random): Step {
  const own = [...acts, ...sometimes.map(([weight, act]) => [weight * random.pick([0, 0.3, 1, 1, 3]), act] as const)];
  const total = own.reduce((sum, [weight]) => sum + weight, 0);
  return async (world) => {
    const page = world.random.pick(world.pages);
    const node = world.random.pick(world.nodes);
    let at = world.random.next() * total;
    const [, act] = own.find(([weight]) => (at -= weight) < 0)!;
    await act(world, page, node);
    await world.settle();
  };
}

// ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Does something on a page and takes down what it has written: what it shows afterwards, and did not before. What another tab of this
 * browser has typed and this one shows is written over knowingly, as in one tab.
 */
function writing(world: World, page: Page, work: () => void): void {
  const before = new Map([...form.entered].map((cell) => [cell, page.sheet.content(cell)]));
  work();
  for (const [cell, content] of before) {
    const now = page.sheet.content(cell);
    if (!now || sameContent(content, now)) continue;
    for (const other of world.pages)
      if (other.shelf === page.shelf && other.typed.get(cell) === JSON.stringify(content)) other.typed.delete(cell);
    page.typed.set(cell, JSON.stringify(now));
  }
}

function type(world: World, page: Page): void {
  const { random } = world;
  const rows = rowsOf[page.who]!;
  const content = () => (random.chance(0.06) ? { nothing: 'blank' as const } : { number: String(++world.values) });
  const cells = [...new Set([random.pick(rows), random.pick(rows)])];
  const writes = cells.map((cell) => ({ key: key(cell), content: content() }));
  writing(world, page, () => page.sheet.write(writes));
  world.note(`${page.who} types ${writes.map((one) => `${one.key}=${JSON.stringify(one.content)}`).join(' ')}`);
}

function turnBack(world: World, page: Page, direction: 'undo' | 'redo'): void {
  if (!(direction === 'undo' ? page.sheet.canUndo : page.sheet.canRedo)) return;
  writing(world, page, () => page.sheet[direction]());
  world.note(`${page.who}: ${direction}`);
}

/** of what was refused something is written again, or given up */
function takeFromList(world: World, page: Page): void {
  const { random } = world;
  if (page.sheet.refused.length === 0) return;
  const edit = random.pick(page.sheet.refused);
  if (random.chance(0.5)) {
    writing(world, page, () => page.sheet.keepRefused(edit.key));
    // a blank is kept in a cell that was never filled: nothing is to be written, and nothing will be in the history
    if (page.sheet.content(edit.key) === undefined) forgetTyped(world, page, edit.key);
    world.note(`${page.who} keeps ${edit.key}=${JSON.stringify(edit.content)}`);
    return;
  }
  forgetTyped(world, page, edit.key);
  page.sheet.dropRefused(edit.key);
  world.note(`${page.who} drops ${edit.key}=${JSON.stringify(edit.content)}`);
}

function forgetTyped(world: World, { shelf }: Page, cell: CellKey): void {
  for (const page of world.pages) if (page.shelf === shelf) page.typed.delete(cell);
}

function point(world: World, page: Page): void {
  page.sheet.pointAt(key(world.random.pick(rowsOf[page.who]!)), world.random.chance(0.3));
}

function reload(world: World, page: Page): void {
  world.note(`${page.who} reloads`);
  leave(world, page);
}

/** the browser is gone between two moments, and says goodbye to nobody */
function crash(world: World, page: Page): void {
  world.note(`${page.who}'s browser crashes`);
  for (const one of world.connections) if (one.page === page && one.pair.isOpen) one.pair.cut();
  leave(world, page);
}

function leave(world: World, page: Page): void {
  // of two tabs' refused edits of one cell the newer one is kept
  const kept = page.shelf.kept.about.refused;
  for (const { key: cell, content } of page.sheet.refused)
    if (!kept.some((one) => one.key === cell && sameContent(one.content, content))) page.typed.delete(cell);
  page.sheet.close();
  world.openAgain(page);
}

/** no network for a while, in which people go on typing and reload … */
function goOffline(world: World, page: Page): void {
  if (page.isOffline) return;
  page.isOffline = true;
  world.note(`${page.who} has no network`);
  for (const one of world.connections) if (one.page === page && one.pair.isOpen) one.pair.cut();
}

/** … then it comes back */
function comeBack(world: World): void {
  const page = world.pages.find((one) => one.isOffline);
  if (!page) return;
  page.isOffline = false;
  world.note(`${page.who} has a network again`);
}

// ── network, feed, disk, clock ────────────────────────────────────────────────────────────────────────────────────────

function deliverSome(world: World): void {
  const { random } = world;
  const open = world.connections.filter(({ pair }) => pair.hasNews);
  if (open.length === 0) return;
  const { pair } = random.pick(open);
  const count = 1 + random.below(6);
  for (let at = 0; at < count; at++) {
    if (random.chance(0.5)) pair.deliverToServer();
    else pair.deliverToBrowser();
  }
}

function cutOne(world: World): void {
  const open = world.connections.filter(({ pair }) => pair.isOpen);
  if (open.length > 0) world.random.pick(open).pair.cut();
}

function openGate(world: World, node: Node, isFaulty: boolean): void {
  const gate = node.gates.shift();
  if (!gate) return;
  if (isFaulty) {
    const fault = world.random.pick(['fails', 'fails-after', 'full'] as const);
    node.storage.faults.push(fault);
    world.note(`an append ${fault}`);
  }
  gate();
}

function failReads(world: World, node: Node): void {
  node.failingReads = 1 + world.random.below(2);
  world.note('readings fail');
}

function turnClock(world: World): void {
  const byMs = world.random.pick([-86_400_000, -3_600_000, -1000, 3_600_000]);
  world.clock.turnBy(byMs);
  world.note(`the clock is turned by ${byMs} ms`);
}

/** kill -9: what was on the way to the disk is stored or not; nobody hears of it */
async function kill(world: World, node: Node): Promise<void> {
  const at = world.nodes.indexOf(node);
  world.note(`node ${at} is killed`);
  world.nodes[at] = world.newNode();
  for (const gate of node.gates) if (world.random.chance(0.5)) gate();
  await world.settle(); // its last appends reach the disk, but its words reach nobody
  for (const one of world.connections) if (one.node === node && one.pair.isOpen) one.pair.cut();
  for (const what of node.announcements) if (what.kind === 'grants') world.nodes[at].announcements.push(what);
}

/** SIGTERM: what came in is on disk before it goes */
async function restart(world: World, node: Node): Promise<void> {
  const at = world.nodes.indexOf(node);
  world.note(`node ${at} restarts`);
  await world.closeNode(node);
  world.nodes[at] = world.newNode();
  for (const { pair, node: of } of world.connections) {
    if (of !== node) continue;
    while (pair.isOpen && (pair.toBrowser.length > 0 || pair.closing)) pair.deliverToBrowser();
    if (pair.isOpen) pair.cut();
  }
  for (const what of node.announcements) if (what.kind === 'grants') world.nodes[at].announcements.push(what);
}

// ── deeds ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function openStage(world: World): Promise<void> {
  return moveStage(world, 'submitted', 'returned');
}
function closeStage(world: World): Promise<void> {
  return moveStage(world, undefined, 'submitted');
}

/** behind the back of the nodes: as another process would do it */
async function moveStage(world: World, from: Stage | undefined, to: Stage): Promise<void> {
  const id = world.random.pick(sheetIds);
  const sheet = (await world.disk.sheets.byId(id))!;
  if (from ? sheet.stage !== from : !isOpen(sheet.stage)) return;
  if (!(await world.disk.sheets.setStage(id, sheet.stage, sheet.seq, to))) return;
  world.note(`stage of ${id}: ${to}`);
  world.random.pick(world.nodes).announcements.push({ kind: 'stage', sheet: id, stage: to, seq: sheet.seq });
}

/** A submission as the action does it: what it sealed is what stands on the disk. */
function submit(world: World, node: Node): void {
  const id = world.random.pick(sheetIds);
  const deed = async () => {
    const sealed = await node.live.decide(id, async ({ cells, seq, stage }) => {
      if (!isOpen(stage) || !(await world.disk.sheets.setStage(id, stage, seq, 'submitted'))) return undefined;
      const entries = await world.disk.entries.of(id);
      if (!sameContent(Object.fromEntries(entries), Object.fromEntries(cells)))
        world.wrong.push(`${id} was sealed at ${seq} with other cells than its entries`);
      return seq;
    });
    if (sealed === undefined) return;
    world.note(`${id} is submitted at ${sealed}`);
    node.announcements.push({ kind: 'stage', sheet: id, stage: 'submitted', seq: sealed });
  };
  deed().catch(() => undefined); // a bad disk: nothing was done, and the person was told
}

async function moveRights(world: World): Promise<void> {
  const { random } = world;
  const who = random.pick(Object.keys(moving));
  const grants = random.pick(moving[who]!);
  await world.disk.people.setGrants(asId<PersonId>(who), grants);
  random.pick(world.nodes).announcements.push({ kind: 'grants', person: asId<PersonId>(who) });
  world.note(`${who} may now ${grants.map(({ role, unit, department }) => `${role} ${unit} ${department ?? ''}`)}`);
}

/** the API or an import: told "written" means on disk */
function writeByServer(world: World, node: Node): void {
  const { random } = world;
  const who = random.pick(['cora', 'anna', 'duo']);
  const sheetId: SheetId = who === 'duo' ? random.pick(sheetIds) : sheetIds[0]!;
  const cells = [...new Set([random.pick(rowsOf[who]!), random.pick(rowsOf[who]!)])].map(key);
  const writes = cells.map((cell) => ({ key: cell, content: { number: String(++world.values) } }));
  const wanted = new Map<CellKey, string>(writes.map((one) => [one.key, JSON.stringify(one.content)]));
  const partial = random.chance(0.5);
  const deed = async () => {
    const person = (await world.disk.people.byId(asId<PersonId>(who)))!;
    const actor: Actor = { person: person.id, name: person.name, grants: person.grants };
    const state = random.chance(0.3) ? await node.live.read(sheetId) : undefined;
    const expected = state && new Map(cells.map((cell) => [cell, state.cells.get(cell)]));
    const origin = partial ? 'import' : 'api';
    const { written } = await node.live.writeCells(sheetId, actor, origin, writes, {
      partial,
      ...(expected ? { expected } : {})
    });
    for (const cell of written) world.serverWrites.push({ sheetId, key: cell, content: wanted.get(cell)! });
    world.note(`${origin} of ${who} wrote ${written.map((cell) => `${cell}=${wanted.get(cell)}`).join(' ')}`);
  };
  deed().catch(() => undefined); // a bad disk: the person was told so
}
