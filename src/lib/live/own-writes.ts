// What this person writes: which cells are open to them, one step of undo for each write, and writing again what a rebase carried over.
import { valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { checkContentFor } from '#core/forms/check-content.ts';
import { noteWrites, type Unsaved } from '#core/sheet/browser-session.ts';
import { whyNotWritable } from '#core/sheet/cell-rights.ts';
import { clockOf, sameContent, writeCells } from '#core/sheet/document.ts';
import type { LeftAlone, OpenSheet, Write } from './open-sheet.ts';
import { mine, type ShownSheet } from './shown-sheet.ts';

export type WhyNot = ReturnType<OpenSheet['whyNot']>;

export interface OwnWrites extends Pick<OpenSheet, 'whyNot' | 'write' | 'undo' | 'redo'> {
  /** Makes writes of the document before in the document that is shown now; they are no step of undo. */
  writeAgain(edits: readonly Unsaved[]): void;
}

export function ownWrites(shown: ShownSheet): OwnWrites {
  const { form, view, kept, numbers, undo, meetings, waiting, standing } = shown;

  function whyNot(key: CellKey): WhyNot {
    if (!view.loaded || view.status === null) return 'not-loaded';
    const reason = whyNotWritable(form, key, view.status.writable);
    if (reason === 'unknown-cell' || reason === 'not-entered') return reason;
    return view.closedBecause === 'not-allowed' ? 'read-only-role' : (view.status.locked ?? reason);
  }

  function put(writes: readonly Write[]): Unsaved[] {
    const { doc } = shown.line;
    // first who writes, then what: so the offline copy never holds a write that it does not know as this browser's
    kept.useClient(doc.clientID, clockOf(doc, doc.clientID) + writes.length);
    shown.keep();
    const written = writeCells(doc, writes, mine);
    noteWrites(waiting, written);
    return written;
  }

  function make(writes: readonly Write[]): void {
    for (const { key, content } of writes) meetings.wrote(key, content, shown.stands(key));
    for (const write of put(writes)) undo.noteMine(write.key, write);
    shown.take(
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

  function turn(direction: 'undo' | 'redo'): readonly LeftAlone[] {
    if (!view.loaded || view.status === null || view.status.locked) return [];
    const { writes, theirs } = undo[direction](standing);
    const lawful = writes.filter(({ key }) => whyNot(key) === undefined);
    if (lawful.length > 0) make(lawful);
    else shown.tell([], 'me');
    return [
      ...theirs.map((key) => ({ key, why: 'theirs' as const, by: shown.stands(key).name })),
      ...writes.flatMap(({ key }) => {
        const why = whyNot(key);
        return why === undefined ? [] : [{ key, why, by: '' }];
      })
    ];
  }

  return {
    whyNot,
    write,
    undo: () => turn('undo'),
    redo: () => turn('redo'),
    writeAgain(edits) {
      for (const [at, write] of put(edits).entries()) undo.renameMine(write.key, edits[at]!, write);
    }
  };
}
