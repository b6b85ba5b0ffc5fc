// One loop that takes jobs from the queue, one after another: the machine is small, and each job has a thread or a process of its own.
import { isProblem } from '#core/basics/problem.ts';
import type { JobRow } from '#server/storage/storage.ts';
import { Stopped } from './ask-workbook.ts';
import { kinds, type JobNeeds } from './kinds.ts';

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

/** Starts at once with what was left from before. */
export function startJobs(jobNeeds: JobNeeds, settings: JobsSettings = {}): Jobs {
  const { holdMs, lookEveryMs, mostTries, alone, stopLimitMs } = { ...defaults, ...settings };
  const stopping = new AbortController();
  const needs: JobNeeds = { ...jobNeeds, workbook: { ...jobNeeds.workbook, signal: stopping.signal } };
  const note = settings.note ?? (() => undefined);
  let stopped = false;
  let running: Promise<void> | undefined;
  /** something was announced while a job ran: look again before resting */
  let again = false;

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
    const job = await needs.storage.jobs.take(heldToo ? now + holdMs : now, now + holdMs);
    if (!job) heldToo = false;
    return job;
  };

  const runOne = async (job: JobRow): Promise<void> => {
    const kind = kinds[job.kind];
    const began = needs.clock();
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

  const unlisten = needs.storage.feed.listen((what) => {
    if (what.kind === 'job') wake();
  });
  const timer = setInterval(wake, lookEveryMs);
  timer.unref();
  wake();

  return {
    async idle() {
      while (running) await running;
    },
    async stop() {
      stopped = true;
      unlisten();
      clearInterval(timer);
      const limit = setTimeout(() => stopping.abort(), stopLimitMs);
      await running;
      clearTimeout(limit);
    }
  };
}

const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
