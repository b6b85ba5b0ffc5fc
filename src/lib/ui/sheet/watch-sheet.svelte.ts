// What the open sheet tells the desk: cells that changed, a stage that moved, edits refused, values overwritten.
import { untrack } from 'svelte';
import type { CellContent } from '#core/forms/cell-value.ts';
import { showContent } from '#core/forms/show-content.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Desk } from '#ui/grid/desk.svelte.ts';

export interface Watcher {
  onstage(): void;
  oncells(): void;
  /** as the page was loaded with */
  stage: string;
}

/** @returns stops watching. Call it where a component lives: it makes effects. */
export function watchSheet(desk: Desk, { onstage, oncells, stage }: Watcher): () => void {
  const { sheet, w } = desk;
  const stopCells = sheet.onCells(oncells);
  const stopMeetings = sheet.onOverwritten(({ key, stands, mine, theirs }) => {
    const [lost, standing] = stands === 'theirs' ? [mine, theirs] : [theirs, mine];
    const say = stands === 'theirs' ? w.notices.overwritten : w.notices.overwrote;
    desk.say({
      kind: 'warn',
      text: say(desk.place(key), shown(desk, key, standing), shown(desk, key, lost)),
      jump: key
    });
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
    stopEffects();
  };
}

function shown(desk: Desk, key: CellKey, content: CellContent | undefined): string {
  const cell = desk.form.cells.get(key);
  const text = cell ? showContent(content, cell, desk.form) : '';
  return text === '' ? desk.w.nothings.blank : text;
}
