// From the sheets of an official workbook to the draft of a form. The same paper and the same answers give the same draft.
import type { FormDefinition } from '#core/forms/form.ts';
import { markSheetName } from '#core/workbook/mark.ts';
import type { RawSheet } from '#core/workbook/raw-workbook.ts';
import { readAddress } from '#core/workbook/raw-workbook.ts';
import { noAnswers, type Answers, type PeriodKind } from './answers.ts';
import type { Draft, DraftBand, DraftTable } from './draft.ts';
import { findBands, type Band, type BandWish } from './inside/find-bands.ts';
import { guessTotals } from './inside/guess-totals.ts';
import {
  headLineOf,
  isMeta,
  isNote,
  isSignature,
  nameOf,
  periodKindOf,
  piecesOf,
  titlePattern,
  unitOfLine
} from './inside/lines.ts';
import { makeTable } from './inside/make-table.ts';
import { codeOfLabel, type Initials } from './inside/name-codes.ts';
import { anchorOf, paperOf, type Area, type Paper } from './inside/paper.ts';
import { readRelations } from './inside/read-relations.ts';
import { takeFormulas } from './inside/take-formulas.ts';
import { ask, tell, type Work, type WorkTable } from './inside/work.ts';
import { putFormulas, settle, tableOf } from './inside/write-table.ts';

export interface DraftSource {
  /** with their looks, where the format tells them */
  sheets: readonly RawSheet[];
  fileName: string;
  /** first letters of the pinyin of the characters in the sheets; {} gives codes by place */
  initials: Initials;
  /** the first year that the form is for, if nothing is answered */
  year: number;
}

export function proposeForm(source: DraftSource, answers: Answers = noAnswers): Draft {
  const work: Work = { tables: [], guesses: [], chosen: (id) => answers.guesses[id] };
  const seen = readSheets(work, source, answers);
  takeFormulas(work);
  guessTotals(work);
  const rules = work.tables.flatMap((table) => readRelations(work, table, notesOf(table, seen)));
  putFormulas(work, answers);
  const facts = factsOf(work, seen, source, answers);
  const made = settle(work, answers, rules, (kept) => ({
    ...facts,
    tables: work.tables.map(tableOf),
    rules: [...kept, ...answers.rules]
  }));
  return { ...made, tables: work.tables.map(placesOf), guesses: inOrder(work.guesses) };
}

// ── sheets ──────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Line {
  area: Area;
  at: string;
  text: string;
}

interface Seen {
  paper: Paper;
  tables: { table: WorkTable; bands: readonly Band[] }[];
  /** text around the tables, from top to bottom */
  lines: Line[];
  title: Line | undefined;
}

function readSheets(work: Work, source: DraftSource, answers: Answers): Seen[] {
  const seen: Seen[] = [];
  for (const sheet of source.sheets) {
    const said = answers.sheets[sheet.name];
    if (sheet.name === markSheetName || said === 'out' || (sheet.visibility !== 'visible' && said !== 'in')) continue;
    const paper = paperOf(sheet);
    const found = findBands(paper, wishesFor(sheet.name, answers));
    const tables = found.tables.filter((bands) => {
      const [first] = bands;
      return first !== undefined && !answers.tables[anchorOf(paper, first.headFrom, first.left)]?.out;
    });
    const lines = found.lines.flatMap((row) => paper.areasIn(row).flatMap((area) => lineAt(paper, area)));
    if (tables.length === 0) {
      if (sheet.cells.length > 0)
        tell(work, {
          code: 'sheet-left-out',
          certainty: 'likely',
          at: `${sheet.name}!A1`,
          parameters: { sheet: sheet.name }
        });
      continue;
    }
    const top = Math.min(...tables.map((bands) => bands[0]?.title?.top ?? bands[0]?.headFrom ?? 0));
    const title = titleAmong(
      lines.filter((line) => line.area.top < top),
      tables.length
    );
    const made: Seen = { paper, tables: [], lines, title };
    const units = unitsOfColumns(lines);
    for (const bands of tables) {
      const table = makeTable(work, {
        units,
        paper,
        bands,
        code: `t${work.tables.length + 1}`,
        ...titleAndUnit(bands, made, tables.length),
        answers,
        initials: source.initials
      });
      work.tables.push(table);
      made.tables.push({ table, bands });
    }
    seen.push(made);
  }
  return seen;
}

function lineAt(paper: Paper, area: Area): Line[] {
  return area.text === '' ? [] : [{ area, text: area.text, at: anchorOf(paper, area.top, area.left) }];
}

