// Who gave what in a fold, and the same of last year's fold in this year's numbering of units.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Plan } from './plan.ts';
import { rowOf, unitsIn, type UnitSets } from './unit-sets.ts';

export interface Coverage<Unit extends string> {
  readonly plan: Plan;
  /** by number: the units of this fold, then those that only last year's fold knows */
  readonly units: readonly Unit[];
  /** how many of them have a sheet or are asked for one in this fold */
  readonly asked: number;
  /** rows as `plan.gathered` */
  readonly gathered: UnitSets;
  /** rows as `plan.computed` */
  readonly computed: UnitSets;
}

/** The units that gave a cell, as a row of bits; undefined for a cell of which no total is made. */
export function rowAt(
  { plan, gathered, computed }: Omit<Coverage<string>, 'units'>,
  key: CellKey
): Uint32Array | undefined {
  const at = plan.gatheredAt.get(key);
  if (at !== undefined) return rowOf(gathered, at);
  const computedAt = plan.computedAt.get(key);
  return computedAt === undefined ? undefined : rowOf(computed, computedAt);
}

export interface LastYear {
  readonly asked: number;
  rowAt(key: CellKey): Uint32Array | undefined;
}

/** @param units of this year by number; units that only last year knows are added at its end, so that sets can be compared */
export function readLastYear<Unit extends string>(coverage: Coverage<Unit>, units: Unit[]): LastYear {
  const numbers = new Map(units.map((unit, number) => [unit, number]));
  const numberNow = coverage.units.map((unit) => numbers.get(unit) ?? units.push(unit) - 1);
  const words = Math.max(1, Math.ceil(units.length / 32));
  const known = new Map<CellKey, Uint32Array | undefined>();
  const translate = (then: Uint32Array): Uint32Array => {
    const row = new Uint32Array(words);
    for (const unit of unitsIn(then)) {
      const now = numberNow[unit]!;
      row[now >>> 5]! |= 1 << (now & 31);
    }
    return row;
  };
  return {
    asked: coverage.asked,
    rowAt(key) {
      if (!known.has(key)) {
        const then = rowAt(coverage, key);
        known.set(key, then && translate(then));
      }
      return known.get(key);
    }
  };
}
