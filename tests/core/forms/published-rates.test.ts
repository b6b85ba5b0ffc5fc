import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asCellKey, statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { compareAllStated } from '#core/forms/compare-stated.ts';
import { deriveAll } from '#core/forms/derive.ts';
import { powerBetween, shiftDecimal } from '#core/forms/units-of-measure.ts';
import { shippedForm } from './shipped.ts';

interface Claim {
  id: string;
  unit: string;
  code: string | null;
  printed: string;
  value: number;
  uom: string;
  scope?: string | null;
  /** what the reader of the report found; absent where nobody looked */
  outcome?: string | null;
}
const claims = JSON.parse(readFileSync('tests/fixtures/seeds/claims.json', 'utf8')) as Claim[];
const form = shippedForm('fzzf-zhzb');

/** one unit's figures as a sheet: what is computed is stated, the first figure of everything else is entered */
function sheetOf(unit: string): { cells: Map<CellKey, CellContent>; ids: Map<CellKey, string> } {
  const cells = new Map<CellKey, CellContent>();
  const ids = new Map<CellKey, string>();
  for (const claim of claims) {
    if (claim.unit !== unit || claim.code === null) continue;
    const key = asCellKey(`t1/${claim.code}/bn`);
    const cell = form.cells.get(key)!;
    const number = shiftDecimal(String(claim.value), powerBetween(claim.uom, cell.uom) ?? 0);
    const scope = claim.scope ? { scope: claim.scope } : {};
    if (cell.kind === 'derived') {
      cells.set(statedKey(key), { stated: [{ printed: claim.printed, number, uom: claim.uom, ...scope }] });
      ids.set(key, claim.id);
    } else if (!cells.has(key)) cells.set(key, { number, ...scope });
  }
  return { cells, ids };
}

// Every computed indicator for which a report printed a figure, with what becomes of it when that unit's other figures are entered.
// `not-checkable`: the report gives the rate without its operands.
const outcomes = `
  yanjin-006 not-checkable   yanjin-010 rounded         yanjin-013 rounded       yanjin-021 exact
  yanjin-022 exact           yanjin-035 rounded=truncated yanjin-063 exact       yanjin-064 rounded
  yanjin-065 not-checkable   yanjin-069 rounded         yanjin-070 not-checkable
  yanjin-051 not-checkable
  fuxing-011 rounded
  jilin-015 not-checkable    jilin-035 exact            jilin-067 not-checkable  jilin-097 truncated
  jilin-108 not-checkable    jilin-114 not-checkable    jilin-117 not-checkable  jilin-120 not-checkable
  jilin-129 not-checkable    jilin-130 not-checkable
  kangle-007 not-checkable   kangle-008 not-checkable   kangle-012 wrong         kangle-015 not-checkable
  kangle-016 not-checkable   kangle-023 not-checkable   kangle-072 rounded       kangle-076 not-checkable
  kangle-091 not-checkable
  feixiang-019 not-checkable feixiang-028 exact         feixiang-035 exact       feixiang-045 exact
  feixiang-048 not-checkable feixiang-052 not-checkable feixiang-062 wrong
`;
// The report does not print the number of concluded cases (XZFY.BJ); its reader inferred it from “已全部办结”.
const inferred = ['yanjin-051'];

describe('[FO14] the rates and totals that five reports printed', () => {
  for (const unit of new Set(claims.map((claim) => claim.unit)))
    test(unit, () => {
      const { cells, ids } = sheetOf(unit);
      const found = new Map(
        compareAllStated(form, cells, deriveAll(form, cells, new Map())).map(({ key, outcome }) => [
          ids.get(key)!,
          outcome
        ])
      );
      const expected = [...outcomes.matchAll(/(\w+-\d+) (\S+)/g)].map(([, id, outcome]) => [id!, outcome!] as const);
      const ofUnit = claims.filter((claim) => claim.unit === unit).map((claim) => claim.id);
      expect(found).toEqual(new Map(expected.filter(([id]) => ofUnit.includes(id))));
      for (const { id, outcome } of claims)
        if (outcome && found.has(id) && !inferred.includes(id))
          expect(`${id} ${found.get(id)}`).toBe(`${id} ${outcome}`);
    });
});
