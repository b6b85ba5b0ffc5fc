// One table of the paper as rows and columns in the making: codes given, measures read, closed cells noted, what was answered put in.
import type { Answers } from '#core/draft/answers.ts';
import type { Guess, TableKind } from '#core/draft/draft.ts';
import { addressOf } from '#core/workbook/raw-workbook.ts';
import type { Band } from './find-bands.ts';
import { countsNothing, measureOfFigures, measureOfLabel } from './measures.ts';
import { codeGiver, codeOfLabel, codeOfPrinted, type Initials } from './name-codes.ts';
import { anchorOf, isFilled, isSign, type Paper } from './paper.ts';
import { readHeads, type HeadNode, type Heads } from './read-columns.ts';
import { readRows, type FactColumns, type RowNode, type Rows } from './read-rows.ts';
import {
  ask,
  blockedKey,
  leafRows,
  tell,
  valueColumns,
  type Work,
  type WorkColumn,
  type WorkRow,
  type WorkTable
} from './work.ts';

export interface TableSource {
  paper: Paper;
  bands: readonly Band[];
  code: string;
  title: string;
  uom: string | undefined;
  /** units of single columns that a line above names, by label */
  units: ReadonlyMap<string, string>;
  answers: Answers;
  initials: Initials;
}

export function makeTable(work: Work, source: TableSource): WorkTable {
  const { paper, bands, answers } = source;
  const first = bands[0] as Band;
  const anchor = anchorOf(paper, first.headFrom, first.left);
  const table: WorkTable = {
    code: source.code,
    title: answers.tables[anchor]?.title ?? source.title,
    anchor,
    paper,
    kind: 'grid',
    corner: undefined,
    headings: 'rows',
    bands,
    rows: [],
    columns: [],
    blocked: new Set()
  };
  const heads = bands.map((band) => readHeads(paper, band));
  const stubMark = first.numberRow === undefined ? '' : paper.area(first.numberRow, first.left).text;
  if (first.stubColumns > 0 && stubMark !== '') table.stubMark = stubMark;
  addColumns(work, table, heads, source);
  const wishes = rowWishes(paper, answers);
  const rows = bands.map((band, index) =>
    readRows(paper, band, factsOf(table, index), firstValue(table, index, band), wishes)
  );
  setKind(work, table, heads, rows, source);
  addMeasures(work, table, source);
  addBlocked(work, table, answers);
  return table;
}

const rowWishes = (paper: Paper, answers: Answers): Map<number, 'row' | 'heading' | 'none'> => {
  const lead = `${paper.sheet.name}!`;
  return new Map(
    Object.entries(answers.rows).flatMap(([anchor, { kind }]) => {
      const row = anchor.startsWith(lead) ? Number(/\d+$/.exec(anchor)?.[0]) : NaN;
      return kind !== undefined && Number.isInteger(row) ? [[row, kind] as const] : [];
    })
  );
};

// ── columns ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function addColumns(
  work: Work,
  table: WorkTable,
  heads: readonly Heads[],
  { paper, answers, initials, bands }: TableSource
): void {
  const give = codeGiver();
  const known = new Map<string, WorkColumn>();
  const walk = (nodes: readonly HeadNode[], band: number, parent: WorkColumn | undefined, path: string): void => {
    for (const node of nodes) {
      const said = answers.columns[anchorOf(paper, node.row, node.first)];
      if (said?.out) continue;
      const role = node.label === '' ? roleOfHeadless(paper, bands[band] as Band, node) : node.role;
      if (role === undefined) continue;
      const key = `${path}/${node.label}`;
      const before = bands.length > 1 && node.label !== '' ? known.get(key) : undefined;
      const column = before ?? newColumn(node, role, parent, band);
      if (before)
        (before.places as Map<number, { first: number; last: number }>).set(band, {
          first: node.first,
          last: node.last
        });
      else {
        known.set(key, column);
        table.columns.push(column);
      }
      walk(node.children, band, column, key);
    }
  };
  const newColumn = (
    node: HeadNode,
    role: WorkColumn['role'],
    parent: WorkColumn | undefined,
    band: number
  ): WorkColumn => {
    const anchor = anchorOf(paper, node.row, node.first);
    const said = answers.columns[anchor] ?? {};
    const number = node.number !== undefined && /^\d+$/.test(node.number) ? node.number : undefined;
    const made =
      role === 'group'
        ? `g.${codeOfLabel(node.label, initials) || node.first}`
        : role !== 'value'
          ? role
          : number !== undefined
            ? `c${number}`
            : codeOfLabel(node.label, initials) || `c${node.first}`;
    if (node.carried)
      tell(work, {
        code: 'group-unmerged',
        certainty: 'likely',
        at: anchor,
        parameters: { label: node.label, group: parent?.label ?? '' }
      });
    const unit = node.unit;
    return {
      code: give(said.code ?? made),
      label: said.label ?? node.label,
      anchor,
      places: new Map([[band, { first: node.first, last: node.last }]]),
      role,
      parent,
      ...(node.number === undefined ? {} : { printed: node.number }),
      ...(unit === undefined ? {} : { uom: unit })
    };
  };
  heads.forEach((each, band) => walk(each.nodes, band, undefined, ''));
}

