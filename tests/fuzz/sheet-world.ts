// A world for the fuzz: browsers, two server nodes on one disk, a network and a feed that lose things, and appends that wait, fail, or are
// stored without anyone hearing of it. What happens next is chosen by a seed (acts.ts); time passes only when the world says so.
import { asId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Grant } from '#core/workflow/actor.ts';
import { openSheet } from '#live/open-sheet.svelte.ts';
import type { OpenSheet } from '#live/open-sheet.ts';
import { emptyAbout, memoryCopy } from '#live/offline-copy.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { SheetSession } from '#server/sockets/in.ts';
import { makeRooms } from '#server/sockets/out.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import type { Announcement, Storage } from '#server/storage/storage.ts';
import { faulty, type FaultyStorage } from '#tests/tools/faulty-storage.ts';
import { aPerson } from '#tests/tools/kept-things.ts';
import { keepLiveThings, liveForm } from '#tests/tools/live-things.ts';
import { compiled } from '#tests/tools/open-sheets.ts';
import { randomOf, type Random } from '#tests/tools/random.ts';
import { BrowserEnd, SocketPair } from '#tests/tools/socket-pair.ts';
import { turn, type FakeClock } from './fake-clock.ts';

export const form = compiled(liveForm());
export const sheetIds = [asId<SheetId>('s1'), asId<SheetId>('s2')];

/** What an earlier page of the same browser has kept. Two tabs of one browser have one shelf. */
export type Shelf = NonNullable<Parameters<typeof memoryCopy>[0]>;
export const newShelf = (): Shelf => ({ kept: { updates: [], about: emptyAbout() } });

export interface Page {
  readonly who: string;
  readonly sheetId: SheetId;
  readonly sheet: OpenSheet;
  readonly shelf: Shelf;
  /** cell → what was written here last, as JSON */
  readonly typed: Map<CellKey, string>;
  /** where it dials next */
  node: number;
  /** its network is down */
  isOffline: boolean;
}

export interface Node {
  readonly storage: FaultyStorage;
  readonly live: LiveSheets;
  readonly rooms: ReturnType<typeof makeRooms>;
  /** appends and compactions that wait for the world */
  readonly gates: (() => void)[];
  readonly announcements: Announcement[];
  readonly hear: Set<(what: Announcement) => void>;
  isGated: boolean;
  /** so many of the next readings of whole sheets fail */
  failingReads: number;
}

/** A deed of the server for a person: API or import. */
export interface ServerWrite {
  sheetId: SheetId;
  key: CellKey;
  content: string;
}

interface Connected {
  pair: SocketPair;
  session: SheetSession;
  page: Page;
  node: Node;
}

const here = asId<UnitId>('u1');
const there = asId<UnitId>('u2');
const clerk = (unit: UnitId, department: string): Grant => ({ role: 'clerk', unit, department });

/** people whose rights move while they type, besides those of live-things.ts */
export const moving: Record<string, readonly Grant[][]> = {
  bea: [
    [clerk(here, 'GAJ')],
    [clerk(here, 'SFJ')],
    [clerk(here, 'GAJ'), clerk(here, 'SFJ')],
    [{ role: 'auditor', unit: here }],
    []
  ],
  duo: [
    [clerk(here, 'GAJ'), clerk(there, 'GAJ')],
    [clerk(here, 'SFJ'), clerk(there, 'GAJ')],
    [{ role: 'coordinator', unit: there }, clerk(here, 'GAJ')]
  ]
};

export const rowsOf: Record<string, readonly string[]> = {
  anna: ['A1', 'A2'],
  arno: ['A1', 'A2', 'A3'],
  bea: ['B1', 'B2', 'A1'],
  cora: ['A1', 'B1', 'N1'],
  duo: ['A1', 'B1', 'B2', 'N1'],
  stranger: ['A1', 'A2']
};

/**
 * Small bounds, so that everything that they bring about is met often. Renewals are in two of three worlds: some at rest only, some under
 * people's hands, some after nearly every commit.
 */
