// A world for the fuzz: browsers, two server nodes on one disk, a network and a feed that lose things, and appends that wait, fail, or are
// stored without anyone hearing of it. What happens next is chosen by a seed; time passes only when the world says so.
import { vi } from 'vitest';
import type { CellContent } from '#core/forms/cell-value.ts';
import { openSheet } from '#live/open-sheet.svelte.ts';
import type { OpenSheet } from '#live/open-sheet.ts';
import { emptyAbout, memoryCopy } from '#live/offline-copy.ts';
import { doctor } from '#server/live/doctor.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { SheetSession } from '#server/sockets/in.ts';
import { makeRooms } from '#server/sockets/out.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import type { Announcement, Storage } from '#server/storage/storage.ts';
import { faulty, type FaultyStorage } from '#tests/tools/faulty-storage.ts';
import { actorOf, liveForm, sheetId } from '#tests/tools/live-server.ts';
import { compiled, key } from '#tests/tools/open-sheets.ts';
import type { Random } from '#tests/tools/random.ts';
import { BrowserEnd, SocketPair } from '#tests/tools/socket-pair.ts';

const realImmediate = setImmediate;
const turn = () => new Promise<void>((resolve) => realImmediate(resolve));
const form = compiled(liveForm());

export interface Page {
  who: string;
  sheet: OpenSheet;
  node: number;
  shelf: NonNullable<Parameters<typeof memoryCopy>[0]>;
  /** cell → the newest number that was typed here */
  typed: Map<string, string>;
}

interface Node {
  storage: FaultyStorage;
  live: LiveSheets;
  rooms: ReturnType<typeof makeRooms>;
  /** appends that wait for the world */
  gates: (() => void)[];
  announcements: Announcement[];
  hear: Set<(what: Announcement) => void>;
}

export class World {
  readonly pages: Page[] = [];
  readonly nodes: Node[] = [];
  readonly pairs: { pair: SocketPair; node: number }[] = [];
  readonly dialling: { end: BrowserEnd; page: Page }[] = [];
  gated = true;
  values = 0;
  /** what was done, for the reader of a failure */
  readonly diary: string[] = [];

  constructor(
    readonly disk: Storage,
    readonly random: Random,
    people: readonly string[]
  ) {
    this.nodes.push(this.newNode(), this.newNode());
    for (const who of people) this.openPage(who);
  }

  newNode(): Node {
    const hear: Node['hear'] = new Set();
    const announcements: Announcement[] = [];
    const gates: Node['gates'] = [];
    const storage = faulty({
      ...this.disk,
      feed: {
        announce: (what) => void announcements.push(what),
        listen(listener) {
          hear.add(listener);
          return () => void hear.delete(listener);
        }
      }
    });
    storage.beforeAppend = () => (this.gated ? new Promise<void>((resolve) => gates.push(resolve)) : undefined);
    const limits = { rowsPerSnapshot: 7, unloadAfterMs: 3000, commitLimitMs: 1e9, loadLimitMs: 1e9, refusalsInARow: 8 };
    const live = makeLiveSheets({ storage, forms: compiledForms(storage), clock: Date.now, limits });
    return { storage, live, rooms: makeRooms(live.limits), gates, announcements, hear };
  }

  openPage(
    who: string,
    shelf: Page['shelf'] = { kept: { updates: [], about: emptyAbout() } },
    typed = new Map<string, string>()
  ): void {
    const { dialling, random } = this;
    const node = random.below(2);
    class Dial extends BrowserEnd {
      constructor() {
        super();
        dialling.push({ end: this, page });
      }
    }
    const sheet = openSheet(
      { socketUrl: 'ws://here/sync', sheetId, person: who, form, previous: new Map() },
      {
        offline: memoryCopy(shelf),
        WebSocketClass: Dial as unknown as typeof WebSocket,
        randomClient: () => 1 + random.below(0xfffffffe)
      }
    );
    const page: Page = { who, sheet, node, shelf, typed };
    this.pages.push(page);
  }

  note(what: string): void {
    this.diary.push(what);
  }

  /** lets everything run that does not wait for the world */
  async settle(): Promise<void> {
    for (let at = 0; at < 12; at++) await turn();
  }