/** A column without a head: numbers of the rows (行次), or nothing of the table. */
function roleOfHeadless(paper: Paper, band: Band, node: HeadNode): WorkColumn['role'] | undefined {
  const cells = band.rows.map((row) => paper.area(row, node.first)).filter((area) => area.cell);
  const numbers = cells.map((area) => Number(area.cell?.value));
  const counts = numbers.every(
    (number, index) => Number.isInteger(number) && (index === 0 || number > (numbers[index - 1] ?? 0))
  );
  return cells.length >= band.rows.length * 0.8 && counts && cells.length > 1
    ? 'code'
    : cells.length > 0
      ? 'value'
      : undefined;
}

function factsOf(table: WorkTable, band: number): FactColumns {
  const at = (role: WorkColumn['role']) => table.columns.find((each) => each.role === role)?.places.get(band)?.first;
  const [code, uom, definition] = [at('code'), at('uom'), at('definition')];
  return {
    ...(code === undefined ? {} : { code }),
    ...(uom === undefined ? {} : { uom }),
    ...(definition === undefined ? {} : { definition })
  };
}

const firstValue = (table: WorkTable, index: number, band: Band): number =>
  Math.min(...valueColumns(table).flatMap((column) => column.places.get(index)?.first ?? []), band.right);

// ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const unitWords = /(单位名称|填报单位|执法主体|^单位$|县区|县\(?市|区县|地区|市州|盟市|街道|乡镇|部门名称)/;

function setKind(
  work: Work,
  table: WorkTable,
  heads: readonly Heads[],
  rows: readonly Rows[],
  source: TableSource
): void {
  const leaves = rows.flatMap((each) => flat(each.nodes)).filter((node) => !node.isHeading);
  const labels = leaves.map((node) => node.label).filter((label) => label !== '');
  const real = labels.filter((label) => !/[合总小]\s*计[：:]?$/.test(label) && !/^\d+$/.test(label));
  const corner = heads[0]?.corner ?? '';
  const isUnits = unitWords.test(corner.replace(/\s/g, '')) && (real.length === 0 || real.every(isUnitName));
  const found: TableKind =
    table.bands.length > 1
      ? 'grid'
      : isUnits
        ? 'units'
        : real.length > 0
          ? 'grid'
          : leaves.length > 1
            ? 'list'
            : 'one-row';
  if (found === 'units' || found === 'list') {
    const options: [string, ...string[]] = found === 'units' ? ['units', 'grid'] : ['list', 'one-row'];
    table.kind = ask(
      work,
      { code: 'table-kind', at: table.anchor, parameters: { kind: found, rows: leaves.length } },
      options
    ) as TableKind;
  } else {
    table.kind = found;
    tell(work, {
      code: 'table-kind',
      certainty: 'sure',
      at: table.anchor,
      parameters: { kind: found, rows: leaves.length }
    });
  }
  const give = codeGiver();
  if (table.kind === 'units' || table.kind === 'one-row') {
    const only = leaves.find((node) => node.label === '' || !/^(合|总)\s*计/.test(node.label)) ?? leaves[0];
    const [band] = table.bands as [Band];
    const blank: RowNode = {
      label: '',
      row: band.headTo + 1,
      column: band.left,
      isHeading: false,
      children: [],
      facts: {}
    };
    table.rows = [rowOf({ ...(only ?? blank), label: '' }, 'r1', undefined, 0, source)];
    return;
  }
  if (table.kind === 'list') {
    const total = codeGiver();
    table.rows = leaves.map((node, index) => listRow(node, index, total, source));
    if (table.rows.some((row) => row.label !== '')) table.corner = corner || '序号';
    return;
  }
  table.corner = corner;
  table.headings = rows.some((each) => each.headings === 'spans') ? 'spans' : 'rows';
  rows.forEach((each, band) => addRows(table, each.nodes, band, undefined, give, source));
}

