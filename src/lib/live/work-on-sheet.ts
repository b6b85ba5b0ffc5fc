// The work on an open sheet: opens what this browser kept, connects, hears the server, closes. What the screen watches is written into a
// `SheetView`, which open-sheet.svelte.ts makes reactive.
import { noteWrites, settleSaved } from '#core/sheet/browser-session.ts';
import { cellsOf, highestClient, readStateVector, sameContent } from '#core/sheet/document.ts';
import type { Saved, Status } from '#core/sheet/messages.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { Connection } from './connection.ts';
import type { Keeping } from './kept-database.ts';
import { keptSheet } from './kept-sheet.ts';
import { indexedDbCopy, type Kept, type OfflineCopy } from './offline-copy.ts';
import type { OpenSheet, OpenSheetOptions } from './open-sheet.ts';
import { overwrites } from './overwrites.ts';
import { ownWrites } from './own-writes.ts';
import { rebase } from './rebase.ts';
import { sheetNumbers } from './sheet-numbers.ts';
import { shownSheet, type Line, type SheetView, type Watched } from './shown-sheet.ts';
import { undoStack } from './undo-stack.ts';

/** What a browser has of itself, and a test brings along. */
export interface OpenSheetParts {
  offline?: OfflineCopy;
  WebSocketClass?: typeof WebSocket;
  now?: () => number;
  randomClient?: () => number;
}

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
  const keepsNothing = options.offlineCopy === false && !parts.offline;
  const kept = keptSheet(
    keepsNothing ? undefined : (parts.offline ?? indexedDbCopy(options.person, options.sheetId, noteKeeping))
  );
  const numbers = sheetNumbers(form, options.previous);
  const meetings = overwrites(now);
  const newClient = parts.randomClient ?? randomClient;
  const shown = shownSheet({ form, view, kept, numbers, undo: undoStack(), meetings, newClient });
  const own = ownWrites(shown);
  const { act, freshCopyMayBeWhole } = rebase(shown, own, connect);
  const remarkListeners = new Set<Parameters<OpenSheet['onRemarks']>[0]>();
  const tellRemarks: Parameters<OpenSheet['onRemarks']>[0] = (changed) => {
    for (const listener of [...remarkListeners]) listener(changed);
  };
  let over = false;

  /** The copy is whole again after it could not be kept: the facts beside the updates may be missing. */
  function noteKeeping(keeping: Keeping): void {
    view.keeping = keeping;
    if (keeping === 'kept' && !over) shown.keep();
  }

  // ── the server's words ────────────────────────────────────────────────────────────────────────────────────────────

  function connect(to: Line): void {
    const isCurrent = () => to === (shown.fresh ?? shown.line);
    to.connection = new Connection(
      to.doc,
      { ...options, WebSocketClass: parts.WebSocketClass },
      {
        state(state, because) {
          if (!isCurrent()) return;
          view.connection = state;
          // a try that fails meanwhile does not know why
          if (state === 'online') view.awayBecause = null;
          else if (because) view.awayBecause = because;
        },
        synced() {
          to.synced = true;
          if (to === shown.line) view.loaded = true;
          tellRemarks('all');
          freshCopyMayBeWhole(to);
        },
        saved: (saved) => void (isCurrent() && noteSaved(saved)),
        refused: (refused) => void (isCurrent() && act({ kind: 'refused', refused })),
        status(status) {
          to.status = status;
          if (to === shown.line) noteStatus(status);
          freshCopyMayBeWhole(to);
        },
        remarks: ({ changed }) => tellRemarks(changed),
        raced: (raced) => meetings.raced(raced, options.person),
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
    if (!sameContent(before, after)) shown.keep();
  }

  function noteSaved({ stateVector }: Saved): void {
    const clocks = readStateVector(stateVector);
    if (!clocks) return;
    const settled = settleSaved(shown.waiting, clocks);
    if (!kept.noteSaved(clocks) && settled.length === 0) return;
    view.savedAt = now();
    act({ kind: 'saved' });
    shown.keep();
    shown.tell(settled, 'me');
  }

  // ── opening and closing ───────────────────────────────────────────────────────────────────────────────────────────

  function takeKept(found: Kept): void {
    const { line } = shown;
    noteWrites(shown.waiting, kept.restore(line.doc, found));
    view.status = found.about.status;
    shown.showRefused(found.about.refused);
    if (found.updates.length > 0) {
      view.loaded = true;
      shown.take(cellsOf(line.doc).keys(), 'others');
    }
    shown.turnTo(line);
    act({ kind: 'offline-copy-read' });
    shown.tell([], 'others');
    connect(line);
  }
  void kept.read().then((found) => {
    if (!over) takeKept(found);
  });

  function dropRefused(key: CellKey): void {
    shown.showRefused(view.refused.filter((one) => one.key !== key));
    shown.keep();
  }

  function close(): void {
    if (over) return;
    over = true;
    act({ kind: 'closed' });
    shown.leave();
    shown.fresh?.connection?.close();
    shown.line.connection?.close();
    kept.close();
    shown.line.doc.destroy();
  }

  return {
    form,
    content: (key) => numbers.cells.get(key),
    outcome: numbers.outcome,
    savedState: (key) => (shown.waiting.has(key) ? 'waiting' : 'saved'),
    mayWrite: (key) => own.whyNot(key) === undefined,
    whyNot: own.whyNot,
    write: own.write,
    undo: own.undo,
    redo: own.redo,
    keepRefused(key) {
      const edit = view.refused.find((one) => one.key === key);
      if (edit && own.write([edit]).length === 0) dropRefused(key);
    },
    dropRefused,
    pointAt(key, editing) {
      const where = { ...(key === undefined ? {} : { at: key }), ...(editing ? { editing } : {}) };
      (shown.fresh ?? shown.line).connection?.sayWhere(where);
    },
    onCells: shown.onCells,
    wroteHere: (key) => !shown.waiting.has(key) && shown.stands(key).byMe,
    onOverwritten: meetings.listen,
    onRemarks(listener) {
      remarkListeners.add(listener);
      return () => remarkListeners.delete(listener);
    },
    wipe() {
      const wiped = kept.wipe();
      close();
      return wiped;
    },
    close
  };
}