function wishesFor(sheet: string, answers: Answers): Map<number, BandWish> {
  const lead = `${sheet}!`;
  return new Map(
    Object.entries(answers.tables).flatMap(([anchor, { headRows, stubColumns, lastRow }]) => {
      const place = anchor.startsWith(lead) ? readAddress(anchor.slice(lead.length)) : undefined;
      const wish: BandWish = {
        ...(headRows === undefined ? {} : { headRows }),
        ...(stubColumns === undefined ? {} : { stubColumns }),
        ...(lastRow === undefined ? {} : { lastRow })
      };
      return place ? [[place.row, wish] as const] : [];
    })
  );
}

/** The title is the line above the tables that is no head line: the first of them, if the sheet has several tables. */
function titleAmong(above: readonly Line[], tables: number): Line | undefined {
  const lines = above.filter((line) => !isMeta(line.text) && !isNote(line.text) && line.text.length >= 2);
  if (lines.length === 0) return undefined;
  const named = lines.filter((line) => /(表|报告|统计|情况|年报|月报|台账)([（(].*[）)])?$/.test(line.text));
  return (tables > 1 ? lines[0] : named.at(-1)) ?? lines[0];
}

/** 计量单位：件；申请人总数 人；赔偿数额 元 → the units of single columns, by their labels */
function unitsOfColumns(lines: readonly Line[]): Map<string, string> {
  const units = new Map<string, string>();
  for (const { area } of lines) {
    const text = /计量单位\s*[：:](.*)$/s.exec(area.cell?.value ?? '')?.[1] ?? '';
    for (const piece of text.split(/[；;]/)) {
      const found = /^\s*(\S{2,20})\s+(\S{1,6})\s*$/.exec(piece);
      if (found?.[1] !== undefined && found[2] !== undefined) units.set(found[1], found[2]);
    }
  }
  return units;
}

function titleAndUnit(bands: readonly Band[], seen: Seen, tables: number): { title: string; uom: string | undefined } {
  const first = bands[0] as Band;
  const from = Math.max(0, ...seen.tables.map(({ bands: before }) => before.at(-1)?.rows.at(-1) ?? 0));
  const above = seen.lines.filter((line) => line.area.top > from && line.area.top < first.headFrom);
  // the unit of the whole form stands above its first table
  const ofForm = seen.tables[0]
    ? seen.lines.filter((line) => line.area.top < (seen.tables[0]?.bands[0]?.headFrom ?? 0) && headLineOf(line.area))
    : [];
  const unit = [...ofForm, ...above].reverse().flatMap((line) => unitOfLine(line.text) ?? [])[0];
  const own = [...above].reverse().find((line) => !isMeta(line.text) && !isNote(line.text) && line !== seen.title);
  const text = (tables > 1 ? own : undefined) ?? seen.title ?? own;
  const title = (text?.text ?? seen.paper.sheet.name).replace(/[（(](计量)?单位[：:][^）)]*[）)]\s*$/, '').trim();
  return { title: tables > 1 || !text ? title : nameOf(titlePattern(title)), uom: unit };
}

// ── definition ──────────────────────────────────────────────────────────────────────────────────────────────────────

function factsOf(
  work: Work,
  seen: readonly Seen[],
  source: DraftSource,
  { form, departments }: Answers
): Omit<FormDefinition, 'tables' | 'rules'> {
  const stem = source.fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const titled = seen.find((each) => each.title)?.title;
  const printed = form.printedTitle ?? titlePattern(titled?.text ?? stem);
  const title = form.title ?? (nameOf(printed) || stem);
  if (titled) tell(work, { code: 'title', certainty: 'sure', at: titled.at, parameters: { title } });
  const kind = form.periodKind ?? periodKind(work, seen, printed, stem);
  const lines = seen.flatMap((each) => each.lines);
  const year = String(source.year);
  const from = form.from ?? { year, half: `${year}-H1`, quarter: `${year}-Q1`, month: `${year}-01` }[kind];
  return {
    format: 1,
    id: form.id ?? idOf(title, source.initials),
    version: form.version ?? 1,
    title: { zh: title },
    printedTitle: printed,
    heads: headsOf(work, lines, work.tables),
    signatures: signaturesOf(work, lines),
    periods: { kind, from, to: null },
    print: { blank: '', notApplicable: '—', unobtainable: '无法取得' },
    scopes: [],
    departments: departments.map((name) => ({ code: name, name: { zh: name } })),
    source: source.fileName
  };
}

