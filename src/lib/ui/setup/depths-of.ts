// The tree of units as lists show it.

export interface TreeUnit {
  id: string;
  parent: string | null;
}

/** How deep each unit stands; 0 for those without a listed parent. @param units parents before children */
export function depthsOf(units: readonly TreeUnit[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const { id, parent } of units) depths.set(id, parent === null ? 0 : (depths.get(parent) ?? -1) + 1);
  return depths;
}

/** Ids of all units below `top`, in their order; without it. @param units parents before children */
export function unitsBelow(units: readonly TreeUnit[], top: string): string[] {
  const inside = new Set([top]);
  for (const { id, parent } of units) if (parent !== null && inside.has(parent)) inside.add(id);
  inside.delete(top);
  return [...inside];
}
