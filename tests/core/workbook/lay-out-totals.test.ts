import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { show } from '#core/basics/exact.ts';
import { outcomesOf } from '#core/consolidation/read-totals.ts';
import { planTotals } from '#core/consolidation/plan.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { Period } from '#core/places/period.ts';
import { layFrame } from '#core/workbook/inside/frame.ts';
import { layOutTotals, type UnitFigures, type UnitToLay } from '#core/workbook/lay-out-totals.ts';
import { addressOf } from '#core/workbook/raw-workbook.ts';
import type { ReviewLine } from '#core/workbook/review-line.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { fold } from '#tests/core/consolidation/table-form.ts';
import { hasOffice, shownByOffice, withoutResults } from '#tests/tools/office.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { bytesOf } from '#tests/tools/written-book.ts';
import { inflate } from '#tests/tools/zip.ts';

const period = '2024' as Period;
const names = ['盐津县', "O'Brien 街道", '2024', '一个名字特别特别长的乡镇人民政府办事处公共服务中心甲区', '盐津县'];

/** Units' sheets in which most cells are filled, some are 0, some are missing in some units, and whole sections are missing in one. */
type LaidUnit = UnitToLay & UnitFigures;

function unitsOf(form: CompiledForm, seed: number, count = names.length): LaidUnit[] {
  const contents = fc.oneof(
    { weight: 12, arbitrary: fc.nat(500).map((number): CellContent => ({ number: String(number) })) },
    { weight: 1, arbitrary: fc.constant<CellContent>({ number: '0' }) },
    { weight: 1, arbitrary: fc.nat(9999).map((number): CellContent => ({ number: `${number / 100}` })) }
  );
  const nothing = fc.constantFrom<CellContent | undefined>(
    undefined,
    { nothing: 'notApplicable' },
    { nothing: 'unobtainable', reason: '无' }
  );
  // the same gaps in most cells for all units, so that rates of totals exist; now and then one unit differs
  const gaps =
    fc.sample(fc.array(fc.nat(99), { minLength: form.entered.length, maxLength: form.entered.length }), {
      seed,
      numRuns: 1
    })[0] ?? [];
  const all = Array.from({ length: count }, (_, at) => names[at] ?? `第${at}街道`);
  return all.map((name, at) => {
    const filled = fc.sample(contents, { seed: seed + at, numRuns: form.entered.length });
    const holes = fc.sample(nothing, { seed: seed - at, numRuns: form.entered.length });
    const cells = new Map<CellKey, CellContent>();
    form.entered.forEach((key, index) => {
      if (form.cells.get(key)?.type === 'text') return;
      const gap = gaps[index] ?? 0;
      const content = gap < 5 || (gap < 20 && at === gap % 5) ? holes[index] : filled[index];
      if (content) cells.set(key, content);
    });
    const before = new Map([...cells].filter((_, index) => index % 4 !== 0));
    const previous = numbersOf(form, before, new Map());
    return {
      name,
      code: `53062${at}`,
      stage: '已上报',
      seq: at + 1,
      cells,
      previous,
      numbers: numbersOf(form, cells, previous),
      review: at === 1 ? [reviewLine(form)] : []
    };
  });
}

const reviewLine = (form: CompiledForm): ReviewLine => ({
  severity: '强制性',
  state: '未处理',
  text: '=1+1',
  values: '12 ≤ 11',
  operands: '第1行“受理数”＝12',
  place: form.entered[0]!,
  explanation: '',
  explainedBy: ''
});

