// What Excel, WPS, LibreOffice, web sheets and Word put on a clipboard, and what becomes of it: each right, or refused with a reason.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, CellValue } from '#core/forms/cell-value.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';
import { readClipboard } from '#ui/clipboard/read-clipboard.ts';
import { readPasted } from '#ui/clipboard/read-pasted.ts';
import { shippedForm, standingSheet } from '#tests/ui/a-form.ts';
import { planTable } from '#ui/grid/plan-table.ts';
import { spreadBlock, takeIn } from '#ui/grid/take-in.ts';

// Number formats as Excel and WPS write them into the style sheet of their HTML flavour (saved pages of both, read for their shape).
const styles = `
td {mso-style-parent:style0; padding-top:1px; mso-number-format:General; white-space:nowrap;}
.thousand {mso-number-format:"\\#\\,\\#\\#0";}
.two {mso-number-format:Standard;}
.pct {mso-number-format:Percent;}
.kilo {mso-number-format:"0\\,";}
.wan {mso-number-format:"0\\.0\\0022万\\0022";}
.wanscale {mso-number-format:"0!\\.0\\,\\0022万\\0022";}
.wanonly {mso-number-format:"0!\\.0\\,";}
.yuan {mso-number-format:"\\0022￥\\0022\\#\\,\\#\\#0\\.00";}
.acct {mso-number-format:"_ * \\#\\,\\#\\#0\\.00_ \\;_ * \\\\-\\#\\,\\#\\#0\\.00_ \\;_ * \\0022-\\0022??_ \\;_ \\@_ ";}
.acctwps {mso-number-format:"_ * \\#\\,\\#\\#0_ \\;_ * \\-\\#\\,\\#\\#0_ \\;_ * \\\\2\\-\\\\2_ \\;_ \\@_ ";}
.zerodash {mso-number-format:"0\\;-0\\;\\0022—\\0022";}
.paren {mso-number-format:"\\#\\,\\#\\#0\\.00_\\)\\;\\\\\\(\\#\\,\\#\\#0\\.00\\\\\\)";}
.red {mso-number-format:"0\\.00\\;\\[Red\\]0\\.00";}
.redminus {mso-number-format:"0\\.00_ \\;\\[Red\\]\\\\-0\\.00\\\\ ";}
.text {mso-number-format:"\\@";}
.code {mso-number-format:"000";}
.sci {mso-number-format:Scientific;}
.date {mso-number-format:"yyyy\\/m\\/d";}
.year {mso-number-format:"yyyy";}
.time {mso-number-format:"h:mm:ss";}
.hours {mso-number-format:"\\[h\\]:mm";}
.shortdate {mso-number-format:"Short Date";}
.more {mso-number-format:"0\\0022余\\0022";}`;

const excelPage = (rows: string): string =>
  `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=ProgId content=Excel.Sheet><meta name=Generator content="Microsoft Excel 15"><style><!--${styles}--></style></head>
<body link="#0563C1" vlink="#954F72"><table border=0 cellpadding=0 cellspacing=0 width=64 style='border-collapse:collapse;width:48pt'>
<!--StartFragment-->${rows}<!--EndFragment--></table></body></html>`;

const kinds: Readonly<Record<string, Pick<FormCell, 'type' | 'uom'>>> = {
  件: { type: 'count', uom: '件' },
  万人次: { type: 'count', uom: '万人次' },
  万元: { type: 'money', uom: '万元' },
  元: { type: 'money', uom: '元' },
  '%': { type: 'rate', uom: '%' },
  个百分点: { type: 'ratio-change', uom: '个百分点' },
  字: { type: 'text', uom: '' }
};
const form = { definition: { print: { blank: '', notApplicable: '/', unobtainable: '…' } } } as unknown as Pick<
  CompiledForm,
  'definition'
>;

