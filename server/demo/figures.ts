// What the demo's sheets hold, as writes: published figures with their sentences, and invented ones for the 演示 counties.
import { cellKey, statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, CellValue, Statement } from '#core/forms/cell-value.ts';
import feixiang from './report-feixiang-2023.json' with { type: 'json' };
import fuxing from './report-fuxing-2020.json' with { type: 'json' };
import invented from './invented.json' with { type: 'json' };
import jilin from './report-jilin-2022.json' with { type: 'json' };
import kangle from './report-kangle-2024.json' with { type: 'json' };
import suqian from './suqian.json' with { type: 'json' };
import yanjin from './report-yanjin-2021.json' with { type: 'json' };

export interface DemoSheet {
  form: string;
  /** code of the unit */
  unit: string;
  period: string;
  writes: readonly { key: CellKey; content: CellContent }[];
}

/** The shape of server/demo/report-*.json, made by scripts/make-demo.js. */
interface Report {
  unit: string;
  period: string;
  /** figures of the report */
  values: readonly { claim: string; code: string; value: CellValue }[];
  /** figures of the report that stand beside the cell: of computed indicators, and where two sentences differ */
  statements: readonly { claim: string; code: string; statement: Statement }[];
  /** what follows from the report without standing in it as a figure; the note says how */
  supplements: readonly { code: string; value: CellValue }[];
}

const reports = [yanjin, fuxing, jilin, kangle, feixiang] as unknown as readonly Report[];
const mainKey = (code: string): CellKey => cellKey('t1', code, 'bn');

/** One write of a `~stated` key holds all statements of its cell. */
function statedWrites(statements: readonly { key: CellKey; statement: Statement }[]) {
  const byKey = new Map<CellKey, Statement[]>();
  for (const { key, statement } of statements) byKey.set(key, [...(byKey.get(key) ?? []), statement]);
  return [...byKey].map(([key, stated]) => ({ key: statedKey(key), content: { stated } }));
}

function reportSheet({ unit, period, values, statements, supplements }: Report): DemoSheet {
  return {
    form: 'fzzf-zhzb',
    unit,
    period,
    writes: [
      ...[...values, ...supplements].map(({ code, value }) => ({ key: mainKey(code), content: value })),
      ...statedWrites(statements.map(({ code, statement }) => ({ key: mainKey(code), statement })))
    ]
  };
}

function inventedSheets(): DemoSheet[] {
  return invented.sheets.map(({ unit, period }, index) => ({
    form: 'fzzf-zhzb',
    unit,
    period,
    writes: invented.rows.flatMap(({ code, figures }) => {
      const content = figures[index] as CellValue | null | undefined;
      return content ? [{ key: mainKey(code), content }] : []; // null: still 未填
    })
  }));
}

function suqianSheets(): DemoSheet[] {
  const cells = suqian.cells.map(({ period, cell: [table = '', row = '', column = ''], ...figure }) => ({
    period,
    key: cellKey(table, row, column),
    value: 'value' in figure ? (figure.value as CellValue) : undefined,
    statement: 'statement' in figure ? (figure.statement as Statement) : undefined
  }));
  return [...new Set(cells.map((cell) => cell.period))].map((period) => {
    const own = cells.filter((cell) => cell.period === period);
    return {
      form: 'gov-info-2021',
      unit: '321300',
      period,
      writes: [
        ...own.flatMap(({ key, value }) => (value ? [{ key, content: value }] : [])),
        ...statedWrites(own.flatMap(({ key, statement }) => (statement ? [{ key, statement }] : [])))
      ]
    };
  });
}

export const demoSheets = (): readonly DemoSheet[] => [
  ...reports.map(reportSheet),
  ...inventedSheets(),
  ...suqianSheets()
];
