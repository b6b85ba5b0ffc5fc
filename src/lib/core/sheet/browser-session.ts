// The browser's side of a sheet, as a machine: which writes are not on the server's disk yet, and what becomes of them when the server
// refuses an update. A refused update strands its client (later writes stand behind a gap), so the browser rebases: it takes a fresh
// copy, writes again what it still may write, and lists the rest for its person.
//
// Invariants
// 1. A write leaves the waiting ones only when the server's disk holds it, when a later write of its cell takes its place, or when it is listed.
// 2. Each rebase either lists something, or counts as a try; after `triesLimit` tries all that waits is listed. So it ends.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { StateVector } from './document.ts';
import type { RefusalReason, Refused } from './messages.ts';

/** A write made here that the server has not acknowledged. */
export interface Unsaved {
  key: CellKey;
  content: CellContent;
  client: number;
  clock: number;
  /** writes of the cell by other page loads of this browser, neither having seen the other: each waits too; absent: none */
  besides?: readonly Unsaved[];
}

/** cell → its newest unsaved write */
export type Waiting = Map<CellKey, Unsaved>;

export function noteWrites(waiting: Waiting, writes: readonly Unsaved[]): void {
  for (const write of writes) waiting.set(write.key, write);
}

/** Takes out what `stateVector` says is on disk; returns the cells concerned. */
export function settleSaved(waiting: Waiting, stateVector: StateVector): CellKey[] {
  const isSaved = ({ client, clock }: Unsaved) => (stateVector.get(client) ?? 0) > clock;
  const settled: CellKey[] = [];
  for (const [key, edit] of waiting) {
    const { besides = [], ...own } = edit;
    const rest = [...besides, own].filter((one) => !isSaved(one));
    if (rest.length === 0) settled.push(key);
    else if (rest.length <= besides.length) waiting.set(key, asOne(rest));
  }
  for (const key of settled) waiting.delete(key);
  return settled;
}

/** writes of one cell, of which the last counts */
export function asOne(writes: readonly Unsaved[]): Unsaved {
  const besides = writes.slice(0, -1);
  return { ...writes.at(-1)!, ...(besides.length > 0 ? { besides } : {}) };
}

export type BrowserState =
  /** the offline copy is being read */
  | { at: 'opening' }
  | { at: 'working'; tries: number }
  /** waits for a fresh copy of the sheet */
  | { at: 'rebasing'; tries: number; refusals: Refused[] }
  | { at: 'closed' };

export type BrowserEvent =
  | { kind: 'offline-copy-read' }
  | { kind: 'refused'; refused: Refused }
  /**
   * The fresh copy is whole and the status known; `whyNot` speaks by that status, `isOvertaken` says whether somebody else's write had
   * taken the place of a waiting one: to write that again would undo theirs
   */
  | {
      kind: 'fresh-copy';
      waiting: Waiting;
      whyNot: (key: CellKey) => RefusalReason | undefined;
      isOvertaken: (edit: Unsaved) => boolean;
    }
  | { kind: 'saved' }
  | { kind: 'closed' };

export type BrowserStep =
  | { do: 'take-fresh-copy' }
  /** one update per piece */
  | { do: 'write-again'; pieces: Unsaved[][] }
  | { do: 'list'; edits: { edit: Unsaved; reason: RefusalReason }[] };

const triesLimit = 4;
// An update that was too large is sent again in pieces of this many cells (some 10 KB).
const piece = 100;
// Reasons that the fresh status says better than the refusal: a stage may have opened again, a row changed hands.
const passing: readonly RefusalReason[] = ['stage-closed', 'foreign-cell', 'clock-gap', 'too-large', 'malformed'];

export function decideBrowser(state: BrowserState, event: BrowserEvent): { state: BrowserState; steps: BrowserStep[] } {
  if (state.at === 'closed') return { state, steps: [] };
  switch (event.kind) {
    case 'offline-copy-read':
      return { state: state.at === 'opening' ? { at: 'working', tries: 0 } : state, steps: [] };
    case 'refused':
      if (state.at === 'rebasing')
        return { state: { ...state, refusals: [...state.refusals, event.refused] }, steps: [] };
      return {
        state: { at: 'rebasing', tries: state.at === 'working' ? state.tries : 0, refusals: [event.refused] },
        steps: [{ do: 'take-fresh-copy' }]
      };
    case 'fresh-copy':
      return state.at === 'rebasing' ? rebase(state, event) : { state, steps: [] };
    case 'saved':
      return { state: state.at === 'working' ? { at: 'working', tries: 0 } : state, steps: [] };
    case 'closed':
      return { state: { at: 'closed' }, steps: [] };
  }
}

function rebase(
  state: Extract<BrowserState, { at: 'rebasing' }>,
  { waiting, whyNot, isOvertaken }: Extract<BrowserEvent, { kind: 'fresh-copy' }>
): { state: BrowserState; steps: BrowserStep[] } {
  const named = new Map(state.refusals.flatMap(({ cells }) => cells.map(({ key, reason }) => [key, reason] as const)));
  const givingUp = state.tries >= triesLimit ? (state.refusals[0]?.reason ?? 'malformed') : undefined;
  const again: Unsaved[] = [];
  const edits: { edit: Unsaved; reason: RefusalReason }[] = [];
  for (const edit of waiting.values()) {
    // what another tab of this browser wrote over, unseen, is its person's to decide on
    for (const one of edit.besides ?? []) edits.push({ edit: one, reason: 'changed-meanwhile' });
    const said = named.get(edit.key);
    const reason =
      whyNot(edit.key) ??
      (said && !passing.includes(said) ? said : undefined) ??
      (isOvertaken(edit) ? 'changed-meanwhile' : undefined) ??
      givingUp;
    if (reason) edits.push({ edit, reason });
    else again.push(edit);
  }
  const inPieces = state.tries > 0 || state.refusals.some(({ reason }) => reason === 'too-large');
  const steps: BrowserStep[] = [];
  if (edits.length > 0) steps.push({ do: 'list', edits });
  if (again.length > 0) steps.push({ do: 'write-again', pieces: inPieces ? piecesOf(again) : [again] });
  return { state: { at: 'working', tries: edits.length > 0 ? 0 : state.tries + 1 }, steps };
}

function piecesOf(edits: readonly Unsaved[]): Unsaved[][] {
  const pieces: Unsaved[][] = [];
  for (let at = 0; at < edits.length; at += piece) pieces.push(edits.slice(at, at + piece));
  return pieces;
}
