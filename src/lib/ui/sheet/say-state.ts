// The saved mark in words.
import type { OpenSheet } from '#live/open-sheet.ts';
import { showClock } from '#ui/words/show-time.ts';
import type { Catalogue } from '#ui/words/words.ts';

export interface SaidState {
  kind: 'saved' | 'saving' | 'connecting' | 'offline';
  text: string;
}

/** "Saved" is said only when nothing waits; offline is said before everything else. */
export function sayState(
  sheet: Pick<OpenSheet, 'connection' | 'loaded' | 'waitingCount' | 'savedAt'> &
    Partial<Pick<OpenSheet, 'awayBecause' | 'status'>>,
  w: Catalogue
): SaidState {
  const { connection, waitingCount, savedAt } = sheet;
  if (connection === 'offline' && sheet.awayBecause === 'restart')
    return { kind: 'offline', text: w.sheet.restarting(waitingCount) };
  if (connection === 'offline' && sheet.awayBecause === 'too-fast')
    return { kind: 'offline', text: w.sheet.tooOften(waitingCount) };
  if (connection === 'online' && sheet.status?.trouble === 'disk-full' && waitingCount > 0)
    return { kind: 'offline', text: w.sheet.diskFull(waitingCount) };
  if (connection === 'offline' || connection === 'closed')
    return { kind: 'offline', text: waitingCount > 0 ? w.sheet.offlineWaiting(waitingCount) : w.sheet.offline };
  if (waitingCount > 0) return { kind: 'saving', text: w.sheet.saving(waitingCount) };
  if (connection === 'connecting' || !sheet.loaded) return { kind: 'connecting', text: w.sheet.connecting };
  return { kind: 'saved', text: savedAt === null ? w.sheet.savedPlain : w.sheet.saved(showClock(savedAt)) };
}
