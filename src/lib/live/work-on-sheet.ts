// The work on an open sheet: document, connection, offline copy, numbers and undo put together. What the screen watches is written into a
// `SheetView`, which open-sheet.svelte.ts makes reactive.
import type * as Y from 'yjs';
import { checkContentFor } from '#core/forms/check-content.ts';
import { valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import {
  decideBrowser,
  noteWrites,
  settleSaved,
  type BrowserEvent,
  type BrowserState,
  type Unsaved,
  type Waiting
} from '#core/sheet/browser-session.ts';
import { knowsKey, whyNotWritable } from '#core/sheet/cell-rights.ts';
import {
  cellsOf,
  highestClient,
  newDocument,
  readStateVector,
  sameContent,
  standingWrite,
  writeCells,
  type SheetDocument
} from '#core/sheet/document.ts';
import type { RefusalReason, Saved, Status } from '#core/sheet/messages.ts';
import { Connection } from './connection.ts';
import { keptSheet } from './kept-sheet.ts';
import { indexedDbCopy, type Kept, type OfflineCopy, type Refusal } from './offline-copy.ts';
import type { CellsChanged, OpenSheet, OpenSheetOptions, Write } from './open-sheet.ts';
import { overwrites } from './overwrites.ts';
import { sheetNumbers } from './sheet-numbers.ts';
import { undoStack } from './undo-stack.ts';

/** What a browser has of itself, and a test brings along. */
export interface OpenSheetParts {
  offline?: OfflineCopy;
  WebSocketClass?: typeof WebSocket;
  now?: () => number;
  randomClient?: () => number;
  /** hears why there is no offline copy */
  onTrouble?: (error: unknown) => void;
}

type Watched =
  | 'connection'
  | 'loaded'
  | 'waitingCount'
  | 'savedAt'
  | 'status'
  | 'closedBecause'
  | 'others'
  | 'findings'
  | 'refused'
  | 'canUndo'
  | 'canRedo';
/** the properties of an open sheet that change, written here and read by the screen */
export type SheetView = { -readonly [Name in Watched]: OpenSheet[Name] };

type WhyNot = ReturnType<OpenSheet['whyNot']>;

/** A document with its connection: the one that is shown, or a fresh copy that is on its way. */
interface Line {
  doc: SheetDocument;
  connection: Connection | undefined;
  synced: boolean;
  status: Status | undefined;
}

/** origin of my own writes in the document */
const mine = Symbol('mine');

const randomClient = (): number => {
  const client = crypto.getRandomValues(new Uint32Array(1))[0]!;
  return client === 0 ? highestClient : client;
};

export function workOnSheet(
  options: OpenSheetOptions,
  parts: OpenSheetParts,
  view: SheetView
): Omit<OpenSheet, Watched> {
  const { form } = options;
  const now = parts.now ?? Date.now;
  const newClient = parts.randomClient ?? randomClient;
  const keepsNothing = options.offlineCopy === false && !parts.offline;
  const kept = keptSheet(
    keepsNothing ? undefined : (parts.offline ?? indexedDbCopy(options.person, options.sheetId, parts.onTrouble))
  );
  const numbers = sheetNumbers(form, options.previous);
  const waiting: Waiting = new Map();
  const undo = undoStack();
  const meetings = overwrites(now);
  const listeners = new Set<(changed: CellsChanged) => void>();

  const newLine = (): Line => ({
    doc: newDocument(newClient(), kept.isUnsaved),
    connection: undefined,
    synced: false,
    status: undefined
  });
  let line = newLine();
  /** a fresh copy on its way, during a rebase */
  let fresh: Line | undefined;
  let stopWatching = () => {};
  let machine: BrowserState = { at: 'opening' };
  let over = false;
  view.findings = numbers.findings;

  const standing = (key: CellKey) => standingWrite(line.doc, key);

  // ── what changed ──────────────────────────────────────────────────────────────────────────────────────────────────

  function tell(keys: readonly CellKey[], by: CellsChanged['by']): void {
    view.waitingCount = waiting.size;
    view.canUndo = undo.canUndo;
    view.canRedo = undo.canRedo;
    if (keys.length > 0) for (const listener of [...listeners]) listener({ keys, by });
  }

  /** Takes what the document holds in these cells, and tells of all that changed with it. Keys that the form does not know are ignored. */
  function take(keys: Iterable<string>, by: CellsChanged['by']): void {
    const changed = new Map<CellKey, CellContent | undefined>();
    for (const key of keys) {
      const content = cellsOf(line.doc).get(key);
      if (knowsKey(form, key) && content !== numbers.cells.get(key as CellKey)) changed.set(key as CellKey, content);
    }
    const derived = numbers.take(changed);
    view.findings = numbers.findings;
    if (view.refused.some(({ key }) => changed.has(key))) showRefused(view.refused);
    tell([...changed.keys(), ...derived], by);
  }

  function heardCells(event: Y.YMapEvent<CellContent>, transaction: Y.Transaction): void {
    if (transaction.origin === mine) return; // `make` takes them, when they are known as waiting
    const keys = [...event.keysChanged] as CellKey[];
    // what comes with the opening has stood there before: nobody is writing it now
    if (line.synced)
      for (const key of keys)
        meetings.heard(key, numbers.cells.get(key), cellsOf(line.doc).get(key), undo.isMine(key, standing(key)));
    take(keys, 'others');
  }

  /** The offline copy listens before the connection does: an update is kept first, then said. */
  function watch(doc: SheetDocument): void {
    const stopKeeping = kept.watch(doc);
    cellsOf(doc).observe(heardCells);
    stopWatching = () => {
      stopKeeping();
      cellsOf(doc).unobserve(heardCells);
    };
  }

  const keep = () => {
    const refused = view.refused.map(({ key, content, reason }) => ({ key, content, reason }));
    kept.keep(line.doc, { status: view.status, refused });
  };

  // ── the server's words ────────────────────────────────────────────────────────────────────────────────────────────

  function connect(to: Line): void {
    const isCurrent = () => to === (fresh ?? line);
    const ready = () => {
      if (to !== fresh) return;
      if (to.synced && to.status) useFreshCopy(to, to.status);
    };
    to.connection = new Connection(
      to.doc,
      { ...options, WebSocketClass: parts.WebSocketClass },
      {
        state: (state) => void (isCurrent() && (view.connection = state)),
        synced() {
          to.synced = true;
          if (to === line) view.loaded = true;
          ready();
        },
        saved: (saved) => void (isCurrent() && noteSaved(saved)),
        refused: (refused) => void (isCurrent() && act({ kind: 'refused', refused })),
        status(status) {
          to.status = status;
          if (to === line) noteStatus(status);
          ready();
        },
        others: (others) => void (isCurrent() && (view.others = others)),
        closed(because) {
          view.closedBecause = because;
          view.connection = 'closed';
        }
      }
    );
  }

  function noteStatus(status: Status): void {
    const { seq: _, ...before } = view.status ?? { seq: 0 };
    const { seq: __, ...after } = status;
    view.status = status;
    if (!sameContent(before, after)) keep();
  }

  function noteSaved({ stateVector }: Saved): void {
    const clocks = readStateVector(stateVector);
    if (!clocks) return;
    const settled = settleSaved(waiting, clocks);
    if (!kept.noteSaved(clocks) && settled.length === 0) return;
    view.savedAt = now();
    act({ kind: 'saved' });
    keep();
    tell(settled, 'me');
  }

  // ── rebase ────────────────────────────────────────────────────────────────────────────────────────────────────────

  function act(event: BrowserEvent): void {
    const { state, steps } = decideBrowser(machine, event);
    machine = state;
    for (const step of steps) {
      if (step.do === 'take-fresh-copy') takeFreshCopy();
      else if (step.do === 'list') list(step.edits);
      else for (const piece of step.pieces) writeAgain(piece);
    }
  }

  function takeFreshCopy(): void {
    line.connection?.close();
    fresh = newLine();
    connect(fresh);
  }

  /** What was shown stays until the fresh copy is whole; what was typed meanwhile is carried over too. */
  function useFreshCopy(next: Line, status: Status): void {
    stopWatching();
    const overtaken = new Set([...waiting.values()].filter((edit) => !sameWrite(standing(edit.key), edit)));
    line.doc.destroy();
    line = next;
    fresh = undefined;
    view.loaded = true;
    view.status = status;
    kept.startAnew(line.doc);
    watch(line.doc);
    act({
      kind: 'fresh-copy',
      waiting,
      whyNot: (key) => refusalOf(whyNot(key)),
      isOvertaken: (edit) => overtaken.has(edit)
    });
    keep();
    take(new Set([...numbers.cells.keys(), ...cellsOf(line.doc).keys()]), 'others');
  }

  function list(edits: readonly { edit: Unsaved; reason: RefusalReason }[]): void {
    const newest = new Map<CellKey, Refusal>(view.refused.map((one) => [one.key, one]));
    for (const { edit, reason } of edits) {
      waiting.delete(edit.key);
      newest.set(edit.key, { key: edit.key, content: edit.content, reason });
    }
    showRefused([...newest.values()]);
    tell(
      edits.map(({ edit }) => edit.key),
      'me'
    );
  }

  function writeAgain(edits: readonly Unsaved[]): void {
    const written = writeCells(line.doc, edits, mine);
    for (const [at, write] of written.entries()) undo.renameMine(write.key, edits[at]!, write);
    noteWrites(waiting, written);
  }

  function showRefused(edits: readonly Refusal[]): void {
    view.refused = edits.map(({ key, content, reason }) => ({
      key,
      content,
      reason,
      standing: cellsOf(line.doc).get(key)
    }));
  }

  // ── my own writes ─────────────────────────────────────────────────────────────────────────────────────────────────

  function whyNot(key: CellKey): WhyNot {
    if (!view.loaded || view.status === null) return 'not-loaded';
    const reason = whyNotWritable(form, key, view.status.writable);
    if (reason === 'unknown-cell' || reason === 'not-entered') return reason;
    return view.closedBecause === 'not-allowed' ? 'read-only-role' : (view.status.locked ?? reason);
  }

  function make(writes: readonly Write[]): void {
    // first who writes, then what: so the offline copy never holds a write that it does not know as this browser's
    if (kept.useClient(line.doc.clientID)) keep();
    for (const { key, content } of writes)
      meetings.wrote(key, content, numbers.cells.get(key), undo.isMine(key, standing(key)));
    const written = writeCells(line.doc, writes, mine);
    noteWrites(waiting, written);
    for (const write of written) undo.noteMine(write.key, write);
    take(
      writes.map(({ key }) => key),
      'me'
    );
  }

  function write(writes: readonly Write[]): ReturnType<OpenSheet['write']> {
    const unlawful: { key: CellKey; reason: NonNullable<WhyNot> }[] = [];
    const lawful = new Map<CellKey, CellContent>();
    for (const { key, content } of writes) {
      const isGood = () => checkContentFor(content, key, form.cells.get(valueKey(key))!).ok;
      const reason = whyNot(key) ?? (isGood() ? undefined : 'bad-value');
      if (reason) unlawful.push({ key, reason });
      else lawful.set(key, content);
    }
    const step = [...lawful]
      .map(([key, after]) => ({ key, before: numbers.cells.get(key), after }))
      .filter(({ before, after }) => !sameContent(before ?? { nothing: 'blank' }, after));
    if (step.length === 0) return unlawful;
    undo.push(step);
    make(step.map(({ key, after }) => ({ key, content: after })));
    return unlawful;
  }

  function turn(direction: 'undo' | 'redo'): readonly CellKey[] {
    if (!view.loaded || view.status === null || view.status.locked) return [];
    const { writes, theirs } = undo[direction](standing);
    const lawful = writes.filter(({ key }) => whyNot(key) === undefined);
    if (lawful.length > 0) make(lawful);
    else tell([], 'me');
    return [...theirs, ...writes.filter((one) => !lawful.includes(one)).map(({ key }) => key)];
  }

  function dropRefused(key: CellKey): void {
    showRefused(view.refused.filter((one) => one.key !== key));
    keep();
  }

  // ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────────

  function takeKept(found: Kept): void {
    noteWrites(waiting, kept.restore(line.doc, found));
    view.status = found.about.status;
    showRefused(found.about.refused);
    if (found.updates.length > 0) {
      view.loaded = true;
      take(cellsOf(line.doc).keys(), 'others');
    }
    watch(line.doc);
    act({ kind: 'offline-copy-read' });
    tell([], 'others');
    connect(line);
  }
  void kept.read().then((found) => {
    if (!over) takeKept(found);
  });

  return {
    form,
    content: (key) => numbers.cells.get(key),
    outcome: numbers.outcome,
    savedState: (key) => (waiting.has(key) ? 'waiting' : 'saved'),
    mayWrite: (key) => whyNot(key) === undefined,
    whyNot,
    write,
    undo: () => turn('undo'),
    redo: () => turn('redo'),
    keepRefused(key) {
      const edit = view.refused.find((one) => one.key === key);
      if (edit && write([edit]).length === 0) dropRefused(key);
    },
    dropRefused,
    pointAt(key, editing) {
      const where = { ...(key === undefined ? {} : { at: key }), ...(editing ? { editing } : {}) };
      (fresh ?? line).connection?.sayWhere(where);
    },
    onCells(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onOverwritten: meetings.listen,
    wipe: kept.wipe,
    close() {
      if (over) return;
      over = true;
      act({ kind: 'closed' });
      listeners.clear();
      stopWatching();
      fresh?.connection?.close();
      line.connection?.close();
      kept.close();
      line.doc.destroy();
    }
  };
}

const refusalOf = (reason: WhyNot): RefusalReason | undefined =>
  reason === 'read-only-role' || reason === 'not-loaded' ? 'foreign-cell' : reason;

const sameWrite = (a: { client: number; clock: number } | undefined, b: { client: number; clock: number }): boolean =>
  a?.client === b.client && a.clock === b.clock;