const signs: Readonly<Record<string, string>> = { '⇥': '\t', '⏎': '\r\n', '␣': ' ', '␢': '\u00a0' };
const unmarked = (text: string): string =>
  text
    .replace(/[⇥⏎␣␢]/gu, (sign) => signs[sign]!)
    .replace(/\\u([\da-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function said(value: CellValue): string {
  if ('number' in value) return value.qualifier ? `${value.number} ${value.qualifier}` : value.number;
  if ('text' in value) return `text “${value.text.replaceAll('\n', '\\n')}”`;
  if (value.nothing === 'unobtainable') return `无法取得 ${value.reason}`;
  return value.nothing === 'blank' ? '未填' : '不适用';
}

function pasted(kind: string, given: string): string {
  const clipboard = given.startsWith('<')
    ? {
        own: '',
        html: given.startsWith('<td') ? excelPage(`<tr height=20>${unmarked(given)}</tr>`) : given,
        text: 'not read'
      }
    : { own: '', html: '', text: unmarked(given) };
  const read = readClipboard(clipboard);
  if (!read.ok) return `!${read.error}`;
  expect(read.value.block.map((row) => row.length)).toEqual([1]);
  const value = readPasted(read.value.block[0]![0]!, kinds[kind]!, form);
  return value.ok ? said(value.value.value) : `!${value.error.code}`;
}

describe('[UI5] one copied cell', () => {
  const lines = readFileSync('tests/ui/clipboard/cells.table.txt', 'utf8').split('\n');
  for (const line of lines.filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    const [name = '', kind = '', given = '', expected = ''] = line.split(' | ');
    test(`${name}: ${given} → ${expected}`, () => {
      expect(kinds).toHaveProperty([kind]);
      expect(pasted(kind, given)).toBe(expected.trim());
    });
  }
});

// ── blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

interface BlockCase {
  name: string;
  at: { place: string; rows: number; columns: number }[];
  stands: [string, string][];
  mine: boolean;
  flavours: { own: string; html: string; text: string };
  expected: string[];
}

const zzfz = shippedForm('fzzf-zhzb.1');
const plan = planTable(zzfz, zzfz.tables[0]!, 'zh', { indicator: '指标名称' });

/** JBQK.XZ.bn → its row and column in the grid */
function positionOf(place: string): { row: number; column: number } {
  const cut = place.lastIndexOf('.');
  const [code, facet] = [place.slice(0, cut), place.slice(cut + 1)];
  const row = plan.rows.findIndex((one) => one.code === code);
  const column = plan.columns.findIndex((one) => one.code === facet || one.kind === facet);
  expect([row, column], place).not.toContain(-1);
  return { row, column };
}

const placeOf = (key: CellKey): string => key.replace('t1/', '').replace('/', '.');

function readBlockCase(text: string): BlockCase {
  const lines = text.split('\n');
  const one: BlockCase = {
    name: lines[0]!.trim(),
    at: [],
    stands: [],
    mine: false,
    flavours: { own: '', html: '', text: '' },
    expected: []
  };
  let part = '';
  const parts = new Map<string, string[]>();
  for (const line of lines.slice(1)) {
    const head = /^--- (\w+)$/.exec(line)?.[1];
    if (head !== undefined) parts.set((part = head), []);
    else if (part !== '') parts.get(part)!.push(line);
    else if (line === 'mine all') one.mine = true;
    else if (line.startsWith('at ')) {
      const [, place = '', rows, columns] = /^at (\S+) (\d+)x(\d+)$/.exec(line) ?? [];
      one.at.push({ place, rows: Number(rows), columns: Number(columns) });
    } else if (line.startsWith('stands ')) {
      const [place = '', value = ''] = line.slice(7).split(' = ');
      one.stands.push([place, value]);
    }
  }
  const html = parts.get('html')?.join('\n') ?? '';
  const rows = parts.get('excel') ?? parts.get('wps');
  const lineOf = (line: string) => unmarked(line.replaceAll('⏎', '\n')) + '\r\n';
  one.flavours = {
    own: parts.get('own')?.join('') ?? '',
    html: rows ? excelPage(rows.join('\n')) : html,
    text: (parts.get('text') ?? []).map(lineOf).join('')
  };
  one.expected = (parts.get('expect') ?? [])
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return one;
}

const contentSaid = (text: string): CellContent => {
  if (text.startsWith('{')) return JSON.parse(text) as CellContent;
  return text === '未填' ? { nothing: 'blank' } : text === '不适用' ? { nothing: 'notApplicable' } : { number: text };
};

const inOrder = (content: CellContent): string => JSON.stringify(content, Object.keys(content).sort());

function paste(one: BlockCase): string[] {
  const read = readClipboard(one.flavours);
  if (!read.ok) return [`mistake ${read.error}`];
  const { block, hiddenRows, hiddenColumns } = read.value;
  const keyAtPlace = (place: string) => {
    const { row, column } = positionOf(place);
    return plan.keys[row]![column]!;
  };
  const sheet = standingSheet(
    zzfz,
    one.stands.map(([place, value]) => [keyAtPlace(place), contentSaid(value)]),
    (key) => one.mine || zzfz.cells.get(key)?.department !== '财政局'
  );
  const isOne = block.length === 1 && block[0]!.length === 1;
  const texts = (isOne ? one.at : one.at.slice(-1)).flatMap(({ place, rows, columns }) =>
    spreadBlock(block, { ...positionOf(place), rows, columns })
  );
  const taken = takeIn(texts, plan, zzfz, sheet);
  return [
    ...taken.writes.map(({ key, content }) => `${placeOf(key)} = ${inOrder(content)}`),
    ...taken.notWritten.map(
      ({ key, label, reason, count }) =>
        `! ${key ? placeOf(key) : (label ?? 'outside')} ${reason}${count === undefined ? '' : ` ${count}`}`
    ),
    ...(hiddenRows + hiddenColumns > 0 ? [`hidden ${hiddenRows} ${hiddenColumns}`] : [])
  ];
}

const expectedLine = (line: string): string => {
  const [place = '', value] = line.split(' = ');
  return value === undefined || line.startsWith('!') ? line : `${place} = ${inOrder(contentSaid(value))}`;
};

describe('[UI5] a copied block', () => {
  const cases = readFileSync('tests/ui/clipboard/blocks.table.txt', 'utf8').split(/^=== /m).slice(1).map(readBlockCase);
  for (const one of cases)
    test(one.name, () => {
      expect(paste(one)).toEqual(one.expected.map(expectedLine));
    });
});
