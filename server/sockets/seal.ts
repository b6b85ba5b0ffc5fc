// Frames that go to many, made ready for the wire once. A server's WebSocket frame is a short head and the bytes as they are, the same for
// every reader; `ws` would make the head and two writes of it for each of them.
import { writeAnswer, writeUpdate } from '#core/sheet/frames.ts';

export interface Sealed {
  readonly frames: readonly Uint8Array[];
  /** the same as they stand on the wire (RFC 6455: binary, whole, not masked, not compressed) */
  readonly bytes: Buffer;
}

export function seal(...frames: readonly Uint8Array[]): Sealed {
  return { frames, bytes: Buffer.concat(frames.flatMap((frame) => [headOf(frame.length), frame])) };
}

/** what all of these hold, in this order */
export const sealTogether = (...parts: readonly Sealed[]): Sealed => ({
  frames: parts.flatMap(({ frames }) => frames),
  bytes: Buffer.concat(parts.map(({ bytes }) => bytes))
});

const answers = new WeakMap<readonly Uint8Array[], Sealed>();

/** The answer to a hello: when it takes several updates, the last of them is the answer. Sealed once for all who are given the same. */
export function answerSealed(updates: readonly Uint8Array[]): Sealed {
  let sealed = answers.get(updates);
  if (!sealed) {
    const last = updates.length - 1;
    sealed = seal(...updates.map((update, at) => (at === last ? writeAnswer(update) : writeUpdate(update))));
    answers.set(updates, sealed);
  }
  return sealed;
}

const wholeAndBinary = 0x82;

function headOf(length: number): Buffer {
  if (length < 126) return Buffer.of(wholeAndBinary, length);
  const isShort = length < 0x10000;
  const head = Buffer.alloc(isShort ? 4 : 10);
  head[0] = wholeAndBinary;
  head[1] = isShort ? 126 : 127;
  if (isShort) head.writeUInt16BE(length, 2);
  else head.writeUIntBE(length, 4, 6);
  return head;
}
