// How a deadline stands at a moment. Days are calendar days where the people live, not spans of 24 hours: 今天截止 means today.

export type Deadline =
  | { kind: 'none' }
  /** 0: today is the last day */
  | { kind: 'open'; daysLeft: number }
  /** 0: it passed today */
  | { kind: 'overdue'; daysLate: number };

const dayMs = 86_400_000;
/** UTC+8, the one time zone of China, without summer time */
const chinaOffsetMs = 8 * 3_600_000;

/**
 * @param dueAt     milliseconds since 1970 (UTC); null: no deadline. At `dueAt` itself it is not yet over.
 * @param now       milliseconds since 1970 (UTC)
 * @param offsetMs  local time minus UTC
 */
export function deadlineAt(dueAt: number | null, now: number, offsetMs = chinaOffsetMs): Deadline {
  if (dueAt === null) return { kind: 'none' };
  const days = dayOf(dueAt, offsetMs) - dayOf(now, offsetMs);
  return now <= dueAt ? { kind: 'open', daysLeft: days } : { kind: 'overdue', daysLate: 0 - days };
}

const dayOf = (at: number, offsetMs: number): number => Math.floor((at + offsetMs) / dayMs);
