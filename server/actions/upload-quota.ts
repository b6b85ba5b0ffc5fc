// How much one person may send to be kept: files stay for a while (server/jobs/clear-files.ts), so a loop would fill the disk. In memory.
import type { PersonId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { rateLimit, type Limit } from '#server/access/rate-limit.ts';

const megabyte = 1024 * 1024;
/** MB at once, and that come back: a thousand files of last year's are 200 MB; 1.4 GB a day. */
const usual: Limit = { burst: 1000, perMinute: 1 };

export interface UploadQuota {
  /** Counts a file. @throws Problem `too-fast` with the time to wait when it is too much, and counts nothing */
  take(person: PersonId, sizeBytes: number): void;
}

/** @param clock ms, of any beginning */
export function uploadQuota(limit = usual, clock: () => number = () => performance.now()): UploadQuota {
  const sent = rateLimit(limit);
  return {
    take(person, sizeBytes) {
      const waitMs = sent.take(person, clock(), Math.min(sizeBytes / megabyte, limit.burst));
      if (waitMs > 0) throw new Problem('too-fast', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    }
  };
}
