// My own last steps: what stood in the cells before, to be written back where what stands is still mine. Undo is an edit like any other,
// so nobody's undo touches another's work, and the history shows it.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';

interface Change {
  key: CellKey;
  /** undefined: the cell was never filled; written back as an explicit blank */
  before: CellContent | undefined;
  after: CellContent;
}
export type Step = readonly Change[];

export interface WriteId {
  client: number;
  clock: number;
}

// Each step may hold a pasted block of some thousand cells; nobody goes back further by hand.
const stepsKept = 200;

const blank: CellContent = { nothing: 'blank' };

export interface UndoStack {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** A new step; what was undone before it can no longer be redone. */
  push(step: Step): void;
  /** The write by which a cell of mine stands now. */
  noteMine(key: CellKey, write: WriteId & { content: CellContent }): void;
  /** what I wrote by `write`, if that was my last write of the cell */
  contentOfMine(key: CellKey, write: WriteId): CellContent | undefined;
  /** The same content, written again under another id (after a rebase). */
  renameMine(key: CellKey, from: WriteId, to: WriteId): void;
  isMine(key: CellKey, standing: WriteId | undefined): boolean;
  /**
   * What to write for the last step, and which of its cells are somebody else's by now.
   * @param standing by which write a cell stands; `content` what stands there
   */
  undo(standing: (key: CellKey) => WriteId | undefined): {
    writes: { key: CellKey; content: CellContent }[];
    theirs: CellKey[];
  };
  redo(standing: (key: CellKey) => WriteId | undefined): {
    writes: { key: CellKey; content: CellContent }[];
    theirs: CellKey[];
  };
}

export function undoStack(): UndoStack {
  const done: Step[] = [];
  const undone: Step[] = [];
  const mine = new Map<CellKey, WriteId & { content: CellContent }>();

  const isMine = (key: CellKey, standing: WriteId | undefined): boolean => {
    const own = mine.get(key);
    return own !== undefined && standing?.client === own.client && standing.clock === own.clock;
  };
  /** Takes the last step of `from`; its cells that are still mine go to `to` and are to be written as `content` says. */
  const turn = (
    from: Step[],
    to: Step[],
    content: (change: Change) => CellContent,
    standing: (key: CellKey) => WriteId | undefined
  ) => {
    const step = from.pop() ?? [];
    const kept = step.filter(({ key }) => isMine(key, standing(key)));
    if (kept.length > 0) to.push(kept);
    return {
      writes: kept.map((change) => ({ key: change.key, content: content(change) })),
      theirs: step.filter((change) => !kept.includes(change)).map(({ key }) => key)
    };
  };

  return {
    get canUndo() {
      return done.length > 0;
    },
    get canRedo() {
      return undone.length > 0;
    },
    push(step) {
      done.push(step);
      if (done.length > stepsKept) done.shift();
      undone.length = 0;
    },
    noteMine: (key, write) => void mine.set(key, write),
    contentOfMine: (key, write) => (isMine(key, write) ? mine.get(key)!.content : undefined),
    renameMine(key, from, { client, clock }) {
      if (isMine(key, from)) mine.set(key, { client, clock, content: mine.get(key)!.content });
    },
    isMine,
    undo: (standing) => turn(done, undone, ({ before }) => before ?? blank, standing),
    redo: (standing) => turn(undone, done, ({ after }) => after, standing)
  };
}
