// What the screen sees of a sheet that is being edited: the contract of open-sheet.svelte.ts.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { Presence, RefusalReason, Remarks, Status } from '#core/sheet/messages.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { Keeping } from './kept-database.ts';

export interface Write {
  key: CellKey;
  content: CellContent;
}

/** saved: on the server's disk; waiting: typed here, not yet acknowledged */
export type SavedState = 'saved' | 'waiting';
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'closed';

/** An edit that the server refused, kept until the person keeps (tries again) or drops it. */
export interface RefusedEdit extends Write {
  reason: RefusalReason;
  /** what stands in the cell now */
  standing: CellContent | undefined;
}

export interface CellsChanged {
  /** cells to repaint: entered, derived, or a changed saved state */
  keys: readonly CellKey[];
  by: 'me' | 'others';
}

/** Two people wrote the same cell, within a minute or without having seen each other. The history has both values. */
export interface Overwritten {
  key: CellKey;
  /** whose value stands now */
  stands: 'mine' | 'theirs';
  /** undefined: it was gone before the server had it */
  mine: CellContent | undefined;
  theirs: CellContent | undefined;
  /** the other's name; '' when it is not known here */
  by: string;
}

/** A cell that undo or redo left alone. */
export interface LeftAlone {
  key: CellKey;
  /** theirs: somebody else wrote after me; otherwise why I may not write there any more */
  why: 'theirs' | NonNullable<ReturnType<OpenSheet['whyNot']>>;
  /** who wrote what stands there, as far as is known here; '' otherwise */
  by: string;
}

export interface OpenSheetOptions {
  /** ws:// or wss:// address up to and including /sync */
  socketUrl: string;
  sheetId: string;
  /** keys the offline copy; another person never sees it, and a connection as somebody else is refused */
  person: string;
  form: CompiledForm;
  /** last year's numbers of this unit (entered and derived); empty when there are none */
  previous: Outcomes;
  /** for tests: false keeps nothing in IndexedDB */
  offlineCopy?: boolean;
}

/** Reactive properties are Svelte state; the maps behind `content` and `outcome` are plain, told of by `onCells`. */
export interface OpenSheet {
  readonly form: CompiledForm;
  readonly connection: ConnectionState;
  /** the document was received from the server or found offline: the grid may be shown */
  readonly loaded: boolean;
  /** number of cells not yet on the server's disk */
  readonly waitingCount: number;
  /** time of the last acknowledgement (ms), null before the first */
  readonly savedAt: number | null;
  readonly status: Status | null;
  /** why there is no connection, when the server said so: it restarts, or this browser came too often; we come back by ourselves */
  readonly awayBecause: 'restart' | 'too-fast' | null;
  /** why the server closed the door for good: signed out, no right, no such sheet, or one that is damaged on its disk */
  readonly closedBecause: 'signed-out' | 'not-allowed' | 'not-found' | 'damaged' | null;
  readonly others: readonly (Presence & { client: number })[];
  readonly findings: readonly Finding[];
  readonly refused: readonly RefusedEdit[];
  /** whether what is typed survives a reload without a network; anything but `kept` must be said */
  readonly keeping: Keeping;
  readonly canUndo: boolean;
  readonly canRedo: boolean;

  content(key: CellKey): CellContent | undefined;
  /** the number of an entered or derived cell */
  outcome(key: CellKey): Outcome;
  savedState(key: CellKey): SavedState;
  mayWrite(key: CellKey): boolean;
  /** why not, for the tooltip; undefined when it may be written */
  whyNot(key: CellKey): RefusalReason | 'read-only-role' | 'not-loaded' | undefined;

  /** One step of undo. Writes that may not be made are returned and nothing of them is done; the lawful ones are made. */
  write(writes: readonly Write[]): readonly { key: CellKey; reason: RefusalReason | 'read-only-role' | 'not-loaded' }[];
  /** what stands in the cell was written here since the sheet was opened */
  wroteHere(key: CellKey): boolean;
  /** My own last step; cells that someone else wrote after me stay theirs and are returned, with those I may no longer write. */
  undo(): readonly LeftAlone[];
  redo(): readonly LeftAlone[];
  keepRefused(key: CellKey): void;
  dropRefused(key: CellKey): void;
  /** where I am, for the others */
  pointAt(key: CellKey | undefined, editing: boolean): void;
  onCells(listener: (changed: CellsChanged) => void): () => void;
  onOverwritten(listener: (what: Overwritten) => void): () => void;
  /** Comments or explanations have changed, or may have while there was no connection: they are to be asked for again. */
  onRemarks(listener: (changed: Remarks['changed'] | 'all') => void): () => void;
  /** Signing out on a shared PC: closes, also when the browser's storage does not answer, and removes the offline copy: nothing comes in after. */
  wipe(): Promise<void>;
  close(): void;
}
