// What becomes of each cell of a form in a total. Made once per form, used for every fold.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';

/** A cell whose total is made of the units' own numbers. */
export interface GatheredCell {
  key: CellKey;
  way: 'sum' | 'max' | 'min';
  /** where a unit's number stands: in its entered cells or among its derived numbers */
  from: 'entered' | 'derived';
}

export interface Plan {
  readonly form: CompiledForm;
  readonly gathered: readonly GatheredCell[];
  /** key → place in `gathered` */
  readonly gatheredAt: ReadonlyMap<CellKey, number>;
  /** places in `gathered` of derived cells */
  readonly derivedAt: readonly number[];
  /** cells computed from totals by their formula, operands before results */
  readonly computed: readonly FormCell[];
  /** key → place in `computed` */
  readonly computedAt: ReadonlyMap<CellKey, number>;
  /** cells of which no total is made: names, ranks, typed rates, blocked cells, what the form says is not consolidated */
  readonly left: ReadonlySet<CellKey>;
}

export function planTotals(form: CompiledForm): Plan {
  const gathered: GatheredCell[] = [];
  const computed: FormCell[] = [];
  const left = new Set<CellKey>();
  for (const cell of form.cells.values()) {
    const fate = fateOf(cell);
    if (typeof fate === 'object') gathered.push(fate);
    else if (fate === 'left') left.add(cell.key);
  }
  for (const key of form.derived) {
    const cell = form.cells.get(key)!;
    if (fateOf(cell) === 'computed') computed.push(cell);
  }
  return {
    form,
    gathered,
    gatheredAt: placesOf(gathered),
    derivedAt: [...gathered.keys()].filter((at) => gathered[at]!.from === 'derived'),
    computed,
    computedAt: placesOf(computed),
    left
  };
}

const placesOf = (cells: readonly { key: CellKey }[]): Map<CellKey, number> =>
  new Map(cells.map(({ key }, at) => [key, at]));

function fateOf({ key, kind, type, aggregate }: FormCell): GatheredCell | 'computed' | 'left' {
  if (kind === 'blocked' || type === 'text' || aggregate === 'none') return 'left';
  if (kind === 'derived') {
    // "sum" says that the formula is additive: computing it from the sums is the same and needs no number of any unit
    return aggregate === 'max' || aggregate === 'min' ? { key, way: aggregate, from: 'derived' } : 'computed';
  }
  // nothing can be recomputed where there is no formula: a rate that is typed has no total
  return aggregate === 'recompute' ? 'left' : { key, way: aggregate, from: 'entered' };
}
