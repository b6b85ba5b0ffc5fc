// What waits for a sheet, done one after another: a deed alone, edits together up to the next deed.
import type { LiveLimits } from './limits.ts';
import { within } from './within.ts';
import type { Ask, Waiting, WaitingEdit } from './writer.ts';

export interface LineWork {
  /** Judges and stores edits that wait (`edits`, `done`). Returns for how many ms the next ones may gather. */
  commit(): Promise<number>;
  /** `commit` failed: what waits must not be gone on with */
  failed(error: unknown): void;
}

export class SheetLine {
  readonly #waiting: Waiting[] = [];
  readonly #work: LineWork;
  readonly #limits: LiveLimits;
  #isWorking = false;
  #isClosed = false;
  /** while it is to wake: calls that off */
  #stopWaking: (() => void) | undefined;
  /** performance.now() before which no further edits are taken */
  #pauseUntil = 0;

  constructor(limits: LiveLimits, work: LineWork) {
    this.#limits = limits;
    this.#work = work;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && !this.#isWorking;
  }

  add(one: Waiting): void {
    this.#waiting.push(one);
    this.#wake();
  }

  /** The edits that come next: what stands behind a deed is done after it. */
  edits(most: number): WaitingEdit[] {
    const edits: WaitingEdit[] = [];
    for (const one of this.#waiting) {
      if (one.kind === 'deed' || edits.length >= most) break;
      edits.push(one);
    }
    return edits;
  }

  /** the first `count` edits are stored or refused */
  done(count: number): void {
    this.#waiting.splice(0, count);
  }

  /** Gives up all that somebody waits for an answer to; returns how many updates go on waiting. */
  keepUpdates(refuse: (ask: Ask) => void): number {
    for (const one of this.#waiting.splice(0))
      if (one.kind === 'update') this.#waiting.push(one);
      else refuse(one.ask);
    return this.#waiting.length;
  }

  /** Takes nothing more and gives up what waits. */
  close(refuse: (ask: Ask) => void): void {
    this.#isClosed = true;
    this.#stopWaking?.();
    this.keepUpdates(refuse);
    this.#waiting.length = 0;
  }

  #wake(): void {
    if (this.#isWorking || this.#stopWaking || this.#isClosed) return;
    const waitMs = this.#waiting[0]?.kind === 'deed' ? 0 : this.#pauseUntil - performance.now();
    const begin = () => {
      this.#stopWaking = undefined;
      void this.#take();
    };
    // setImmediate, not at once: what the same turn of the event loop reads from other sockets comes into the same batch
    this.#stopWaking = waitMs > 0 ? timeout(begin, waitMs) : immediate(begin);
  }

  async #take(): Promise<void> {
    this.#isWorking = true;
    try {
      const first = this.#waiting[0];
      if (first?.kind === 'deed') {
        this.#waiting.shift();
        await within(first.work(), this.#limits.deedLimitMs, 'a deed').then(
          first.ask.resolve as (value: unknown) => void,
          first.ask.reject
        );
      } else if (first) this.#pauseUntil = performance.now() + (await this.#work.commit());
    } catch (error) {
      this.#work.failed(error);
    } finally {
      this.#isWorking = false;
    }
    if (this.#waiting.length > 0) this.#wake();
  }
}

// Each is called off by its own kind: Node counts its immediates, and `clearImmediate` of something else makes the count wrong. Then one that
// is alone is never called, anywhere in the program.
function timeout(begin: () => void, ms: number): () => void {
  const timer = setTimeout(begin, ms);
  return () => clearTimeout(timer);
}
function immediate(begin: () => void): () => void {
  const next = setImmediate(begin);
  return () => clearImmediate(next);
}
