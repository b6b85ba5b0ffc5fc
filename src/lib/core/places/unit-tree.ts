// The tree of units, made from a flat list. Which units stand in it on a day is decided by whoever makes the list.
import { fail, ok, type Result } from '#core/basics/result.ts';

/** What kind of place a unit is; `body` is an organ beside the levels. */
export type UnitLevel = 'nation' | 'province' | 'prefecture' | 'county' | 'street' | 'village' | 'body';

/** What the tree needs to know of a unit; more may hang on it and is handed back untouched. */
export interface TreeUnit {
  id: string;
  /** null at the top of the country's tree */
  parent: string | null;
}

export interface UnitTree<Unit extends TreeUnit> {
  /** units without a parent in the list, in the list's order */
  readonly roots: readonly Unit[];
  readonly byId: ReadonlyMap<Unit['id'], Unit>;
  /** children in the list's order; a unit without children is absent */
  readonly children: ReadonlyMap<Unit['id'], readonly Unit[]>;
}

/** `twice`: two units with one id. `circle`: each of `units` is below the next, and the last below the first. */
export type TreeMistake<Id extends string> = { code: 'twice'; unit: Id } | { code: 'circle'; units: readonly Id[] };

/**
 * @param units  in any order; siblings keep it. A unit whose parent is not in the list is a root, so a part of the country's
 *               tree is a tree of its own.
 */
export function growTree<Unit extends TreeUnit>(
  units: Iterable<Unit>
): Result<UnitTree<Unit>, TreeMistake<Unit['id']>> {
  const byId = new Map<Unit['id'], Unit>();
  for (const unit of units) {
    if (byId.has(unit.id)) return fail({ code: 'twice', unit: unit.id });
    byId.set(unit.id, unit);
  }
  const roots: Unit[] = [];
  const children = new Map<Unit['id'], Unit[]>();
  for (const unit of byId.values()) {
    if (unit.parent === null || !byId.has(unit.parent)) roots.push(unit);
    else if (!children.get(unit.parent)?.push(unit)) children.set(unit.parent, [unit]);
  }
  const circle = circleIn(byId);
  return circle ? fail({ code: 'circle', units: circle }) : ok({ roots, byId, children });
}

/** From the root down to the unit itself; empty for a unit that is not in the tree. */
export function pathTo<Unit extends TreeUnit>(tree: UnitTree<Unit>, id: Unit['id']): readonly Unit[] {
  const path: Unit[] = [];
  for (let unit = tree.byId.get(id); unit; unit = parentOf(tree, unit)) path.push(unit);
  return path.reverse();
}

/** The units above, nearest first, without the unit itself. */
export const ancestorsOf = <Unit extends TreeUnit>(tree: UnitTree<Unit>, id: Unit['id']): readonly Unit[] =>
  pathTo(tree, id).slice(0, -1).reverse();

export const childrenOf = <Unit extends TreeUnit>(tree: UnitTree<Unit>, id: Unit['id']): readonly Unit[] =>
  tree.children.get(id) ?? [];

/** All units below, parents before children, siblings in the list's order, without the unit itself. */
export function descendantsOf<Unit extends TreeUnit>(tree: UnitTree<Unit>, id: Unit['id']): readonly Unit[] {
  const found: Unit[] = [];
  const waiting = [...childrenOf(tree, id)].reverse();
  for (let unit = waiting.pop(); unit; unit = waiting.pop()) {
    found.push(unit);
    for (const child of [...childrenOf(tree, unit.id)].reverse()) waiting.push(child);
  }
  return found;
}

/** Is the unit `above` itself or somewhere below it? false when one of them is not in the tree. */
export function isWithin<Unit extends TreeUnit>(tree: UnitTree<Unit>, id: Unit['id'], above: Unit['id']): boolean {
  for (let unit = tree.byId.get(id); unit; unit = parentOf(tree, unit)) if (unit.id === above) return true;
  return false;
}

const parentOf = <Unit extends TreeUnit>(tree: UnitTree<Unit>, unit: Unit): Unit | undefined =>
  unit.parent === null ? undefined : tree.byId.get(unit.parent);

function circleIn<Unit extends TreeUnit>(byId: ReadonlyMap<Unit['id'], Unit>): Unit['id'][] | undefined {
  const clear = new Set<string>(); // known to end at a root
  for (const start of byId.values()) {
    const path = new Set<Unit['id']>();
    let unit: Unit | undefined = start;
    while (unit && !clear.has(unit.id) && !path.has(unit.id)) {
      path.add(unit.id);
      unit = unit.parent === null ? undefined : byId.get(unit.parent);
    }
    if (unit && path.has(unit.id)) {
      const ids = [...path];
      return ids.slice(ids.indexOf(unit.id));
    }
    for (const id of path) clear.add(id);
  }
  return undefined;
}
