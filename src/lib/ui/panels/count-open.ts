// How many open threads of comments each cell has.
import type { CellKey } from '#core/forms/cell-key.ts';

export function countOpen(
  threads: readonly { key: CellKey; state: 'open' | 'resolved' }[]
): ReadonlyMap<CellKey, number> {
  const at = new Map<CellKey, number>();
  for (const { key, state } of threads) if (state === 'open') at.set(key, (at.get(key) ?? 0) + 1);
  return at;
}
