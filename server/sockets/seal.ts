// Frames that go to many, made ready for the wire once. A server's WebSocket frame is a short head and the bytes as they are, the same for
// every reader; `ws` would make the head and two writes of it for each of them.
import { writeAnswer, writeUpdate } from '#core/sheet/frames.ts';

export interface Sealed {
  readonly frames: readonly Uint8Array[];
  /** the same as they stand on the wire (RFC 6455: binary, whole, not masked, not compressed) */
  readonly bytes: Buffer;
}

export function seal(...frames: readonly Uint8Array[]): Sealed {
  let length = 0;
  for (const frame of frames) length += headLength(frame.length) + frame.length;
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const frame of frames) {
    at = writeHead(bytes, at, frame.length);
    bytes.set(frame, at);
    at += frame.length;
  }
  return { frames, bytes };
}

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

const headLength = (length: number): number => (length < 126 ? 2 : length < 0x10000 ? 4 : 10);

/** returns where the frame's bytes begin */
function writeHead(to: Buffer, at: number, length: number): number {
  to[at] = wholeAndBinary;
  const head = headLength(length);
  to[at + 1] = head === 2 ? length : head === 4 ? 126 : 127;
  if (head === 4) to.writeUInt16BE(length, at + 2);
  else if (head === 10) to.writeBigUInt64BE(BigInt(length), at + 2);
  return at + head;
}
