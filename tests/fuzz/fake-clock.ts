// The clock of the fuzz: timers and times of day that move only when the world says so, in plain Node. Immediates stay Node's own, so that
// what is ready runs in the program's real order; between two timers some turns of the event loop pass.
const real = { setTimeout, clearTimeout, setInterval, clearInterval, Date, performanceNow: performance.now };
const realImmediate = setImmediate;
/** one turn of the event loop */
export const turn = (): Promise<void> => new Promise((resolve) => void realImmediate(resolve));

// Node's own bound; a longer delay counts as 1 ms there, and nobody here means that.
const longestMs = 2 ** 31 - 1;
// A step that sets timers which set timers, for ever, is a mistake of the program.
const timersPerAdvance = 100_000;
// A commit goes through several promises and two immediates (line, group of appends) before it sets the next timer.
const turnsBetweenTimers = 4;

interface Timer {
  at: number;
  run: () => void;
  everyMs: number | undefined;
  isOver: boolean;
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
}

export interface FakeClock {
  /** Runs what is due within `ms`, without letting anything else run between. */
  advance(ms: number): void;
  /** The same, with turns of the event loop between two timers and at the end. */
  pass(ms: number): Promise<void>;
  /** Sets the time of day by so much on or back; what is due, and how much time has passed, stays. */
  turnBy(ms: number): void;
  /** gives back the real ones */
  end(): void;
}

/** Puts fake timers, `Date` and `performance.now` in the place of the real ones. @param now time of day, ms since 1970 */
export function fakeClock(now: number): FakeClock {
  let elapsed = 0;
  let offset = now;
  /** by time; of one time the earlier set first */
  const timers: Timer[] = [];

  function put(timer: Timer): void {
    let at = timers.length;
    while (at > 0 && timers[at - 1]!.at > timer.at) at--;
    timers.splice(at, 0, timer);
  }
  function set(run: () => void, ms: number | undefined, isRepeated: boolean): Timer {
    // as in Node: no number is 1 ms, and nothing is sooner than that
    const delay = Math.min(longestMs, Math.max(1, Math.trunc(Number(ms)) || 1));
    const timer: Timer = {
      at: elapsed + delay,
      run,
      everyMs: isRepeated ? delay : undefined,
      isOver: false,
      ref: () => timer,
      unref: () => timer,
      hasRef: () => true
    };
    put(timer);
    return timer;
  }
  function clear(timer: Timer | undefined): void {
    if (!timer || timer.isOver) return;
    timer.isOver = true;
    const at = timers.indexOf(timer);
    if (at >= 0) timers.splice(at, 1);
  }
  /** Runs the next timer that is due at `until`; false: there is none. */
  function runNext(until: number): boolean {
    const [next] = timers;
    if (!next || next.at > until) return false;
    timers.shift();
    elapsed = next.at;
    if (next.everyMs === undefined) next.isOver = true;
    else put(Object.assign(next, { at: elapsed + next.everyMs }));
    next.run();
    return true;
  }
  function checked(count: number): void {
    if (count > timersPerAdvance) throw new Error('timers without end');
  }

  class FakeDate extends Date {
    constructor(...parts: unknown[]) {
      super(...((parts.length === 0 ? [offset + elapsed] : parts) as [number]));
    }
    static override now(): number {
      return offset + elapsed;
    }
  }
  const withArguments = (run: (...given: unknown[]) => void, given: unknown[]) => () => run(...given);
  Object.assign(globalThis, {
    setTimeout: (run: () => void, ms?: number, ...given: unknown[]) => set(withArguments(run, given), ms, false),
    clearTimeout: clear,
    setInterval: (run: () => void, ms?: number, ...given: unknown[]) => set(withArguments(run, given), ms, true),
    clearInterval: clear,
    Date: FakeDate
  });
  performance.now = () => elapsed;

  return {
    advance(ms) {
      const until = elapsed + ms;
      for (let count = 0; runNext(until); count++) checked(count);
      elapsed = until;
    },
    async pass(ms) {
      const until = elapsed + ms;
      for (let count = 0; runNext(until); count++) {
        checked(count);
        for (let at = 0; at < turnsBetweenTimers; at++) await turn();
      }
      elapsed = until;
      await turn();
    },
    turnBy: (ms) => void (offset += ms),
    end() {
      const { performanceNow, ...globals } = real;
      Object.assign(globalThis, globals);
      performance.now = performanceNow;
    }
  };
}
