// Sets of units as rows of bits, one row per cell: which units gave a number. 1,000 cells × 3,000 units take 400 KB.

/** `rows` sets of units; the units are numbered, and all sets cover the same stretch of numbers. */
export interface UnitSets {
  /** number of the first unit covered, a multiple of 32 */
  readonly from: number;
  /** words of 32 units per row */
  readonly words: number;
  readonly bits: Uint32Array;
}

/** Empty sets that can hold the units numbered `first` … `end` - 1. */
export function makeSets(rows: number, first: number, end: number): UnitSets {
  const from = first - (first % 32);
  const words = Math.max(1, Math.ceil((end - from) / 32));
  return { from, words, bits: new Uint32Array(rows * words) };
}

export function putUnit(sets: UnitSets, row: number, unit: number): void {
  const place = unit - sets.from;
  sets.bits[row * sets.words + (place >>> 5)]! |= 1 << (place & 31);
}

/** Puts all units of all rows of `part` into the same rows of `whole`, which covers them. */
export function putAll(whole: UnitSets, part: UnitSets): void {
  const rows = part.bits.length / part.words;
  const shift = (part.from - whole.from) / 32;
  for (let row = 0; row < rows; row++)
    for (let word = 0; word < part.words; word++)
      whole.bits[row * whole.words + shift + word]! |= part.bits[row * part.words + word]!;
}

export const rowOf = ({ bits, words }: UnitSets, row: number): Uint32Array =>
  bits.subarray(row * words, (row + 1) * words);

/** The units that are in all rows (at least one, equally long), and whether all rows are that same set. */
export function intersect(rows: readonly Uint32Array[], into: Uint32Array): { same: boolean; count: number } {
  into.set(rows[0]!);
  let same = true;
  for (const row of rows) for (let word = 0; word < into.length; word++) into[word]! &= row[word]!;
  for (const row of rows) for (let word = 0; word < into.length && same; word++) same = into[word] === row[word];
  return { same, count: countIn(into) };
}

export function countIn(row: Uint32Array): number {
  let count = 0;
  for (const word of row) for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** numbers of the units in a row of sets that begin with unit 0, ascending */
export function unitsIn(row: Uint32Array): number[] {
  const units: number[] = [];
  row.forEach((word, at) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) units.push(at * 32 + 31 - Math.clz32(rest & -rest));
  });
  return units;
}
