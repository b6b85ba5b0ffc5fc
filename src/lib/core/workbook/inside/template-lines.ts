// The lines of an official workbook that name unit and period, as they stand when nobody has filled them: ＿＿年…表, 填报单位：, 填报期：.
import type { FormDefinition } from '#core/forms/form.ts';
import { addressOf, type RawCell } from '#core/workbook/raw-workbook.ts';
import type { CellPlace, TemplateMap } from '#core/workbook/template-map.ts';
import type { SheetView } from './sheet-view.ts';

type Line = TemplateMap['lines'][number];

/** what is left to be filled: spaces of any width, low lines, dots, crosses, or digits of an example year */
const gap = '[\\s_＿.…×xX○〇Oo-]*';
const unitLine =
  /((?:填报|填表|报送|编报|报告)(?:单位|机关)(?:名称)?(?:[（(]盖?章?[）)])?\s*[：:])[\s_＿]*(?:[^\s：:_＿]{1,40}(?=\s|$))?[\s_＿]*/;
const periodLine =
  /((?:填报期|报告期|统计期|填报年度|报告年度|统计年度|填报时间|统计时间)\s*[：:])[\s_＿]*(?:(?:19|20)?[\d\s_＿]*年?[\s_＿]*(?:\d{0,2}[\s_＿]*月)?)?[\s_＿]*$/;
const bareYear = /^[\s_＿（(]*(?:20)?[\d\s_＿]{0,6}年(?:度)?[\s_＿）)]*$/;
const topRows = 12;

/** @param taken places of figures, which are no lines */
export function templateLines(form: FormDefinition, views: readonly SheetView[], taken: readonly CellPlace[]): Line[] {
  const figures = new Set(taken.map(({ sheet, row, column }) => `${sheet}!${addressOf(row, column)}`));
  const used = new Set(taken.map(({ sheet }) => sheet));
  const title = titleShape(form.printedTitle);
  return views
    .filter(({ sheet }) => used.has(sheet.name))
    .flatMap(({ sheet, rows }) =>
      rows.slice(0, topRows).flatMap(({ cells }) =>
        cells.flatMap((cell): Line[] => {
          if (cell.kind !== 'text' || cell.formula !== undefined) return [];
          if (figures.has(`${sheet.name}!${addressOf(cell.row, cell.column)}`)) return [];
          const text = lineOf(cell, form.printedTitle, title);
          return text === undefined ? [] : [{ sheet: sheet.name, row: cell.row, column: cell.column, text }];
        })
      )
    );
}

function lineOf({ value }: RawCell, printedTitle: string, title: RegExp | undefined): string | undefined {
  if (/[{}]/.test(value) || value.length > 300) return undefined;
  if (title?.test(value.normalize('NFKC').replace(/\s+/g, ''))) return printedTitle;
  if (bareYear.test(value)) return '{period}';
  const withPeriod = periodLine.test(value) ? value.replace(periodLine, '$1{period}') : value;
  // what stands behind it stays a little apart
  const line = withPeriod.replace(unitLine, (all: string, label: string, at: number) => {
    return `${label}{unit}${at + all.length < withPeriod.length ? '　　' : ''}`;
  });
  return line === value ? undefined : line;
}

/** A title that is printed with nothing filled in, or with an example; undefined when the form's title names neither unit nor year. */
function titleShape(printedTitle: string): RegExp | undefined {
  const plain = printedTitle.normalize('NFKC').replace(/\s+/g, '');
  if (!/\{(unit|year|period)\}/.test(plain)) return undefined;
  const shape = plain
    .split(/(\{[a-z]+\})/)
    .map((piece) =>
      piece === '{unit}'
        ? '.{0,40}'
        : piece === '{year}'
          ? `(?:${gap}|\\d{2,4}${gap})`
          : piece === '{period}'
            ? '.{0,12}'
            : piece.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    )
    .join('');
  return new RegExp(`^${shape}$`);
}
