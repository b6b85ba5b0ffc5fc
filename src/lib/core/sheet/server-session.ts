// The server's side of one connection to a sheet, as a machine: what was heard comes in, what is to be done goes out. No sockets, no
// timers, no disk.
//
// Invariants
// 1. Nothing is answered, submitted or told before the sheet is loaded; frames heard earlier wait, in order, within bounds.
// 2. A greeting is the first thing told: status, hello, saved, presence. So a browser answers with its unsaved writes before it hears of others'.
// 3. Every update heard that says anything is either submitted or refused with a reason.
// 4. After `close` nothing is done any more.
import { readStateVector } from './document.ts';
import { readFrame } from './frames.ts';
import { closeCodes, type Refused } from './messages.ts';

export interface SessionLimits {
  /** frames that may wait while the sheet loads */
  keptFrames: number;
  keptBytes: number;
  /** a larger update is refused unread */
  updateBytes: number;
  /** refusals without an accepted update between them */
  refusalsInARow: number;
  /** the same for updates that stand on something unknown, most of which were on their way when the client was asked for all it holds */
  gapsInARow: number;
}

interface Open {
  at: 'open';
  /** since the last accepted update */
  refusals: number;
  /** the same, of updates that stand on something unknown */
  gaps: number;
}

export type SessionState = { at: 'loading'; kept: Uint8Array[]; keptBytes: number } | Open | { at: 'closed' };

export type SessionEvent =
  | { kind: 'heard'; bytes: Uint8Array }
  /** text, or something else that is no binary message */
  | { kind: 'heard-nonsense' }
  | { kind: 'loaded' }
  | { kind: 'accepted' }
  | { kind: 'refused'; refused: Refused }
  | { kind: 'ended'; code: number; reason: string };

export type SessionStep =
  | { do: 'greet' }
  | { do: 'answer'; stateVector: Uint8Array }
  | { do: 'submit'; update: Uint8Array }
  | { do: 'take-presence'; update: Uint8Array }
  | { do: 'tell-presence' }
  | { do: 'tell-refused'; refused: Refused }
  /** a hello that knows nothing: the client answers with all that it holds */
  | { do: 'ask-all' }
  | { do: 'close'; code: number; reason: string };

export const newSession = (): SessionState => ({ at: 'loading', kept: [], keptBytes: 0 });

/** The steps for `event`, in order; the state is changed in place where that is cheaper, so use only the one returned. */
export function decideSession(
  state: SessionState,
  event: SessionEvent,
  limits: SessionLimits
): { state: SessionState; steps: SessionStep[] } {
  if (state.at === 'closed') return { state, steps: [] };
  switch (event.kind) {
    case 'heard':
      return state.at === 'loading' ? keep(state, event.bytes, limits) : hear(state, event.bytes, limits);
    case 'heard-nonsense':
      return state.at === 'loading' ? { state, steps: [] } : refuse(state, { reason: 'malformed', cells: [] }, limits);
    case 'loaded':
      return state.at === 'loading' ? open(state.kept, limits) : { state, steps: [] };
    case 'accepted':
      return { state: state.at === 'open' && state.refusals + state.gaps > 0 ? openNow : state, steps: [] };
    case 'refused':
      return state.at === 'open' ? refuse(state, event.refused, limits) : { state, steps: [] };
    case 'ended':
      return close(event.code, event.reason);
  }
}

const openNow: Open = { at: 'open', refusals: 0, gaps: 0 };

type Decision = ReturnType<typeof decideSession>;

const close = (code: number, reason: string): Decision => ({
  state: { at: 'closed' },
  steps: [{ do: 'close', code, reason }]
});

function keep(state: Extract<SessionState, { at: 'loading' }>, bytes: Uint8Array, limits: SessionLimits): Decision {
  state.kept.push(bytes);
  state.keptBytes += bytes.length;
  // a client says two or three things before it is answered; who talks on without listening is not one
  if (state.kept.length > limits.keptFrames || state.keptBytes > limits.keptBytes)
    return close(closeCodes.tryAgain, 'too much before the sheet was open');
  return { state, steps: [] };
}

function open(kept: readonly Uint8Array[], limits: SessionLimits): Decision {
  let state: SessionState = openNow;
  const steps: SessionStep[] = [{ do: 'greet' }];
  for (const bytes of kept) {
    const next = decideSession(state, { kind: 'heard', bytes }, limits);
    state = next.state;
    steps.push(...next.steps);
  }
  return { state, steps };
}

function hear(state: Open, bytes: Uint8Array, limits: SessionLimits): Decision {
  const frame = readFrame(bytes);
  switch (frame?.kind) {
    case 'hello':
      return readStateVector(frame.stateVector)
        ? { state, steps: [{ do: 'answer', stateVector: frame.stateVector }] }
        : refuse(state, { reason: 'malformed', cells: [] }, limits);
    case 'update':
      if (saysNothing(frame.update)) return { state, steps: [] };
      return frame.update.length > limits.updateBytes
        ? refuse(state, { reason: 'too-large', cells: [] }, limits)
        : { state, steps: [{ do: 'submit', update: frame.update }] };
    case 'presence':
      return { state, steps: [{ do: 'take-presence', update: frame.update }] };
    case 'ask-presence':
      return { state, steps: [{ do: 'tell-presence' }] };
    case undefined:
      return refuse(state, { reason: 'malformed', cells: [] }, limits);
    default:
      // what only a server says, or a later version's word: nothing to do
      return { state, steps: [] };
  }
}

/** What y-websocket answers to a hello when it has nothing of its own: no document need be made for it, and no commit done. */
const saysNothing = (update: Uint8Array): boolean => update.length === 2 && update[0] === 0 && update[1] === 0;

function refuse(state: Open, refused: Refused, limits: SessionLimits): Decision {
  // behind another refusal a gap is the sender's own: its refused write
  const isGap = refused.reason === 'clock-gap' && state.refusals === 0;
  const refusals = state.refusals + (isGap ? 0 : 1);
  const gaps = state.gaps + (isGap ? 1 : 0);
  const told: SessionStep = { do: 'tell-refused', refused };
  // A client that does not understand *refused* is stranded behind its own refused write: all it sends from then on is refused too.
  if (refusals >= limits.refusalsInARow || gaps >= limits.gapsInARow) {
    const end = close(closeCodes.refusedTooOften, 'only refused updates');
    return { state: end.state, steps: [told, ...end.steps] };
  }
  // What the update stands on may have been forgotten here at a renewal; with all that the client holds it can be understood. One asking
  // is enough: what was on its way before the answer stands behind the same gap, and is in the answer too.
  const asks = refused.reason === 'clock-gap' && gaps <= 1;
  return { state: { at: 'open', refusals, gaps }, steps: asks ? [told, { do: 'ask-all' }] : [told] };
}
