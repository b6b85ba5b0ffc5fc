// Takes jobs from the queue, one after another in each of two lanes: the machine is small, and each job has a thread or a process of its own.
// People take turns.
import type { PersonId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import type { JobRow } from '#server/storage/storage.ts';
import { Stopped } from './ask-workbook.ts';
import { kinds, type ExportNeeds, type JobNeeds } from './kinds.ts';
import { templatePlans } from './template-plans.ts';

export interface JobsSettings {
  /** a job whose holder died is taken again after this; longer than any job may take */
  holdMs?: number;
  /** how often to look without being told: for jobs whose holder died, and those of other nodes */
  lookEveryMs?: number;
  /** nobody else takes from this queue: what is held at the start was held by a process that died, and is taken at once */
  alone?: boolean;
  /** a job under way has this long when the server stops; then it is ended and done after the next start */
  stopLimitMs?: number;
  /** a job that brought the server down is not tried for ever */
  mostTries?: number;
  note?: (fact: string, fields: Record<string, unknown>) => void;
}

export interface Jobs {
  /** resolves when nothing is under way and nothing waits */
  idle(): Promise<void>;
  /** Takes no more jobs; the one under way is finished or ended. What waits is done after the next start. */
  stop(): Promise<void>;
}

const defaults = { holdMs: 10 * 60_000, lookEveryMs: 10_000, mostTries: 3, alone: false, stopLimitMs: 2_000 };

// Reading files and writing workbooks do not wait for each other: a province's consolidated book takes minutes, a clerk's file a second.
const lanes: readonly (readonly JobRow['kind'][])[] = [['read-import'], ['write-export']];
// who was served is remembered while somebody waits; more people than this at once, and the first are forgotten
const mostServed = 1_000;

/** Starts at once with what was left from before. */
export function startJobs(jobNeeds: JobNeeds, settings: JobsSettings = {}): Jobs {
  const stopping = new AbortController();
  const workbook = { ...jobNeeds.workbook, signal: stopping.signal };
  const needs: ExportNeeds = { ...jobNeeds, workbook, plans: templatePlans(jobNeeds.storage, workbook) };
  const { lookEveryMs, stopLimitMs } = { ...defaults, ...settings };
  const started = lanes.map((kindsOfLane) => startLane(needs, kindsOfLane, settings));
  const wake = () => started.forEach((lane) => lane.wake());
  const unlisten = needs.storage.feed.listen((what) => {
    if (what.kind === 'job') wake();
  });
  const timer = setInterval(wake, lookEveryMs);
  timer.unref();
  wake();

  return {
    async idle() {
      while (started.some((lane) => lane.running())) await Promise.all(started.map((lane) => lane.running()));
    },
    async stop() {
      unlisten();
      clearInterval(timer);
      const limit = setTimeout(() => stopping.abort(), stopLimitMs);
      await Promise.all(started.map((lane) => lane.stop()));
      clearTimeout(limit);
    }
  };
}

interface Lane {
  wake(): void;
  /** undefined: nothing is under way and nothing waits */
  running(): Promise<void> | undefined;
  stop(): Promise<void>;
}

function startLane(needs: ExportNeeds, kindsOfLane: readonly JobRow['kind'][], settings: JobsSettings): Lane {
  const { holdMs, mostTries, alone } = { ...defaults, ...settings };
  const note = settings.note ?? (() => undefined);
  let stopped = false;
  let running: Promise<void> | undefined;
  /** something was announced while a job ran: look again before resting */
  let again = false;
  /** the longest ago first */
  let served: PersonId[] = [];

  const wake = () => {
    again = true;
    if (stopped || running) return;
    running = work().finally(() => {
      running = undefined;
      if (again) wake();
    });
  };

  const work = async (): Promise<void> => {
    try {
      while (!stopped && again) {
        again = false;
        for (let job = await take(); job && !stopped; job = await take()) await runOne(job);
        served = [];
      }
    } catch (error) {
      // the disk does not answer: what was taken is held until its time is up, then tried again
      note('queue', { error: String(error) });
    }
    if (stopped) again = false;
  };
  /** at the start, when alone: also what is held until later */
  let heldToo = alone;
  const take = async (): Promise<JobRow | undefined> => {
    const now = needs.clock();
    // however late: the clock may have been turned back since
    const job = await needs.storage.jobs.take(heldToo ? Number.MAX_SAFE_INTEGER : now, now + holdMs, {
      kinds: kindsOfLane,
      served
    });
    if (!job) heldToo = false;
    return job;
  };

  const runOne = async (job: JobRow): Promise<void> => {
    const kind = kinds[job.kind];
    const began = needs.clock();
    const person = await kind.personOf(needs, job.subject);
    if (person !== undefined) served = [...served.filter((one) => one !== person), person].slice(-mostServed);
    try {
      if (job.tries > mostTries)
        await kind.fail(needs, job.subject, { code: 'mistake', parameters: { tries: job.tries - 1 } });
      else await kind.run(needs, job.subject);
      note('job done', { kind: job.kind, subject: job.subject, tookMs: needs.clock() - began });
    } catch (error) {
      if (error instanceof Stopped) return; // it stays in the queue
      if (!isProblem(error)) note('job failed', { kind: job.kind, subject: job.subject, error: traceOf(error) });
      const because = isProblem(error)
        ? { code: error.code, parameters: { ...error.parameters } }
        : { code: 'mistake', parameters: {} };
      await kind.fail(needs, job.subject, because);
    }
    await needs.storage.jobs.finish(job.id);
  };

  return {
    wake,
    running: () => running,
    async stop() {
      stopped = true;
      await running;
    }
  };
}

const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
