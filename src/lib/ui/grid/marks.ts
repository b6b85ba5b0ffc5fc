// Marks by cell: what is doubtful about it, and who is there.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Severity } from '#core/forms/form.ts';
import type { Presence } from '#core/sheet/messages.ts';
import type { Finding } from '#core/validation/finding.ts';

/** cell → the worst that is doubtful about it */
export function severitiesOf(findings: readonly Finding[]): ReadonlyMap<CellKey, Severity> {
  const worst = new Map<CellKey, Severity>();
  for (const { severity, places } of findings)
    for (const key of places) if (severity === 'must' || !worst.has(key)) worst.set(key, severity);
  return worst;
}

/** cell → the last of those who are on it */
export function presentAt(others: readonly Presence[]): ReadonlyMap<CellKey, Presence> {
  const at = new Map<CellKey, Presence>();
  for (const other of others) if (other.at !== undefined) at.set(other.at, other);
  return at;
}
