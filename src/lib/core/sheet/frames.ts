// The codec of the wire: bytes of one websocket message to a frame and back. The words are in messages.ts, the bytes in PROTOCOL.md.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import {
  messageAwareness,
  messageQueryAwareness,
  messageRaced,
  messageRefused,
  messageRemarks,
  messageSaved,
  messageStatus,
  messageSync,
  type Raced,
  type Refused,
  type Remarks,
  type Saved,
  type Status
} from './messages.ts';

const syncHello = 0; // y-protocols: sync step 1
const syncAnswer = 1; // sync step 2
const syncUpdate = 2;

export type Frame =
  /** "I hold this much; give me the rest" */
  | { kind: 'hello'; stateVector: Uint8Array }
  /** `answer`: sent in answer to a hello: the receiver now has all that the sender had */
  | { kind: 'update'; update: Uint8Array; answer: boolean }
  /** an awareness update of y-protocols, read by presence.ts */
  | { kind: 'presence'; update: Uint8Array }
  | { kind: 'ask-presence' }
  | { kind: 'saved'; saved: Saved }
  | { kind: 'refused'; refused: Refused }
  | { kind: 'status'; status: Status }
  | { kind: 'remarks'; remarks: Remarks }
  | { kind: 'raced'; raced: readonly Raced[] }
  /** a message of a type that we do not know: y-websocket's auth (2), or of a later version; to be ignored */
  | { kind: 'unknown'; type: number };

/** undefined: the bytes are no message. What stands behind a whole message is ignored, as y-protocols does. */
export function readFrame(bytes: Uint8Array): Frame | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    switch (type) {
      case messageSync:
        return readSync(decoder);
      case messageAwareness:
        return { kind: 'presence', update: decoding.readVarUint8Array(decoder) };
      case messageQueryAwareness:
        return { kind: 'ask-presence' };
      case messageSaved:
        return { kind: 'saved', saved: readSaved(decoder) };
      case messageRefused:
        return { kind: 'refused', refused: readRefused(decoder) };
      case messageStatus:
        return { kind: 'status', status: readStatus(decoder) };
      case messageRemarks:
        return { kind: 'remarks', remarks: readRemarks(decoder) };
      case messageRaced:
        return { kind: 'raced', raced: readRaced(decoder) };
      default:
        return { kind: 'unknown', type };
    }
  } catch {
    return undefined; // a stranger's bytes: whatever is wrong with them, they are no message
  }
}

function readSync(decoder: decoding.Decoder): Frame | undefined {
  const step = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  if (step === syncHello) return { kind: 'hello', stateVector: bytes };
  return step === syncAnswer || step === syncUpdate
    ? { kind: 'update', update: bytes, answer: step === syncAnswer }
    : undefined;
}

/** Reads what follows the message type of *saved*; throws on bytes that are not. */
export function readSaved(decoder: decoding.Decoder): Saved {
  return { stateVector: decoding.readVarUint8Array(decoder), seq: decoding.readVarUint(decoder) };
}

/** The same for *refused* and *status*. */
export const readRefused = (decoder: decoding.Decoder): Refused =>
  JSON.parse(decoding.readVarString(decoder)) as Refused;
export const readStatus = (decoder: decoding.Decoder): Status => JSON.parse(decoding.readVarString(decoder)) as Status;
export const readRemarks = (decoder: decoding.Decoder): Remarks =>
  JSON.parse(decoding.readVarString(decoder)) as Remarks;
export const readRaced = (decoder: decoding.Decoder): Raced[] => JSON.parse(decoding.readVarString(decoder)) as Raced[];

function written(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

const sync = (step: number, bytes: Uint8Array): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, messageSync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, bytes);
  });

export const writeHello = (stateVector: Uint8Array): Uint8Array => sync(syncHello, stateVector);
export const writeAnswer = (update: Uint8Array): Uint8Array => sync(syncAnswer, update);
export const writeUpdate = (update: Uint8Array): Uint8Array => sync(syncUpdate, update);

export const writePresence = (update: Uint8Array): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, messageAwareness);
    encoding.writeVarUint8Array(encoder, update);
  });

export const writeAskPresence = (): Uint8Array =>
  written((encoder) => encoding.writeVarUint(encoder, messageQueryAwareness));

export const writeSaved = ({ stateVector, seq }: Saved): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, messageSaved);
    encoding.writeVarUint8Array(encoder, stateVector);
    encoding.writeVarUint(encoder, seq);
  });

const writeJson = (type: number, content: Refused | Status | Remarks | readonly Raced[]): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, type);
    encoding.writeVarString(encoder, JSON.stringify(content));
  });

export const writeRefused = (refused: Refused): Uint8Array => writeJson(messageRefused, refused);
export const writeRemarks = (remarks: Remarks): Uint8Array => writeJson(messageRemarks, remarks);
export const writeRaced = (raced: readonly Raced[]): Uint8Array => writeJson(messageRaced, raced);
export const writeStatus = (status: Status): Uint8Array => writeJson(messageStatus, status);
