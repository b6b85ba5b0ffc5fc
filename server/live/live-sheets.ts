// All sheets that are being edited on this node: loaded when somebody asks, let go when nobody does. The door for actions and sockets.
import type { SheetId } from '#core/basics/ids.ts';
import { isProblem, Problem } from '#core/basics/problem.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Announcement, Origin, Storage } from '#server/storage/storage.ts';
import { liveLimits, type LiveLimits } from './limits.ts';
import { LiveSheet } from './live-sheet.ts';
import { makeRests } from './rests.ts';
import { loadSheet } from './sheet-copy.ts';
import { renewIfCrowded } from './upkeep.ts';
import { within } from './within.ts';
import type { SheetState, WriteResult } from './writer.ts';

export interface LiveSheetsNeeds {
  storage: Storage;
  forms: CompiledForms;
  /** ms since 1970; stamps rows and history */
  clock: () => number;
  /** a short fact with fields; never cell contents */
  note?: (fact: string, fields: Record<string, unknown>) => void;
  /** for tests: other bounds */
  limits?: Partial<LiveLimits>;
}

export interface WriteOptions {
  /** key → what the person saw there (undefined: never filled); a cell that holds something else is refused with `changed-meanwhile` */
  expected?: ReadonlyMap<string, CellContent | undefined>;
  /** write the lawful ones although others are refused; default: one refused cell and nothing is written */
  partial?: boolean;
}

export interface LiveSheets {
  /** The sheet, kept in memory until `release`. @throws Problem `not-found`, `busy` */
  hold(id: SheetId): Promise<{ sheet: LiveSheet; release(): void }>;
  /** What stands in the sheet, on disk, at `seq`. @throws Problem `not-found`, `busy` */
  read(id: SheetId): Promise<SheetState>;
  /**
   * Writes cells for a person, by the same intake as typing; those who have the sheet open see them appear. Resolves when they are on disk.
   * `refused` names the cells that were not written, and why; without `partial` then `written` is empty.
   * Contents that stand there already count as written. @throws Problem `not-found`, `busy`
   */
  writeCells(
    id: SheetId,
    actor: Actor,
    origin: Origin,
    writes: readonly { key: string; content: unknown }[],
    options?: WriteOptions
  ): Promise<WriteResult>;
  /**
   * Runs `work` with the intake drained: all edits before are on disk, later ones wait until it is done. So a stage that `work` sets for
   * `seq` seals what `cells` says. What `work` throws is thrown. At most `deedLimitMs`.
   */
  decide<T>(id: SheetId, work: (state: SheetState) => Promise<T>): Promise<T>;
  /** what is kept of it was found not to be whole when it was last asked for */
  isDamaged(id: SheetId): boolean;
  /** all sheets in memory; each is whole on disk unless it is just being written */
  loaded(): readonly LiveSheet[];
  readonly limits: LiveLimits;
  /** Takes no more edits, puts on disk what came in, and tells those who have sheets open that the server restarts. */
  close(): Promise<void>;
}

interface Entry {
  opening: Promise<LiveSheet>;
  sheet?: LiveSheet;
  holders: number;
  unload?: NodeJS.Timeout;
}