const limitsOf = (chance: Random) => ({
  ...smallLimits,
  ...chance.pick([
    {},
    { clientsAtRest: 1, clientsAtWork: 3 },
    { clientsAtRest: chance.pick([1, 4]), clientsAtWork: chance.pick([1, 3, 6, 1e9]) }
  ])
});
const smallLimits = {
  rowsPerSnapshot: 7,
  unloadAfterMs: 3000,
  commitLimitMs: 1e9,
  loadLimitMs: 1e9,
  deedLimitMs: 1e9,
  refusalsInARow: 8
};

const expectedDrops = /the disk (does not answer|answered too late)|another node was faster/;

export class World {
  readonly pages: Page[] = [];
  readonly nodes: Node[] = [];
  readonly connections: Connected[] = [];
  readonly dialling: { end: BrowserEnd; page: Page }[] = [];
  /** what the API and imports were told is written */
  readonly serverWrites: ServerWrite[] = [];
  /** `sheet cell content` that a page has shown as saved, or that the API was told is written */
  readonly acknowledged = new Set<string>();
  /** what was found wrong outside of the order of steps */
  readonly wrong: string[] = [];
  values = 0;
  /** how many documents were renewed, and how often anything was written to a sheet's log */
  renewals = 0;
  appends = 0;
  random: Random;
  /** what was done, for the reader of a failure */
  readonly diary: string[] = [];

  readonly #limits: Partial<LiveLimits>;

  constructor(
    readonly disk: Storage,
    readonly clock: FakeClock,
    seed: number
  ) {
    this.random = randomOf(seed);
    this.#limits = limitsOf(randomOf(seed + 3));
  }

  /** people, sheets, nodes, and everybody's pages */
  async begin(): Promise<void> {
    await keepLiveThings(this.disk);
    await this.disk.people.add(aPerson('duo', { grants: moving['duo']![0]! }));
    this.nodes.push(this.newNode(), this.newNode());
    const [first, second] = sheetIds as [SheetId, SheetId];
    for (const who of ['anna', 'bea', 'cora', 'anna', 'duo']) this.openPage(who, first);
    const shelf = newShelf();
    this.openPage('arno', first, shelf);
    this.openPage('arno', first, shelf);
    for (const who of ['stranger', 'duo']) this.openPage(who, second);
  }

  newNode(): Node {
    const hear: Node['hear'] = new Set();
    const announcements: Announcement[] = [];
    const gates: Node['gates'] = [];
    const { disk } = this;
    const noteAppend = () => void this.appends++;
    const noteRenewal = () => void this.renewals++;
    const gate = () => (node.isGated ? new Promise<void>((resolve) => gates.push(resolve)) : Promise.resolve());
    const readable = async <T>(work: () => Promise<T>): Promise<T> => {
      if (node.failingReads > 0) {
        node.failingReads--;
        throw new Error('the disk does not answer');
      }
      return work();
    };
    const storage = faulty({
      ...disk,
      log: {
        ...disk.log,
        async append(what) {
          const outcome = await disk.log.append(what);
          noteAppend();
          return outcome;
        },
        async compact(...what) {
          await gate();
          return readable(() => disk.log.compact(...what));
        },
        async renew(sheet, seq, renewed) {
          await gate();
          // as an append may be: not done, done unheard, or there is no room
          const fault = storage.faults.shift();
          if (fault === 'full') throw new Problem('disk-full');
          if (fault === 'fails') throw new Error('the disk does not answer');
          const isDone = await disk.log.renew(sheet, seq, renewed);
          if (isDone) noteRenewal();
          if (fault === 'fails-after') throw new Error('the disk answered too late');
          return isDone;
        }
      },
      snapshot: (work) => readable(() => disk.snapshot(work)),
      feed: {
        announce: (what) => void announcements.push(what),
        listen(listener) {
          hear.add(listener);
          return () => void hear.delete(listener);
        }
      }
    });
    storage.beforeAppend = gate;
    const live = makeLiveSheets({
      storage,
      forms: compiledForms(storage),
      clock: Date.now,
      limits: this.#limits,
      note: this.#heard
    });
    const rooms = makeRooms(live.limits);
    const node: Node = { storage, live, rooms, gates, announcements, hear, isGated: true, failingReads: 0 };
    return node;
  }

