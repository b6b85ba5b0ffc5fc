// Who is in and who is missing when a total is made. Stages are words of another room: here they are only compared.

/** `stage`: of the unit's sheet; null: it has no sheet, so it was never asked */
export interface UnitStage<Unit> {
  unit: Unit;
  stage: string | null;
}

/** All lists keep the order in which the units came. */
export interface Completeness<Unit> {
  /** units that have a sheet */
  expected: readonly Unit[];
  /** of these, whose sheet is far enough to count */
  reported: readonly Unit[];
  /** all others, whether asked or not */
  missing: readonly UnitStage<Unit>[];
  byStage: ReadonlyMap<string, readonly Unit[]>;
}

/** @param countedStages stages in which a sheet counts as reported (已上报, 已接收) */
export function completenessOf<Unit>(
  units: Iterable<UnitStage<Unit>>,
  countedStages: ReadonlySet<string>
): Completeness<Unit> {
  const expected: Unit[] = [];
  const reported: Unit[] = [];
  const missing: UnitStage<Unit>[] = [];
  const byStage = new Map<string, Unit[]>();
  for (const { unit, stage } of units) {
    if (stage !== null) {
      expected.push(unit);
      if (!byStage.get(stage)?.push(unit)) byStage.set(stage, [unit]);
    }
    if (stage !== null && countedStages.has(stage)) reported.push(unit);
    else missing.push({ unit, stage });
  }
  return { expected, reported, missing, byStage };
}
