// Steps of comments as they are kept, folded into the threads that people see. Pure: who may see and do what is handed in.
import type { CommentId, PersonId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { KeptStep } from '#server/storage/storage.ts';

export interface CommentThread {
  /** that of its first comment */
  id: CommentId;
  key: CellKey;
  state: 'open' | 'resolved';
  /** time of its last step */
  at: number;
  /** whether the asker may resolve it */
  maySettle: boolean;
  /** what was said and done, oldest first */
  steps: readonly ThreadStep[];
}

export interface ThreadStep {
  id: CommentId;
  step: 'said' | 'resolved' | 'reopened';
  person: PersonId;
  personName: string;
  at: number;
  /** '' when it was taken back (but for those who read everything) and for what is not said */
  text: string;
  mentioned: readonly { person: PersonId; name: string }[];
  /** who took the comment back; null when it stands */
  removed: { personName: string; at: number } | null;
  /** whether the asker may take it back */
  mayRemove: boolean;
}

export interface Asker {
  maySettle(author: PersonId): boolean;
  readsRemoved: boolean;
}

/** Threads in the order of their last steps, newest first. An answer to a resolved thread opens it again. */
export function foldComments(steps: readonly KeptStep[], asker: Asker): CommentThread[] {
  const threads = new Map<CommentId, KeptStep[]>();
  for (const step of steps) {
    const own = threads.get(step.thread);
    if (own) own.push(step);
    else threads.set(step.thread, [step]);
  }
  return [...threads.values()].map((own) => foldThread(own, asker)).sort((a, b) => b.at - a.at);
}

function foldThread(steps: readonly KeptStep[], asker: Asker): CommentThread {
  const [first] = steps as [KeptStep];
  const removed = new Map(steps.flatMap((step) => (step.step === 'removed' ? [[step.about, step] as const] : [])));
  return {
    id: first.thread,
    key: first.key,
    state: stateOf(steps),
    at: steps.at(-1)!.at,
    maySettle: asker.maySettle(first.person),
    steps: steps.flatMap(({ id, step, person, personName, at, text, mentioned }) => {
      if (step === 'removed') return [];
      const gone = removed.get(id);
      const isShown = !gone || asker.readsRemoved;
      return [
        {
          id,
          step,
          person,
          personName,
          at,
          text: isShown ? text : '',
          mentioned: isShown ? mentioned : [],
          removed: gone ? { personName: gone.personName, at: gone.at } : null,
          mayRemove: step === 'said' && !gone && asker.maySettle(person)
        }
      ];
    })
  };
}

/** A thread whose comments were all taken back has nothing left to be resolved. */
function stateOf(steps: readonly KeptStep[]): 'open' | 'resolved' {
  const said = steps.filter(({ step }) => step === 'said').length;
  if (steps.filter(({ step }) => step === 'removed').length >= said) return 'resolved';
  const last = steps.findLast(({ step }) => step !== 'removed');
  return last?.step === 'resolved' ? 'resolved' : 'open';
}
