// What the open sheet tells the desk: cells that changed, a stage that moved, edits refused, values overwritten.
import { untrack } from 'svelte';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Overwritten } from '#live/open-sheet.ts';
import type { Desk, Meeting } from '#ui/grid/desk.svelte.ts';
import { shownAt } from '#ui/grid/turn-step.ts';

export interface Watcher {
  onstage(): void;
  oncells(): void;
  /** what the page was loaded with has changed: explanations, reminders */
  onpage(): void;
  /** as the page was loaded with */
  stage: string;
}

/** @returns stops watching. Call it where a component lives: it makes effects. */
export function watchSheet(desk: Desk, { onstage, oncells, onpage, stage }: Watcher): () => void {
  const { sheet, w } = desk;
  const stopCells = sheet.onCells(oncells);
  const stopMeetings = sheet.onOverwritten((what) => desk.meet(sayMeeting(desk, what)));
  const stopRemarks = sheet.onRemarks((changed) => {
    if (changed === 'comments' || changed === 'all') void desk.talk?.refresh();
    if (changed !== 'comments') onpage();
  });
  const stopEffects = $effect.root(() => {
    let known = stage;
    $effect(() => {
      const now = sheet.status?.stage;
      if (now === undefined || now === known) return;
      known = now;
      onstage();
    });
    let told = 0;
    $effect(() => {
      const count = sheet.refused.length;
      if (count > told) untrack(() => desk.say({ kind: 'bad', text: w.notices.serverRefused(count), see: 'refused' }));
      told = count;
    });
  });
  return () => {
    stopCells();
    stopMeetings();
    stopRemarks();
    stopEffects();
  };
}

/** Who wrote what, and what stands now, in words. */
export function sayMeeting(desk: Desk, { key, stands, mine, theirs, by }: Overwritten): Meeting {
  const { notices } = desk.w;
  const said = (content: CellContent | undefined) => (content ? shownAt(desk, key, content) : notices.metLost);
  const say = stands === 'theirs' ? notices.overwritten : notices.overwrote;
  return { key, text: say(desk.place(key), by || notices.others, said(theirs), said(mine)), at: Date.now() };
}