/** Lines are open: filled as far as they are needed. 合计 below them adds up those that are. */
function listRow(node: RowNode, index: number, give: (code: string) => string, source: TableSource): WorkRow {
  if (/计/.test(node.label)) return rowOf(node, give('total'), undefined, 0, source);
  return {
    ...rowOf({ ...node, label: node.label || String(index + 1) }, `u${index + 1}`, undefined, 0, source),
    isOpen: true
  };
}

const isUnitName = (label: string): boolean =>
  /(局|厅|委|委员会|办|办公室|街道|镇|乡|县|市|区|州|盟|旗|院|队|站|所|中心|政府|机关|分局|××.*)$/.test(
    label.replace(/[（(].*$/, '')
  );

const flat = (nodes: readonly RowNode[]): RowNode[] => nodes.flatMap((node) => [node, ...flat(node.children)]);

function addRows(
  table: WorkTable,
  nodes: readonly RowNode[],
  band: number,
  parent: WorkRow | undefined,
  give: (code: string) => string,
  source: TableSource
): void {
  for (const node of nodes) {
    const said = source.answers.rows[anchorOf(source.paper, node.row, node.column)];
    const printed = node.facts.code;
    const fromPrinted = printed === undefined ? undefined : codeOfPrinted(printed, 'r');
    const own = codeOfLabel(node.label, source.initials) || `${node.isHeading ? 'h' : 'r'}${node.row}`;
    const lead = parent === undefined ? '' : `${parent.code.split('.').at(-1)?.slice(0, 4) ?? ''}.`;
    const row = rowOf(node, give(said?.code ?? fromPrinted ?? `${lead}${own}`), parent, band, source);
    table.rows.push(row);
    addRows(table, node.children, band, row, give, source);
  }
}

function rowOf(
  node: RowNode,
  code: string,
  parent: WorkRow | undefined,
  band: number,
  { paper, answers }: TableSource
): WorkRow {
  const anchor = anchorOf(paper, node.row, node.column);
  const said = answers.rows[anchor] ?? {};
  const uom = said.uom ?? node.facts.uom;
  return {
    code,
    label: said.label ?? node.label,
    anchor,
    row: node.row,
    isHeading: node.isHeading,
    parent,
    band,
    ...(uom === undefined ? {} : { uom }),
    ...(node.facts.code === undefined ? {} : { printed: node.facts.code }),
    ...(node.facts.definition === undefined ? {} : { definition: node.facts.definition }),
    ...(said.definition === undefined ? {} : { definition: said.definition }),
    ...(said.department === undefined || said.department === '' ? {} : { department: said.department })
  };
}

// ── measures ────────────────────────────────────────────────────────────────────────────────────────────────────────

function addMeasures(work: Work, table: WorkTable, { uom, units, answers, paper }: TableSource): void {
  const said = answers.tables[table.anchor]?.uom;
  if ((said ?? uom) !== undefined) table.uom = said ?? (uom as string);
  const columns = valueColumns(table);
  // the first columns of a list say who and what
  let leads = table.kind === 'list';
  for (const column of columns) {
    Object.assign(column, measured(column.label, column.uom ?? units.get(column.label)));
    for (
      let above = column.parent;
      column.uom === undefined && column.type === undefined && above;
      above = above.parent
    )
      Object.assign(column, measured(above.label, undefined));
    leads &&=
      column.parent === undefined &&
      (column.type === 'text' || (column.type === undefined && countsNothing(column.label)));
    if (leads) {
      column.type = 'text';
      delete column.uom;
    }
    const areas = leafRows(table).flatMap((row) => {
      const place = column.places.get(row.band);
      return place ? [paper.area(row.row, place.first)] : [];
    });
    const seen = measureOfFigures(areas);
    if (seen.isText && column.type === undefined && areas.length > 0) {
      column.type = 'text';
      tell(work, { code: 'text-column', certainty: 'likely', at: column.anchor, parameters: { label: column.label } });
    } else if (seen.decimals > (column.decimals ?? 0)) column.decimals = seen.decimals;
    Object.assign(column, given(answers.columns[column.anchor]));
  }
  const ofColumns = columns.length > 0 && columns.every((column) => column.uom !== undefined || column.type === 'text');
  for (const row of table.rows) {
    const own = measured(row.label, row.uom);
    if (!row.isHeading) Object.assign(row, ofColumns ? {} : own);
    Object.assign(row, given(answers.rows[row.anchor]));
  }
  for (const column of columns)
    if (column.uom !== undefined)
      tell(work, {
        code: 'unit-of-measure',
        certainty: 'sure',
        at: column.anchor,
        parameters: { label: column.label, uom: column.uom }
      });
  const open = leafRows(table).filter((row) => row.uom === undefined && row.type === undefined);
  if (
    table.uom === undefined &&
    open.length > 0 &&
    columns.some((column) => column.uom === undefined && column.type === undefined)
  ) {
    const answer = ask(
      work,
      { code: 'no-unit', at: table.anchor, parameters: { title: table.title, rows: open.length } },
      ['', '件', '个', '人', '次', '万元', '元']
    );
    if (answer !== '') table.uom = answer;
  }
}

function measured(label: string, printed: string | undefined): Partial<Pick<WorkRow, 'uom' | 'type' | 'decimals'>> {
  return measureOfLabel(label, printed);
}

const given = (said: { uom?: string; type?: WorkRow['type']; decimals?: number } | undefined) => ({
  ...(said?.uom === undefined ? {} : { uom: said.uom }),
  ...(said?.type === undefined ? {} : { type: said.type }),
  ...(said?.decimals === undefined ? {} : { decimals: said.decimals })
});

// ── closed cells ────────────────────────────────────────────────────────────────────────────────────────────────────

function addBlocked(work: Work, table: WorkTable, answers: Answers): void {
  const places = leafRows(table).flatMap((row) =>
    valueColumns(table).flatMap((column) => {
      const place = column.places.get(row.band);
      if (!place) return [];
      const area = table.paper.area(row.row, place.first);
      const look = table.paper.look(row.row, place.first);
      return [
        {
          row,
          column,
          area,
          grey: look?.grey === true,
          at: `${table.paper.sheet.name}!${addressOf(row.row, place.first)}`
        }
      ];
    })
  );
  const grey = places.filter((each) => each.grey && !isFilled(each.area));
  // stripes and painted totals close nothing
  const greyCloses = grey.length <= places.length * 0.6;
  const signs = places.filter((each) => isSign(each.area) && each.column.type !== 'text');
  const isFilledIn = places.some((each) => isFilled(each.area) && each.area.cell?.formula === undefined);
  // in a filled copy — may be one unit's 不适用; in a blank one the form itself has put it there
  const signsClose =
    signs.length > 0 &&
    (!isFilledIn ||
      ask(
        work,
        {
          code: 'blocked',
          at: signs[0]?.at ?? table.anchor,
          parameters: { count: signs.length, sign: signs[0]?.area.text ?? '' }
        },
        ['open', 'blocked'],
        'signs'
      ) === 'blocked');
  for (const each of places) {
    const said = answers.cells[each.at];
    const closed = (greyCloses && grey.includes(each)) || (signsClose && signs.includes(each));
    if (said === 'blocked' || (closed && said !== 'open')) {
      table.blocked.add(blockedKey(each.row, each.column));
      const certainty: Guess['certainty'] = said ? 'answered' : each.grey ? 'sure' : 'likely';
      if (!(isFilledIn && signs.includes(each) && !each.grey))
        tell(work, { code: 'blocked', certainty, at: each.at, parameters: { count: 1, sign: each.area.text } });
    }
  }
}
