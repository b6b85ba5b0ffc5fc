// Words of the wire beyond y-websocket's own (0 sync, 1 awareness, 3 query awareness). See PROTOCOL.md; the codec is in frames.ts.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';

export const messageSync = 0;
export const messageAwareness = 1;
export const messageQueryAwareness = 3;
export const messageSaved = 100;
export const messageRefused = 101;
export const messageStatus = 102;
export const messageRemarks = 103;
export const messageRaced = 104;

/** Everything this state vector covers is on disk, up to log row `seq`. */
export interface Saved {
  stateVector: Uint8Array;
  seq: number;
}

export type RefusalReason =
  | 'foreign-cell' // belongs to another department
  | 'not-entered' // computed or blocked
  | 'unknown-cell'
  | 'stage-closed'
  | 'bad-value'
  | 'not-cells' // another root type, a nested type, a deletion, a foreign client id
  | 'clock-gap'
  | 'too-large'
  | 'malformed'
  | 'changed-meanwhile'; // somebody else's write came first; said by the API and the browser, never on the wire

/** An update was refused whole. `cells` lists what stood in the way; empty when it was the frame itself. */
export interface Refused {
  reason: RefusalReason;
  cells: readonly { key: string; reason: RefusalReason }[];
}

/** Sent at the start and whenever it changes. */
export interface Status {
  /** a stage of core/workflow; this room carries it and does not judge it */
  stage: string;
  /** departments whose rows this person may write now; '*' is all of them */
  writable: readonly string[];
  /** why nothing can be written, if so */
  locked?: 'stage-closed' | 'read-only-role';
  /** edits wait for the server's disk, which has no space left; they are stored as soon as there is some */
  trouble?: 'disk-full';
  seq: number;
}

/** What people say beside the cells has changed: it is asked for anew over HTTP. */
export interface Remarks {
  changed: 'comments' | 'explanations' | 'reminders';
}

/** Of two people's writes of a cell that had not seen each other one stands and one does not. Told to both of them. */
export interface Raced {
  /** of the log row that brought the second; with the key it names the meeting */
  seq: number;
  key: CellKey;
  stands: RacedWrite;
  lost: RacedWrite;
}

export interface RacedWrite {
  person: string;
  /** '' when the server does not know it at the moment */
  name: string;
  /** null: it was gone before it came to the server */
  content: CellContent | null;
}

/** Presence as the server stamps it; a client sends only `at` and `editing`. */
export interface Presence {
  person: string;
  name: string;
  department?: string;
  /** index into the palette of 12 colours */
  colour: number;
  at?: CellKey;
  editing?: boolean;
}

/** Why the server ends a connection. y-websocket tries again except after 4400–4499. */
export const closeCodes = {
  /** the server restarts: try again */
  restart: 1012,
  /** the disk did not take the edits, or the reader was too slow: try again, what was not marked saved is sent again */
  tryAgain: 1013,
  /** nobody is signed in, or the session ended */
  signedOut: 4401,
  notAllowed: 4403,
  noSheet: 4404,
  /** what is kept of the sheet is not whole: an administrator has to restore it */
  damaged: 4410,
  /** nothing but refused updates came for a while: the client does not understand *refused* */
  refusedTooOften: 4422
} as const;