  // ── what can happen ─────────────────────────────────────────────────────────────────────────────────────────────────

  async step(): Promise<void> {
    const { random } = this;
    const page = random.pick(this.pages);
    const node = random.pick(this.nodes);
    const acts: [weight: number, act: () => void | Promise<void>][] = [
      [14, () => this.type(page)],
      [2, () => this.undo(page)],
      [30, () => this.deliverSome()],
      [8, () => this.pickUp()],
      [12, () => this.openGate(node, false)],
      [2, () => this.openGate(node, true)],
      [6, () => this.tellFeed(node, random.chance(0.3))],
      [2, () => this.cutOne()],
      [2, () => this.reload(page)],
      [1, () => this.kill(this.nodes.indexOf(node))],
      [2, () => this.moveStage()],
      [5, () => this.wait(random.pick([1, 50, 400, 3000]))]
    ];
    let at = random.below(acts.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, act] of acts) {
      at -= weight;
      if (at >= 0) continue;
      await act();
      break;
    }
    await this.settle();
  }

  type(page: Page): void {
    const rows = page.who === 'bea' ? ['B1', 'B2'] : page.who === 'cora' ? ['A1', 'B1', 'N1'] : ['A1', 'A2'];
    const writes = [...new Set([this.random.pick(rows), this.random.pick(rows)])].map((cell) => ({
      key: key(cell),
      content: { number: String(++this.values) }
    }));
    const refused = page.sheet.write(writes);
    for (const write of writes)
      if (!refused.some((one) => one.key === write.key)) page.typed.set(write.key, write.content.number);
    this.note(`${page.who} types ${writes.map((one) => `${one.key}=${one.content.number}`).join(' ')}`);
  }

  undo(page: Page): void {
    if (!page.sheet.canUndo) return;
    page.sheet.undo();
    // what was typed before no longer stands for this person; it is in the history or it was never sent
    for (const cell of [...page.typed.keys()])
      if (page.sheet.content(key(cell.split('/')[1]!)) !== undefined) page.typed.delete(cell);
    this.note(`${page.who} undoes`);
  }

  deliverSome(): void {
    const open = this.pairs.filter(({ pair }) => pair.hasNews);
    if (open.length === 0) return;
    const { pair } = this.random.pick(open);
    const count = 1 + this.random.below(6);
    for (let at = 0; at < count; at++) {
      if (this.random.chance(0.5)) pair.deliverToServer();
      else pair.deliverToBrowser();
    }
  }

  /** a browser that dials is connected */
  pickUp(): void {
    const dialled = this.dialling.shift();
    if (!dialled || dialled.end.readyState !== 0) return;
    const { end, page } = dialled;
    if (this.random.chance(0.3)) page.node = this.random.below(2);
    const pair = new SocketPair(end);
    this.pairs.push({ pair, node: page.node });
    const { live, rooms } = this.nodes[page.node]!;
    const session = new SheetSession(pair.server.asSocket(), { live, rooms, note: () => undefined });
    void session.open(async () => ({ actor: actorOf(page.who), hash: page.who }), sheetId);
    pair.connect();
    this.note(`${page.who} is connected to node ${page.node}`);
  }

  openGate(node: Node, isFaulty: boolean): void {
    const gate = node.gates.shift();
    if (!gate) return;
    if (isFaulty) {
      const fault = this.random.pick(['fails', 'fails-after'] as const);
      node.storage.faults.push(fault);
      this.note(`an append ${fault}`);
    }
    gate();
  }

  /** to the node itself at once, to the other one now, or never */
  tellFeed(node: Node, isLost: boolean): void {
    const what = node.announcements.shift();
    if (!what) return;
    for (const other of this.nodes) if (other === node || !isLost) for (const listener of other.hear) listener(what);
  }

  cutOne(): void {
    const open = this.pairs.filter(({ pair }) => pair.isOpen);
    if (open.length > 0) this.random.pick(open).pair.cut();
  }

  reload(page: Page): void {
    this.note(`${page.who} reloads`);
    page.sheet.close();
    this.pages.splice(this.pages.indexOf(page), 1);
    this.openPage(page.who, page.shelf, page.typed);
  }

  /** kill -9: what was on the way to the disk is stored or not; nobody hears of it */
  async kill(at: number): Promise<void> {
    this.note(`node ${at} is killed`);
    const node = this.nodes[at]!;
    this.nodes[at] = this.newNode();
    for (const gate of node.gates) if (this.random.chance(0.5)) gate();
    await this.settle(); // its last appends reach the disk, but its words reach nobody
    for (const one of this.pairs) if (one.node === at && one.pair.isOpen) one.pair.cut();
  }

  async moveStage(): Promise<void> {
    const sheet = (await this.disk.sheets.byId(sheetId))!;
    const to = sheet.stage === 'submitted' ? 'returned' : 'submitted';
    if (to === 'submitted' && this.random.chance(0.5)) return;
    if (!(await this.disk.sheets.setStage(sheetId, sheet.stage, sheet.seq, to))) return;
    this.note(`stage ${to}`);
    this.random.pick(this.nodes).announcements.push({ kind: 'stage', sheet: sheetId, stage: to, seq: sheet.seq });
  }

  async wait(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  // ── what must hold ──────────────────────────────────────────────────────────────────────────────────────────────────

  async writtenValues(): Promise<Map<string, Set<string>>> {
    const values = new Map<string, Set<string>>();
    for (const { key, after } of await this.disk.entries.history(sheetId, undefined, 1e6)) {
      const own = values.get(key) ?? new Set();
      values.set(key, own.add((after as { number?: string }).number ?? ''));
    }
    return values;
  }

  /** nothing that a browser shows as saved is missing on the disk */
  async lostAlthoughSaved(): Promise<string[]> {
    const values = await this.writtenValues();
    return this.pages.flatMap(({ who, sheet, typed }) =>
      [...typed]
        .filter(
          ([cell]) =>
            sheet.loaded &&
            sheet.savedState(cell as never) === 'saved' &&
            !sheet.refused.some((one) => one.key === cell)
        )
        .filter(([cell, number]) => !values.get(cell)?.has(number))
        .map(([cell, number]) => `${who} ${cell}=${number}`)
    );
  }

  /** the storms are over: everything works, and time passes until nothing moves any more */
  async calm(): Promise<void> {
    this.gated = false;
    for (const node of this.nodes) {
      node.storage.faults.length = 0;
      for (const gate of node.gates.splice(0)) gate();
    }
    const { stage, seq } = (await this.disk.sheets.byId(sheetId))!;
    if (stage === 'submitted') {
      await this.disk.sheets.setStage(sheetId, stage, seq, 'returned');
      for (const node of this.nodes) node.announcements.push({ kind: 'stage', sheet: sheetId, stage: 'returned', seq });
    }
    const isCalm = () =>
      this.pages.every(({ sheet }) => sheet.connection === 'online' && sheet.waitingCount === 0) &&
      this.pairs.every(({ pair }) => !pair.hasNews) &&
      this.nodes.every((node) => node.announcements.length === 0);
    let calmRounds = 0;
    for (let round = 0; round < 400 && calmRounds < 4; round++) {
      while (this.dialling.length > 0) this.pickUp();
      for (const node of this.nodes) while (node.announcements.length > 0) this.tellFeed(node, false);
      for (const { pair } of this.pairs) {
        while (pair.isOpen && pair.toServer.length > 0) pair.deliverToServer();
        while (pair.isOpen && pair.toBrowser.length > 0) pair.deliverToBrowser();
        pair.deliverToServer();
        pair.deliverToBrowser();
      }
      await this.settle();
      await this.wait(3000);
      await this.settle();
      calmRounds = isCalm() ? calmRounds + 1 : 0;
    }
  }

  contents(page: Page): Record<string, CellContent> {
    return Object.fromEntries(
      [...form.cells.keys()].flatMap((cell) => {
        const content = page.sheet.content(cell);
        return content ? [[cell, content]] : [];
      })
    );
  }

  doctor = () => doctor(this.disk, sheetId);

  async end(): Promise<void> {
    this.gated = false;
    for (const { gates } of this.nodes) for (const gate of gates.splice(0)) gate();
    for (const { sheet } of this.pages) sheet.close();
    for (const { live } of this.nodes) await live.close();
  }
}