function periodKind(work: Work, seen: readonly Seen[], printed: string, stem: string): PeriodKind {
  const above = seen.flatMap(({ lines, tables }) =>
    lines
      .filter((line) => line.area.top < (tables[0]?.bands[0]?.headFrom ?? 0) && !isSignature(line.text))
      .map((line) => line.text)
  );
  const kind = periodKindOf([printed, stem, ...above]);
  const at = seen[0]?.title?.at ?? `${seen[0]?.paper.sheet.name ?? ''}!A1`;
  if (kind !== undefined) {
    tell(work, { code: 'period-kind', certainty: 'likely', at, parameters: { kind } });
    return kind;
  }
  return ask(work, { code: 'period-kind', at, parameters: {} }, ['year', 'half', 'quarter', 'month']) as PeriodKind;
}

/** small letters of the title's pinyin; a form of which nothing can be spelt gets a plain name that its maker changes */
const idOf = (title: string, initials: Initials): string => {
  const made = codeOfLabel(title, initials)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return made === '' ? 'form' : made;
};

type Heads = { label: string; value: string; at?: 'left' }[];

function headsOf(work: Work, lines: readonly Line[], tables: readonly WorkTable[]): Heads {
  const heads: Heads = [];
  for (const line of lines) {
    const found = headLineOf(line.area);
    if (!found || found.value.length > 200 || heads.some((each) => each.label === found.label) || heads.length === 20)
      continue;
    // a form of one table prints its unit of measure by itself
    if (found.label === '计量单位' && tables.length === 1 && tables[0]?.uom === found.value) continue;
    const isLeft = /^\d/.test(found.label);
    heads.push({ label: found.label, value: found.value.slice(0, 400), ...(isLeft ? { at: 'left' as const } : {}) });
    tell(work, {
      code: 'head-line',
      certainty: 'sure',
      at: line.at,
      parameters: { label: found.label, value: found.value }
    });
  }
  return heads;
}

function signaturesOf(work: Work, lines: readonly Line[]): string[] {
  const found: string[] = [];
  for (const line of lines)
    for (const { label } of piecesOf(line.area.cell?.value ?? '')) {
      if (!isSignature(`${label}：`) || found.length === 20) continue;
      const text = `${label}：`;
      if (found.includes(text)) continue;
      found.push(text);
      tell(work, { code: 'signature', certainty: 'sure', at: line.at, parameters: { label } }, label);
    }
  return found;
}

function notesOf(table: WorkTable, seen: readonly Seen[]): { text: string; at: string }[] {
  const own = seen.find((each) => each.tables.some((one) => one.table === table));
  const last = Math.max(...table.bands.map((band) => band.rows.at(-1) ?? band.headTo));
  const next = Math.min(
    Infinity,
    ...(own?.tables.flatMap(({ bands }) => ((bands[0]?.headFrom ?? 0) > last ? [bands[0]?.headFrom ?? 0] : [])) ?? [])
  );
  const below = (own?.lines ?? [])
    .filter((line) => line.area.top > last && line.area.top < next)
    .filter((line) => !isSignature(line.text))
    .map((line) => ({ text: line.area.cell?.value ?? line.text, at: line.at }));
  const corner =
    table.corner && /关系|[=＝≥≤]|等于/.test(table.corner) ? [{ text: table.corner, at: table.anchor }] : [];
  return [...corner, ...below];
}

// ── places ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function placesOf(table: WorkTable): DraftTable {
  return {
    code: table.code,
    anchor: table.anchor,
    sheet: table.paper.sheet.name,
    kind: table.kind,
    bands: table.bands.map((band, index): DraftBand => ({
      head: { from: band.headFrom, to: band.headTo },
      left: band.left,
      right: band.right,
      stubColumns: band.stubColumns,
      rows: table.rows
        .filter((row) => row.band === index)
        .map(({ code, anchor, row, isHeading }) => ({ code, anchor, row, isHeading })),
      columns: table.columns.flatMap(({ code, anchor, places, role }) => {
        const place = places.get(index);
        return place ? [{ code, anchor, ...place, role }] : [];
      })
    }))
  };
}

function inOrder<T extends { at: string }>(guesses: readonly T[]): T[] {
  const place = ({ at }: T): [string, number, number] => {
    const cut = at.lastIndexOf('!');
    const address = readAddress(at.slice(cut + 1));
    return [at.slice(0, cut), address?.row ?? 0, address?.column ?? 0];
  };
  const sheets = [...new Set(guesses.map((guess) => place(guess)[0]))];
  return [...guesses].sort((a, b) => {
    const [[sa, ra, ca], [sb, rb, cb]] = [place(a), place(b)];
    return sheets.indexOf(sa) - sheets.indexOf(sb) || ra - rb || ca - cb;
  });
}
