// Times as people read them, in the clock of the computer that shows them: 2024-05-31 17:00.
import type { Catalogue } from './words.ts';

const two = (n: number): string => String(n).padStart(2, '0');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `2024-05-31` */
export function showDay(at: number): string {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** `17:04:09` */
export function showClock(at: number): string {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** `2024-05-31 17:04` */
export const showTime = (at: number): string => `${showDay(at)} ${showClock(at).slice(0, 5)}`;

/** How near a deadline is. `late` from the deadline on, `soon` in the last three days. */
export function nearness(dueAt: number, now: number): 'late' | 'soon' | 'ample' {
  if (now >= dueAt) return 'late';
  return dueAt - now <= 3 * dayMs ? 'soon' : 'ample';
}

/** 还剩 3 天, 还剩 5 小时, 今日已逾期, 已逾期 2 天: whole days and hours that are left, or full days that have gone by. */
export function timeLeft(dueAt: number, now: number, w: Catalogue): string {
  const left = dueAt - now;
  if (left <= -dayMs) return w.common.overdueDays(Math.floor(-left / dayMs));
  if (left <= 0) return w.common.overdueToday;
  if (left < dayMs) return w.common.hoursLeft(Math.max(1, Math.floor(left / hourMs)));
  return w.common.daysLeft(Math.floor(left / dayMs));
}
