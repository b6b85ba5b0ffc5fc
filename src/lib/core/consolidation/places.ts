// Where totals are made: the top of a tree of units and as many levels below it as are asked for.

/** A unit with all below it. */
export interface Branch<Unit extends string = string> {
  unit: Unit;
  /** of its own sheet in the figures; null: it has none, neither this year nor last year */
  row: number | null;
  children: readonly Branch<Unit>[];
}

/** A place where a total is made. The first one is the top; every other comes after the one it stands in. */
export interface Place<Unit extends string = string> {
  unit: Unit;
  /** the place whose total it is a part of; -1 for the top */
  within: number;
  /** rows that are added up here and not at a place within */
  rows: readonly number[];
  /** places within, one level down: first the unit's own sheet (本级) when it has one, then its children */
  parts: readonly number[];
}

/**
 * @param levels  how many levels below the top have places of their own; what lies deeper is added up at the lowest place.
 *                0: the top only
 */
export function placesOf<Unit extends string>(top: Branch<Unit>, levels: number): Place<Unit>[] {
  const places: Place<Unit>[] = [];
  const put = (branch: Branch<Unit>, within: number, below: number): number => {
    const parts: number[] = [];
    const isWhole = below === 0;
    const at = places.push({ unit: branch.unit, within, rows: isWhole ? rowsUnder(branch) : [], parts }) - 1;
    if (isWhole) return at;
    if (branch.row !== null) parts.push(put({ ...branch, children: [] }, at, 0));
    for (const child of branch.children) parts.push(put(child, at, below - 1));
    return at;
  };
  put(top, -1, levels);
  return places;
}

function rowsUnder<Unit extends string>({ row, children }: Branch<Unit>, rows: number[] = []): number[] {
  if (row !== null) rows.push(row);
  for (const child of children) rowsUnder(child, rows);
  return rows;
}
