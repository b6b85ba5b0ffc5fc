// How long the edits of a sheet gather after a commit, before they become the next one. All sheets of this node share one: many people in one
// sheet are many sends for each commit, and many sheets are many commits.
import type { LiveLimits } from './limits.ts';

export interface Rests {
  /**
   * A sheet that `receivers` have open has committed: for how many ms from now on the next edits gather.
   * @param begun when its commit began, performance.now(); beside many sheets a commit waits for others', and that is rest already
   * @param now performance.now()
   */
  next(receivers: number, begun: number, now: number): number;
}

export function makeRests(limits: LiveLimits): Rests {
  /** until when each of the sheets rests that have committed just before, in the order of their commits; those before `first` are over */
  let until: number[] = [];
  let first = 0;

  return {
    next(receivers, begun, now) {
      while (first < until.length && until[first]! <= now) first++;
      if (first > 1000) [until, first] = [until.slice(first), 0];
      const forReceivers = Math.min(limits.pauseMsMost, receivers * limits.pauseMsPerReceiver);
      const forSheets = Math.min(limits.pauseMsMostSheets, (until.length - first) * limits.pauseMsPerSheet);
      const ms = Math.max(forReceivers, forSheets - (now - begun));
      until.push(now + ms);
      return ms;
    }
  };
}