  /** What a bad disk does, and a node that is always faster, is expected; all else that makes a sheet leave memory is a mistake, however well its people get over it. */
  readonly #heard = (fact: string, { error }: Record<string, unknown>): void => {
    const isFine = fact !== 'sheet dropped' || expectedDrops.test(String(error));
    if (!isFine) this.wrong.push(`a sheet was dropped: ${String(error)}`);
  };

  openPage(
    who: string,
    sheetId: SheetId,
    shelf: Shelf = newShelf(),
    typed: Page['typed'] = new Map(),
    isOffline = false
  ): Page {
    const { dialling, random } = this;
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
        // also after this step: a rebase takes a new one
        randomClient: () => 1 + this.random.below(0xfffffffe)
      }
    );
    const page: Page = { who, sheetId, sheet, node: random.below(2), shelf, typed, isOffline };
    this.pages.push(page);
    return page;
  }

  /** a page of the same browser in the place of `page` */
  openAgain(page: Page): void {
    this.pages.splice(this.pages.indexOf(page), 1);
    this.openPage(page.who, page.sheetId, page.shelf, page.typed, page.isOffline);
  }

  note(what: string): void {
    this.diary.push(what);
  }

  /** lets everything run that does not wait for the world */
  async settle(): Promise<void> {
    for (let at = 0; at < 12; at++) await turn();
    // the disk rests a little after each commit
    this.clock.advance(1);
    for (let at = 0; at < 6; at++) await turn();
  }

  async wait(ms: number): Promise<void> {
    await this.clock.pass(ms);
  }

  // ── the network ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** a browser that dials is connected, or hears nothing but that there is no network */
  pickUp(): void {
    const dialled = this.dialling.shift();
    if (!dialled || dialled.end.readyState !== 0) return;
    const { end, page } = dialled;
    if (page.isOffline) return end.gone(1006, '');
    if (this.random.chance(0.3)) page.node = this.random.below(2);
    const node = this.nodes[page.node]!;
    const pair = new SocketPair(end);
    const session = new SheetSession(pair.server.asSocket(), {
      live: node.live,
      rooms: node.rooms,
      note: () => undefined
    });
    this.connections.push({ pair, session, page, node });
    const ask = async () => {
      const person = await this.disk.people.byId(asId<PersonId>(page.who));
      return person && { actor: { person: person.id, name: person.name, grants: person.grants }, hash: page.who };
    };
    void session.open(ask, page.sheetId);
    pair.connect();
    this.note(`${page.who} is connected to node ${page.node}`);
  }

  forgetClosed(): void {
    for (let at = this.connections.length - 1; at >= 0; at--)
      if (!this.connections[at]!.pair.isOpen) this.connections.splice(at, 1);
  }

  /** to the node itself, and to the other one now or never; who may do what is never lost */
  async tellFeed(node: Node, isLost: boolean): Promise<void> {
    const what = node.announcements.shift();
    if (!what) return;
    if (what.kind === 'grants') return this.#tellGrants(what.person);
    for (const other of this.nodes) if (other === node || !isLost) for (const listener of other.hear) listener(what);
  }

  /** as sockets/accept.ts does */
  async #tellGrants(who: PersonId): Promise<void> {
    const person = (await this.disk.people.byId(who))!;
    for (const { session, pair } of this.connections)
      if (pair.isOpen && session.asking?.actor.person === who)
        session.become({ person: person.id, name: person.name, grants: person.grants });
  }

  contents(page: Page): Record<string, CellContent> {
    return Object.fromEntries(
      [...form.cells.keys()].flatMap((cell) => {
        const content = page.sheet.content(cell);
        return content ? [[cell, content]] : [];
      })
    );
  }

  async end(): Promise<void> {
    for (const { sheet } of this.pages) sheet.close();
    for (const node of this.nodes) await this.closeNode(node);
  }

  /** SIGTERM. Its clock must go on meanwhile: a batch may wait for a moment. */
  async closeNode(node: Node): Promise<void> {
    node.isGated = false;
    node.failingReads = 0;
    for (const gate of node.gates.splice(0)) gate();
    let isClosed = false;
    void node.live.close().then(() => (isClosed = true));
    for (let tries = 0; !isClosed && tries < 1000; tries++) {
      await this.settle();
      await this.wait(5);
    }
    if (!isClosed) this.wrong.push('a node does not stop');
  }
}