function totalsOf(form: CompiledForm, units: readonly LaidUnit[]) {
  const plan = planTotals(form);
  const part = (of: (unit: LaidUnit) => ReadonlyMap<CellKey, CellContent>) => ({
    unit: 'all',
    sheet: null,
    children: units.map((unit, index) => ({ unit: String(index), sheet: of(unit), children: [] }))
  });
  const toCells = (numbers: Outcomes) =>
    new Map<CellKey, CellContent>(
      [...numbers].flatMap(([key, outcome]) =>
        outcome.kind === 'number' && form.cells.get(key)?.kind === 'entered'
          ? [[key, { number: show(outcome.value, 2).replace(/\.00$/, '') }]]
          : []
      )
    );
  const before = part((unit) => toCells(unit.previous));
  const previous = fold(plan, before);
  const total = fold(
    plan,
    part((unit) => unit.cells),
    before
  );
  return {
    totals: outcomesOf(total),
    previousTotals: outcomesOf(previous),
    ways: new Map(plan.gathered.map(({ key, way }) => [key, way]))
  };
}

const bookOf = (form: CompiledForm, units: readonly LaidUnit[]) =>
  layOutTotals({
    form,
    unitName: '昭通市',
    period,
    units,
    figuresOf: (index) => units[index]!,
    ...totalsOf(form, units),
    facts: [['填报期', '2024年']],
    missing: [
      ['镇雄县', '填报中'],
      ['彝良县', '未下达']
    ],
    asked: units.length + 2,
    code: 'HB-0123-4567-89AB-CDEF'
  });

const shownAs = (outcome: Outcome | undefined, decimals: number): string =>
  outcome?.kind === 'number' ? show(outcome.value, decimals) : outcome?.kind === 'undefined' ? '—' : '';

describe.skipIf(!hasOffice).each([
  ['法治政府建设综合指标表', listForm, 5],
  ['政府信息公开工作年度报告', crossForm, 5],
  ['政府信息公开工作年度报告 of many units', crossForm, 64]
])('[WB11] totals of %s, computed by LibreOffice from the units’ sheets', (_, form, count) => {
  test('every total, rate and change is ours, and 一览表 shows the units’ figures', async () => {
    const seed = Number(process.env['SEED'] ?? 20241201);
    const units = unitsOf(form, seed, count);
    const { totals } = totalsOf(form, units);
    const book = bookOf(form, units);
    const sheets = await shownByOffice(withoutResults(await bytesOf(book)));
    const { places } = layFrame({ form, unitName: '昭通市', period });
    const wrong: string[] = [];
    const kinds = new Map<string, number>();
    for (const [key, { row, column }] of places) {
      const cell = form.cells.get(key);
      const outcome = totals.get(key);
      const kind = outcome?.kind === 'unknown' ? `unknown ${outcome.reason ?? 'missing'}` : (outcome?.kind ?? 'none');
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const ours = shownAs(outcome, cell?.decimals ?? 0);
      const theirs = sheets.get('汇总')?.get(`${row}:${column}`) ?? '';
      if (ours !== theirs) wrong.push(`${key} ${addressOf(row, column)} ${kind}: ${ours} / ${theirs}`);
    }
    expect(wrong, `seed ${seed}`).toEqual([]);
    for (const kind of ['number', 'unknown coverage', 'unknown missing'])
      expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(0);

    // 一览表: the first unit's line and the total's
    const overview = sheets.get('一览表');
    const heads = [...(overview ?? [])].filter(([place]) => place.startsWith('3:')).length;
    expect(heads).toBeGreaterThan(100);
    const line = (row: number) =>
      [...(overview ?? [])].filter(
        ([place]) => place.startsWith(`${row}:`) && place !== `${row}:1` && place !== `${row}:2`
      ).length;
    expect(line(5)).toBeGreaterThan(100);
    expect(line(5 + count)).toBeGreaterThan(100);
  }, 120_000);
});

