// 审核情况: what is doubtful in the units' sheets, where it stands, and how it was explained.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { quoteSheet } from '#core/workbook/names.ts';
import type { FlowingPage, PageCell, PageValue } from '#core/workbook/page.ts';
import { explained, must, type ReviewLine } from '#core/workbook/review-line.ts';
import { addressOf } from '#core/workbook/raw-workbook.ts';
import type { Place } from './frame.ts';

export interface ReviewInput {
  name: string;
  form: CompiledForm;
  places: ReadonlyMap<CellKey, Place>;
  units: readonly { name: string }[];
  unitNames: readonly string[];
}

export interface Review {
  /** Takes note of a unit's findings; each unit once, before the page is written. */
  met(index: number, lines: readonly ReviewLine[]): void;
  page(): FlowingPage;
  /** 12 项未处理（强制性 3 项）… for the first page */
  summary(): string;
}

const heads = ['序号', '单位', '位置', '性质', '状态', '审核关系', '现值', '涉及指标', '说明', '说明人'] as const;
const widths = [6, 20, 10, 9, 11, 40, 22, 44, 36, 22];
/** more than this is no reading for people; the rest is counted */
const mostLines = 50_000;

export function layReview(input: ReviewInput): Review {
  const kept: { unit: number; line: ReviewLine }[] = [];
  const counts = new Map<string, number>();
  let all = 0;
  let open = 0;
  let openMust = 0;
  return {
    met(unit, lines) {
      for (const line of lines) {
        all += 1;
        counts.set(line.state, (counts.get(line.state) ?? 0) + 1);
        if (line.state !== explained) {
          open += 1;
          if (line.severity === must) openMust += 1;
        }
        if (kept.length < mostLines) kept.push({ unit, line });
      }
    },
    summary() {
      if (all === 0) return '无审核问题';
      const explainedCount = all - open;
      return `共${all}项：未处理${open}项（其中强制性${openMust}项），已说明${explainedCount}项；明细见“审核情况”`;
    },
    page: () => ({
      name: input.name,
      widths,
      heights: new Map([[1, 30]]),
      cells: layLines(input, kept, all),
      merges: [{ top: 1, left: 1, bottom: 1, right: heads.length }],
      frozen: { rows: 2, columns: 2 },
      print: { landscape: true, repeatRows: { from: 2, to: 2 } }
    })
  };
}

const text = (words: string): PageValue => (words === '' ? { kind: 'empty' } : { kind: 'text', text: words });

function* layLines(
  { form, places, units, unitNames }: ReviewInput,
  kept: readonly { unit: number; line: ReviewLine }[],
  all: number
): Iterable<readonly PageCell[]> {
  yield [{ row: 1, column: 1, style: 'title', value: text(`${form.definition.title.zh}审核情况`) }];
  yield heads.map((head, index): PageCell => ({ row: 2, column: index + 1, style: 'head', value: text(head) }));
  let row = 3;
  for (const { unit, line } of kept) {
    const place = line.place === undefined ? undefined : places.get(line.place);
    const sheet = unitNames[unit] ?? '';
    const words = [
      line.severity,
      line.state,
      line.text,
      line.values,
      line.operands,
      line.explanation,
      line.explainedBy
    ];
    yield [
      { row, column: 1, style: 'value', value: { kind: 'number', decimal: String(row - 2) } },
      { row, column: 2, style: 'words', value: text(units[unit]?.name ?? '') },
      { row, column: 3, style: 'words', value: place ? linkTo(sheet, addressOf(place.row, place.column)) : text('') },
      ...words.map((word, index): PageCell => ({ row, column: index + 4, style: 'words', value: text(word) }))
    ];
    row += 1;
  }
  if (all > kept.length)
    yield [{ row, column: 1, style: 'words', value: text(`另有${all - kept.length}项未列出，请在系统中查看`) }];
  else if (all === 0) yield [{ row, column: 1, style: 'words', value: text('无') }];
}

/** a formula that jumps to the cell */
function linkTo(sheet: string, address: string): PageValue {
  const target = `#${quoteSheet(sheet)}!${address}`.replaceAll('"', '""');
  return { kind: 'formula', formula: `HYPERLINK("${target}","${address}")`, result: { text: address } };
}
