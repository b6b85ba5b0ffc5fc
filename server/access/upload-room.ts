// How much may be on its way into memory at once: a request's body is held whole while it is read, so a few dozen large ones would be
// more than the machine has.
import { Problem } from '#core/basics/problem.ts';

export interface UploadLimits {
  /** bytes of all bodies that are being read */
  bytes: number;
  /** bodies of one person */
  perPerson: number;
}

export interface UploadRoom {
  /**
   * Room for a body of `bytes`, until the function that comes back is called; twice does no harm. Throws `busy` when all or the person's
   * own room is taken: the sender comes again, nobody waits with a body half sent.
   */
  enter(person: string, bytes: number): () => void;
}

// Eight of the largest uploads; a body costs about three times its size while a form is taken apart.
const usual: UploadLimits = { bytes: 160 * 1024 * 1024, perPerson: 3 };

/** One that is larger than all the room still comes in when it is alone. */
export function uploadRoom({ bytes: mostBytes, perPerson }: UploadLimits = usual): UploadRoom {
  const own = new Map<string, number>();
  let taken = 0;
  return {
    enter(person, bytes) {
      const mine = own.get(person) ?? 0;
      if (mine >= perPerson || (taken > 0 && taken + bytes > mostBytes)) throw new Problem('busy');
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