test('sheets, their names, who is missing, as of which log number', async () => {
  const units = unitsOf(crossForm, 1);
  const book = readXlsx(await bytesOf(bookOf(crossForm, units)), inflate);
  expect(book.sheets.map((sheet) => sheet.name)).toEqual([
    '说明',
    '汇总',
    '一览表',
    '审核情况',
    '盐津县',
    "O'Brien 街道",
    '2024',
    '一个名字特别特别长的乡镇人民政府办事处公共服务中心甲区',
    '盐津县(2)'
  ]);
  const facts = book.sheets[0]?.cells.map((cell) => cell.value) ?? [];
  expect(facts).toEqual(
    expect.arrayContaining([
      '昭通市政府信息公开工作年度报告汇总说明',
      '2024年',
      '镇雄县',
      '填报中',
      '530624',
      '5',
      '盐津县(2)',
      '缺报单位（2个）',
      '共1项：未处理1项（其中强制性1项），已说明0项；明细见“审核情况”',
      expect.stringContaining('HB-0123-4567-89AB-CDEF')
    ])
  );
});

test('[WB19] what is doubtful is listed with its place, and totals of a part say of how many units they are', async () => {
  const units = unitsOf(crossForm, 1);
  const bytes = await bytesOf(bookOf(crossForm, units));
  const { sheets } = readXlsx(bytes, inflate);
  const review = sheets.find(({ name }) => name === '审核情况')!.cells;
  const row = review.filter((cell) => cell.row === 3);
  const { places } = layFrame({ form: crossForm });
  const place = places.get(crossForm.entered[0]!)!;
  const address = addressOf(place.row, place.column);
  expect(row.map(({ value }) => value)).toEqual([
    '1',
    "O'Brien 街道",
    address,
    '强制性',
    '未处理',
    '=1+1',
    '12 ≤ 11',
    '第1行“受理数”＝12'
  ]);
  expect(row[2]?.formula).toBe(`HYPERLINK("#'O''Brien 街道'!${address}","${address}")`);
  expect(row.filter(({ formula }) => formula !== undefined)).toHaveLength(1);

  const notes = await notesOf(bytes, '汇总');
  const { ways } = totalsOf(crossForm, units);
  for (const [key] of ways) {
    const at = places.get(key)!;
    const gave = units.filter(({ numbers }) => numbers.get(key)?.kind === 'number').length;
    const beside = units.filter(({ cells }) => {
      const content = cells.get(key);
      return content && 'nothing' in content && content.nothing === 'notApplicable';
    }).length;
    const said = notes.get(addressOf(at.row, at.column));
    if (gave === 0 || gave + beside >= units.length + 2) expect(said, key).toBeUndefined();
    else expect(said, key).toBe(`${gave}/7个单位有数${beside > 0 ? `，${beside}个不适用` : ''}`);
  }
  const overview = sheets.find(({ name }) => name === '一览表')!.cells;
  const line = overview.filter((cell) => cell.row === 5 + units.length + 1);
  expect(line[0]?.value).toBe('有数单位（个）');
  expect(line[1]).toMatchObject({ kind: 'number', formula: 'COUNT(C5:C9)' });
});

/** address → note of a sheet */
async function notesOf(bytes: Uint8Array, name: string): Promise<Map<string, string>> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer);
  const notes = new Map<string, string>();
  workbook.getWorksheet(name)!.eachRow((row) =>
    row.eachCell((cell) => {
      const { note } = cell;
      if (note === undefined) return;
      notes.set(cell.address, typeof note === 'string' ? note : (note.texts ?? []).map(({ text }) => text).join(''));
    })
  );
  return notes;
}

test('one unit, and none', async () => {
  const [unit] = unitsOf(crossForm, 2);
  const formulas = async (units: LaidUnit[]) => {
    const book = readXlsx(await bytesOf(bookOf(crossForm, units)), inflate);
    return book.sheets[1]?.cells.flatMap((cell) => cell.formula ?? []) ?? [];
  };
  expect((await formulas(unit ? [unit] : [])).some((formula) => formula.startsWith("IF(COUNT('盐津县'!"))).toBe(true);
  expect((await formulas([])).filter((formula) => formula.includes('!'))).toEqual([]);
});
