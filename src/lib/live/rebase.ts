// After a refusal: a fresh copy is taken from the server, what this person still may write is written again, and the rest is listed.
import type { CellKey } from '#core/forms/cell-key.ts';
import { decideBrowser, type BrowserEvent, type BrowserState, type Unsaved } from '#core/sheet/browser-session.ts';
import { cellsOf } from '#core/sheet/document.ts';
import type { RefusalReason, Status } from '#core/sheet/messages.ts';
import type { Refusal } from './offline-copy.ts';
import type { OwnWrites, WhyNot } from './own-writes.ts';
import type { Line, ShownSheet } from './shown-sheet.ts';

export interface Rebase {
  /** The session machine of the core hears it, and what it decides is done. */
  act(event: BrowserEvent): void;
  /** the fresh copy is whole when the server has sent both the document and the status */
  freshCopyMayBeWhole(line: Line): void;
}

export function rebase(shown: ShownSheet, own: OwnWrites, connect: (line: Line) => void): Rebase {
  const { view, kept, numbers, waiting } = shown;
  let machine: BrowserState = { at: 'opening' };

  function act(event: BrowserEvent): void {
    const { state, steps } = decideBrowser(machine, event);
    machine = state;
    for (const step of steps) {
      if (step.do === 'take-fresh-copy') takeFreshCopy();
      else if (step.do === 'list') list(step.edits);
      else for (const piece of step.pieces) own.writeAgain(piece);
    }
  }

  function takeFreshCopy(): void {
    shown.line.connection?.close();
    shown.fresh = shown.newLine();
    connect(shown.fresh);
  }

  /** What was shown stays until the fresh copy is whole; what was typed meanwhile is carried over too. */
  function useFreshCopy(next: Line, status: Status): void {
    const overtaken = new Set([...waiting.values()].filter((edit) => !sameWrite(shown.standing(edit.key), edit)));
    const before = shown.line.doc;
    shown.fresh = undefined;
    view.loaded = true;
    view.status = status;
    kept.startAnew(next.doc);
    shown.turnTo(next);
    before.destroy();
    act({
      kind: 'fresh-copy',
      waiting,
      whyNot: (key) => refusalOf(own.whyNot(key)),
      isOvertaken: (edit) => overtaken.has(edit)
    });
    shown.keep();
    // last: until then what waits stands in the old document, which a crash would bring back
    kept.keepOnly(next.doc);
    shown.take(new Set([...numbers.cells.keys(), ...cellsOf(next.doc).keys()]), 'others');
  }

  function list(edits: readonly { edit: Unsaved; reason: RefusalReason }[]): void {
    const newest = new Map<CellKey, Refusal>(view.refused.map((one) => [one.key, one]));
    for (const { edit, reason } of edits) {
      waiting.delete(edit.key);
      newest.set(edit.key, { key: edit.key, content: edit.content, reason });
    }
    shown.showRefused([...newest.values()]);
    shown.tell(
      edits.map(({ edit }) => edit.key),
      'me'
    );
  }

  return {
    act,
    freshCopyMayBeWhole(line) {
      if (line === shown.fresh && line.synced && line.status) useFreshCopy(line, line.status);
    }
  };
}

const refusalOf = (reason: WhyNot): RefusalReason | undefined =>
  reason === 'read-only-role' || reason === 'not-loaded' ? 'foreign-cell' : reason;

const sameWrite = (a: { client: number; clock: number } | undefined, b: { client: number; clock: number }): boolean =>
  a?.client === b.client && a.clock === b.clock;
