// The sheet that is shown: its document with all that this browser knows about it, and the telling of what changed. The other files of the
// open sheet work on this: my writes, the rebase, the server's words.
import type * as Y from 'yjs';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Unsaved, Waiting } from '#core/sheet/browser-session.ts';
import { knowsKey } from '#core/sheet/cell-rights.ts';
import { cellsOf, newDocument, sameContent, standingWrite, type SheetDocument } from '#core/sheet/document.ts';
import type { Status } from '#core/sheet/messages.ts';
import { isRenewal, writesRenewed } from '#core/sheet/renewal.ts';
import type { Connection } from './connection.ts';
import type { KeptSheet } from './kept-sheet.ts';
import type { Refusal } from './offline-copy.ts';
import type { CellsChanged, OpenSheet } from './open-sheet.ts';
import type { overwrites, Standing } from './overwrites.ts';
import type { SheetNumbers } from './sheet-numbers.ts';
import type { undoStack } from './undo-stack.ts';

export type Watched =
  | 'connection'
  | 'loaded'
  | 'waitingCount'
  | 'savedAt'
  | 'status'
  | 'awayBecause'
  | 'closedBecause'
  | 'others'
  | 'findings'
  | 'refused'
  | 'keeping'
  | 'canUndo'
  | 'canRedo';
/** the properties of an open sheet that change, written here and read by the screen */
export type SheetView = { -readonly [Name in Watched]: OpenSheet[Name] };

/** A document with its connection: the one that is shown, or a fresh copy that is on its way. */
export interface Line {
  doc: SheetDocument;
  connection: Connection | undefined;
  synced: boolean;
  status: Status | undefined;
}

/** origin of my own writes in the document */
export const mine = Symbol('mine');

export interface ShownSheetParts {
  form: CompiledForm;
  view: SheetView;
  kept: KeptSheet;
  numbers: SheetNumbers;
  undo: ReturnType<typeof undoStack>;
  meetings: ReturnType<typeof overwrites>;
  newClient: () => number;
}

export interface ShownSheet extends Omit<ShownSheetParts, 'newClient'> {
  readonly line: Line;
  /** a fresh copy on its way, during a rebase */
  fresh: Line | undefined;
  readonly waiting: Waiting;
  newLine(): Line;
  standing(key: CellKey): ReturnType<typeof standingWrite>;
  /** what stands in the document, whose it is, and their name as far as they are here */
  stands(key: CellKey): Standing;
  /** Takes what the document holds in these cells, and tells of all that changed with it. Keys that the form does not know are ignored. */
  take(keys: Iterable<string>, by: CellsChanged['by']): void;
  /** These cells are to be painted again; the counts may have changed with any. */
  tell(keys: readonly CellKey[], by: CellsChanged['by']): void;
  showRefused(edits: readonly Refusal[]): void;
  /** the facts beside the updates go into the offline copy */
  keep(): void;
  /** Keeps and shows every change of this document from now on; the one before is left. */
  turnTo(line: Line): void;
  onCells: OpenSheet['onCells'];
  leave(): void;
}

export function shownSheet({ newClient, ...parts }: ShownSheetParts): ShownSheet {
  const { form, view, kept, numbers, undo, meetings } = parts;
  const waiting: Waiting = new Map<CellKey, Unsaved>();
  const listeners = new Set<(changed: CellsChanged) => void>();
  let stopWatching = () => {};

  const newLine = (): Line => ({
    doc: newDocument(newClient(), kept.isUnsaved),
    connection: undefined,
    synced: false,
    status: undefined
  });
  let line = newLine();
  view.findings = numbers.findings;

  function tell(keys: readonly CellKey[], by: CellsChanged['by']): void {
    view.waitingCount = waiting.size;
    view.canUndo = undo.canUndo;
    view.canRedo = undo.canRedo;
    if (keys.length > 0) for (const listener of [...listeners]) listener({ keys, by });
  }

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

  /** A renewal says again what is shown: nobody has written. And what was mine stays mine, also what was on its way and is carried over it. */
  function isOnlyRenewed(key: CellKey): boolean {
    const now = standing(key)!;
    const content = cellsOf(line.doc).get(key)!;
    for (const before of writesRenewed(line.doc, key))
      if (sameContent(content, undo.contentOfMine(key, before))) undo.renameMine(key, before, now);
    return isRenewal(now.client) && sameContent(content, numbers.cells.get(key));
  }

  function heardCells(event: Y.YMapEvent<CellContent>, transaction: Y.Transaction): void {
    if (transaction.origin === mine) return; // the writer takes them, when they are known as waiting
    const keys = ([...event.keysChanged] as CellKey[]).filter((key) => !isOnlyRenewed(key));
    // what comes with the opening has stood there before: nobody is writing it now
    if (line.synced) for (const key of keys) meetings.heard(key, numbers.cells.get(key), stands(key), waiting.has(key));
    take(keys, 'others');
  }

  const standing = (key: CellKey) => standingWrite(line.doc, key);

  function nameOn(key: CellKey): string {
    const client = standing(key)?.client;
    return view.others.find((other) => other.client === client)?.name ?? '';
  }

  const stands = (key: CellKey) => ({
    content: cellsOf(line.doc).get(key),
    byMe: undo.isMine(key, standing(key)),
    name: nameOn(key)
  });

  function showRefused(edits: readonly Refusal[]): void {
    view.refused = edits.map(({ key, content, reason }) => ({
      key,
      content,
      reason,
      standing: cellsOf(line.doc).get(key)
    }));
  }

  return {
    ...parts,
    waiting,
    fresh: undefined,
    get line() {
      return line;
    },
    newLine,
    standing,
    stands,
    take,
    tell,
    showRefused,
    keep() {
      const refused = view.refused.map(({ key, content, reason }) => ({ key, content, reason }));
      kept.keep(line.doc, { status: view.status, refused });
    },
    turnTo(next) {
      stopWatching();
      line = next;
      const { doc } = next;
      // The offline copy listens before the connection does: an update is kept first, then said.
      const stopKeeping = kept.watch(doc);
      cellsOf(doc).observe(heardCells);
      stopWatching = () => {
        stopKeeping();
        cellsOf(doc).unobserve(heardCells);
      };
    },
    onCells(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    leave() {
      listeners.clear();
      stopWatching();
    }
  };
}