export function makeLiveSheets(needs: LiveSheetsNeeds): LiveSheets {
  const limits: LiveLimits = { ...liveLimits, ...needs.limits };
  const note = needs.note ?? (() => undefined);
  const rests = makeRests(limits);
  const entries = new Map<SheetId, Entry>();
  const damaged = new Set<SheetId>();
  let closing = false;

  const open = async (id: SheetId): Promise<LiveSheet> => {
    const load = () => loadSheet(needs, id);
    const copy = await within(load(), limits.loadLimitMs, 'loading a sheet');
    if (!copy) throw new Problem('not-found', { what: 'sheet' });
    damaged.delete(id); // it may have been restored meanwhile
    const renewed = await renewIfCrowded(copy, limits.clientsAtRest, { storage: needs.storage, limits, note });
    return new LiveSheet(renewed ?? copy, { storage: needs.storage, load, limits, rests, clock: needs.clock, note });
  };
  const noteDamage = (id: SheetId, error: unknown): void => {
    if (!isProblem(error) || error.code !== 'sheet-damaged') return;
    damaged.add(id);
    note('sheet damaged', { sheet: id, error: String(error.cause) });
  };

  const entryOf = (id: SheetId): Entry => {
    const known = entries.get(id);
    if (known && !known.sheet?.isOver) return known;
    const entry: Entry = { opening: open(id), holders: 0 };
    entries.set(id, entry);
    entry.opening.then(
      (sheet) => (entry.sheet = sheet),
      (error: unknown) => {
        if (entries.get(id) === entry) entries.delete(id);
        noteDamage(id, error);
      }
    );
    return entry;
  };

  const release = (id: SheetId, entry: Entry) => {
    entry.holders--;
    if (entry.holders > 0 || entry.unload) return;
    entry.unload = setTimeout(() => {
      // over meanwhile, or the disk does not answer: what was to be put in order is no worse than before
      const rested = entry.sheet?.rest().catch(() => undefined);
      void Promise.resolve(rested).then(() => {
        entry.unload = undefined;
        if (entry.holders > 0) return;
        // nothing to write: the document is what is on disk
        entry.sheet?.drop('restart');
        if (entries.get(id) === entry) entries.delete(id);
      });
    }, limits.unloadAfterMs);
    entry.unload.unref();
  };

  const hold = async (id: SheetId): Promise<{ sheet: LiveSheet; release(): void }> => {
    if (closing) throw new Problem('busy');
    const entry = entryOf(id);
    entry.holders++;
    clearTimeout(entry.unload);
    entry.unload = undefined;
    let held = true;
    const letGo = () => {
      if (held) release(id, entry);
      held = false;
    };
    try {
      return { sheet: await entry.opening, release: letGo };
    } catch (error) {
      letGo();
      throw error;
    }
  };

  const using = async <T>(id: SheetId, work: (sheet: LiveSheet) => Promise<T>): Promise<T> => {
    const { sheet, release } = await hold(id);
    try {
      return await work(sheet);
    } finally {
      release();
    }
  };

  const loaded = (): LiveSheet[] =>
    [...entries.values()].flatMap(({ sheet }) => (sheet && !sheet.isOver ? [sheet] : []));
  const sheetOf = (id: SheetId) => entries.get(id)?.sheet;
  const stopWatching = watch(needs.storage, loaded, sheetOf, limits, note);

  return {
    hold,
    read: (id) => using(id, (sheet) => sheet.read()),
    writeCells: (id, actor, origin, writes, { expected, partial = false } = {}) =>
      using(id, (sheet) => sheet.write({ actor, origin, writes, expected, partial })),
    decide: (id, work) => using(id, (sheet) => sheet.decide(work)),
    isDamaged: (id) => damaged.has(id),
    loaded,
    limits,
    async close() {
      closing = true;
      stopWatching();
      await Promise.allSettled([...entries.values()].map(({ opening }) => opening));
      await Promise.allSettled(loaded().map((sheet) => sheet.drain()));
      for (const sheet of loaded()) sheet.drop('restart');
      for (const { unload } of entries.values()) clearTimeout(unload);
      entries.clear();
    }
  };
}

/** What others announce, and what an announcement that was lost would have said. */
function watch(
  storage: Storage,
  loaded: () => readonly LiveSheet[],
  sheetOf: (id: SheetId) => LiveSheet | undefined,
  limits: LiveLimits,
  note: (fact: string, fields: Record<string, unknown>) => void
): () => void {
  const catchUp = (sheet: LiveSheet, seq?: number) => {
    // dropped meanwhile, or the disk does not answer: the next edit finds out for itself
    sheet.catchUp(seq).catch((error: unknown) => note('not caught up', { sheet: sheet.id, error: String(error) }));
  };
  const listener = (what: Announcement) => {
    if (what.kind !== 'stage' && what.kind !== 'rows') return;
    const sheet = sheetOf(what.sheet);
    if (what.kind === 'stage') sheet?.stageMoved(what.stage);
    else if (sheet && what.seq > sheet.seq) catchUp(sheet, what.seq);
  };
  const unlisten = storage.feed.listen(listener);
  const timer = setInterval(() => {
    for (const sheet of loaded()) if (!sheet.isIdle) catchUp(sheet);
  }, limits.checkEveryMs);
  timer.unref();
  return () => {
    unlisten();
    clearInterval(timer);
  };
}
