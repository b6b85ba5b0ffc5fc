// Who gave what to a total, and whether the operands of a computed one come from the same units.
import type { Place } from './places.ts';

/** of one cell */
export interface Coverage {
  /** by row: 0 the unit gave nothing, `gives` (1) it gave the cell, `tears` (2) it gave some operands of the cell and not others */
  readonly given: Uint8Array;
  /** by place: how many units gave it */
  readonly gave: Uint32Array;
  /** by place: how many units tear it */
  readonly torn: Uint32Array;
}
export const gives = 1;
export const tears = 2;

export const makeCoverage = (rows: number, places: number): Coverage => ({
  given: new Uint8Array(rows),
  gave: new Uint32Array(places),
  torn: new Uint32Array(places)
});

/** What is counted at each place becomes what is counted there and below: lower places come later. */
export function addUp(counts: Uint32Array, places: readonly Place[]): void {
  for (let place = places.length - 1; place > 0; place--) counts[places[place]!.within]! += counts[place]!;
}

/** What a row gives of a cell that is computed of operands, at least one. Only those that give an operand whole count. */
function givenBy(operands: readonly Uint8Array[], row: number): number {
  let all = gives;
  let any = 0;
  for (let at = 0; at < operands.length; at++) {
    const given = operands[at]![row]! & gives;
    all &= given;
    any |= given;
  }
  return all === gives ? gives : any === gives ? tears : 0;
}

/** @param operands `given` of each operand, at least one; @param owner row → place, -1: none */
export function countCoverage(
  { given, gave, torn }: Coverage,
  operands: readonly Uint8Array[],
  owner: Int32Array,
  places: readonly Place[]
): void {
  for (let row = 0; row < owner.length; row++) {
    const its = givenBy(operands, row);
    given[row] = its;
    const place = owner[row]!;
    if (its === 0 || place < 0) continue;
    if (its === gives) gave[place]!++;
    else torn[place]!++;
  }
  addUp(gave, places);
  addUp(torn, places);
}

/** One row anew, when an operand of it is given now and was not, or the other way round. */
export function recount(
  coverage: Coverage,
  operands: readonly Uint8Array[],
  row: number,
  path: readonly number[]
): void {
  setGiven(coverage, row, givenBy(operands, row), path);
}

export function setGiven({ given, gave, torn }: Coverage, row: number, now: number, path: readonly number[]): void {
  const was = given[row]!;
  given[row] = now;
  for (const place of path) {
    gave[place]! += Number(now === gives) - Number(was === gives);
    torn[place]! += Number(now === tears) - Number(was === tears);
  }
}
