// How much may come in. At once: a request's body is held whole while it is read, so a few dozen large ones would be more than the machine
// has. In a day of one person: files are kept for a while (server/jobs/clear-files.ts), so a loop would fill the disk.
import { Problem } from '#core/basics/problem.ts';
import { rateLimit, type Limit } from './rate-limit.ts';

export interface UploadLimits {
  /** bytes of all bodies that are being read */
  bytes: number;
  /** bodies of one person */
  perPerson: number;
  /** MB of one person's bodies: at first, and how many come back a minute */
  own: Limit;
}

export interface UploadRoom {
  /**
   * Room for a body of `bytes`, until the function that comes back is called; twice does no harm. Throws `busy` when all or the person's
   * own room is taken: the sender comes again, nobody waits with a body half sent. Throws `too-fast` beyond what one person may send.
   */
  enter(person: string, bytes: number): () => void;
}

// Eight of the largest uploads; a body costs about three times its size while a form is taken apart.
// A thousand files of last year's are 200 MB; 1.4 GB a day come back.
const usual: UploadLimits = { bytes: 160 * 1024 * 1024, perPerson: 3, own: { burst: 1000, perMinute: 1 } };
const megabyte = 1024 * 1024;

/** One that is larger than all the room still comes in when it is alone. */
/** @param clock ms, of any beginning */
export function uploadRoom(limits: Partial<UploadLimits> = {}, clock = () => performance.now()): UploadRoom {
  const { bytes: mostBytes, perPerson, own: ownLimit } = { ...usual, ...limits };
  const sent = rateLimit(ownLimit);
  const own = new Map<string, number>();
  let taken = 0;
  return {
    enter(person, bytes) {
      const mine = own.get(person) ?? 0;
      if (mine >= perPerson || (taken > 0 && taken + bytes > mostBytes)) throw new Problem('busy');
      const waitMs = sent.take(person, clock(), Math.min(bytes / megabyte, ownLimit.burst));
      if (waitMs > 0) throw new Problem('too-fast', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
      own.set(person, mine + 1);
      taken += bytes;
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        taken -= bytes;
        const left = own.get(person)! - 1;
        if (left > 0) own.set(person, left);
        else own.delete(person);
      };
    }
  };
}
