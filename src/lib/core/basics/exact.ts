// Exact numbers: fractions of integers, so that sums and rates are never rounded on the way. This file alone decides rounding.
export interface Exact {
  /** numerator */
  readonly n: bigint;
  /** denominator, > 0, coprime with n */
  readonly d: bigint;
}
