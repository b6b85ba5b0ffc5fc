// The words between a sheet, those who write in it, and those who listen to what was stored.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Raced, Refused, Saved } from '#core/sheet/messages.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { WritesEdit } from './batch.ts';

/** Somebody who has the sheet open and may send updates. The sheet calls it; it never calls back from within. */
export interface Writer {
  readonly actor: Actor;
  /** what was submitted has been taken out of the line; `bytes` of it no longer wait */
  taken(bytes: number): void;
  accepted(): void;
  refused(refused: Refused): void;
}

/** What was stored, told after the commit. */
export interface Committed {
  seq: number;
  /** to be sent in this order; none when all of it was stored before and only the answer is given again */
  updates: readonly Uint8Array[];
  /** what of it is on disk: the client ids that wrote */
  saved: Saved;
  writers: ReadonlySet<Writer>;
  /** people who wrote one cell at once, told to both before they see each other's update */
  raced: readonly Raced[];
  /** the one who made all of it, and so has it */
  only: Writer | undefined;
}

export type Dropped = 'try-again' | 'restart' | 'no-sheet';

export interface Listener {
  committed(what: Committed): void;
  /** stage or rights may have changed */
  statusChanged(): void;
  /** the sheet has left memory; nothing more will be told */
  dropped(why: Dropped): void;
}

export interface SheetState {
  cells: Map<CellKey, CellContent>;
  seq: number;
  stage: Stage;
}

export interface WriteResult {
  seq: number;
  written: readonly CellKey[];
  refused: Refused['cells'];
}

export interface Ask {
  resolve(value: never): void;
  reject(error: unknown): void;
}
export type Waiting =
  | { kind: 'update'; writer: Writer; update: Uint8Array }
  | (WritesEdit & { ask: Ask })
  | { kind: 'deed'; work: () => Promise<unknown>; ask: Ask };
export type WaitingEdit = Exclude<Waiting, { kind: 'deed' }>;
