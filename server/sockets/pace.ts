// How fast a connection is read. One that is quicker than the bounds, or has much waiting in its sheet's line, is not read for a while and
// TCP holds the sender back: nothing is lost, nobody is refused for being quick, and a flood waits in its own browser.
import type { WebSocket } from 'ws';
import { fullBucket, take, type Bucket, type LiveLimits } from '#server/live/limits.ts';

export class Pace {
  readonly #socket: WebSocket;
  readonly #limits: LiveLimits;
  readonly #frames: Bucket;
  readonly #bytes: Bucket;
  readonly #hellos: Bucket;
  /** in the sheet's line, not yet taken */
  #waitingFrames = 0;
  #waitingBytes = 0;
  #resumeTimer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, limits: LiveLimits, now: number) {
    this.#socket = socket;
    this.#limits = limits;
    this.#frames = fullBucket(limits.framesBurst, now);
    this.#bytes = fullBucket(limits.bytesBurst, now);
    this.#hellos = fullBucket(limits.hellosBurst, now);
  }

  /** @param sizeBytes 0 for a ping: ws answers each by itself, as good as a frame for whoever floods */
  heard(sizeBytes: number, now: number): void {
    const { framesPerSecond, framesBurst, bytesPerSecond, bytesBurst } = this.#limits;
    const frameMs = take(this.#frames, 1, framesPerSecond, framesBurst, now);
    this.#restFor(Math.max(frameMs, take(this.#bytes, sizeBytes, bytesPerSecond, bytesBurst, now)));
  }

  /** Something was asked for that costs the whole sheet, or a frame that names everybody. */
  askedForMuch(now: number): void {
    this.#restFor(take(this.#hellos, 1, this.#limits.hellosPerSecond, this.#limits.hellosBurst, now));
  }

  /** An update goes into the sheet's line. */
  submitted(sizeBytes: number): void {
    this.#waitingFrames++;
    this.#waitingBytes += sizeBytes;
    const { waitingFrames, waitingBytes } = this.#limits;
    if (this.#waitingFrames > waitingFrames || this.#waitingBytes > waitingBytes) this.#socket.pause();
  }

  /** It has been taken out of the line. */
  taken(sizeBytes: number): void {
    this.#waitingFrames--;
    this.#waitingBytes -= sizeBytes;
    this.#resumeIfCalm();
  }

  over(): void {
    clearTimeout(this.#resumeTimer);
  }

  #restFor(ms: number): void {
    if (ms <= 0 || this.#resumeTimer) return;
    this.#socket.pause();
    this.#resumeTimer = setTimeout(() => {
      this.#resumeTimer = undefined;
      this.#resumeIfCalm();
    }, ms);
  }

  #resumeIfCalm(): void {
    const { waitingFrames, waitingBytes } = this.#limits;
    const isCalm = this.#waitingFrames <= waitingFrames / 2 && this.#waitingBytes <= waitingBytes / 2;
    if (this.#socket.isPaused && isCalm && !this.#resumeTimer) this.#socket.resume();
  }
}
