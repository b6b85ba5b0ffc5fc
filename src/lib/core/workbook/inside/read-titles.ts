// What the lines above a table and the file's name say of unit and period: 盐津县2021年…表, 填报单位：…, 2024年第三季度.
import type { FormDefinition } from '#core/forms/form.ts';
import type { SheetView } from './sheet-view.ts';

export interface TitleGuess {
  unitName: string | null;
  period: string | null;
}

// 1 to 6 rows of title were seen, and one of 填报单位 / 填报人
const titleRows = 12;

/** @returns null for what is not said, or said in more than one way */
export function guessFromTitles(form: FormDefinition, views: readonly SheetView[], fileName: string): TitleGuess {
  const lines = views
    .filter((view) => view.sheet.visibility === 'visible')
    .flatMap((view) =>
      view.rows.slice(0, titleRows).flatMap(({ cells }) => cells.filter((cell) => cell.kind === 'text'))
    )
    .map((cell) => cell.value.normalize('NFKC').replace(/[^\S\n]+/g, ''));
  const name = fileName.normalize('NFKC').replace(/\.[A-Za-z0-9]{1,5}$/, '');
  return {
    unitName: unitIn(form, lines) ?? unitOfFileName(name),
    period: first(lines, (line) => periodIn(line, form.periods.kind)) ?? periodIn(name, form.periods.kind, true) ?? null
  };
}

function first<T>(lines: readonly string[], find: (line: string) => T | undefined): T | undefined {
  for (const line of lines) {
    const found = find(line);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unitIn(form: FormDefinition, lines: readonly string[]): string | null {
  const labelled = first(
    lines,
    (line) => /(?:填报|填表|报送|编报)单位(?:\(盖章\))?:([^:()]{2,40}?)(?:填|负责|\(|$|\n|联系|制表)/.exec(line)?.[1]
  );
  if (labelled !== undefined) return labelled;
  // 盐津县2021年法治政府建设综合指标表, after the form's own pattern
  const pattern = form.printedTitle
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace('{unit}', '(.{2,40}?)')
    .replace('{year}', '\\d{4}')
    .replace(/\{[a-z]+\}/g, '.*?');
  const shape = new RegExp(`^${pattern}$`);
  return first(lines, (line) => shape.exec(line)?.[1]) ?? null;
}

/** ours are called 单位_表名_填报期.xlsx */
const unitOfFileName = (name: string): string | null => /^([^_]{2,40})_[^_]+_[^_]+$/.exec(name)?.[1] ?? null;

const digits = '一二三四';

/** `bare`: a year counts without 年 (file names); in a line above a table it is as often the number of a document: 〔2021〕30号 */
function periodIn(text: string, kind: FormDefinition['periods']['kind'], bare = false): string | undefined {
  const own = /(?<!\d)((?:19|20)\d{2})(?:-(H[12]|Q[1-4]|(?:0[1-9]|1[0-2])))(?![\d-])/.exec(text);
  if (own && kind !== 'year') return own[0];
  const year = (bare ? /(?<!\d)((?:19|20)\d{2})(?!\d)/ : /(?<!\d)((?:19|20)\d{2})年/).exec(text)?.[1];
  if (year === undefined) return undefined;
  switch (kind) {
    case 'year':
      return year;
    case 'half':
      return /上半年/.test(text) ? `${year}-H1` : /下半年|全年/.test(text) ? `${year}-H2` : undefined;
    case 'quarter': {
      const quarter = /第?([一二三四1-4])季度?/.exec(text)?.[1];
      if (quarter === undefined) return undefined;
      return `${year}-Q${/\d/.test(quarter) ? quarter : digits.indexOf(quarter) + 1}`;
    }
    case 'month': {
      const month = /年?(1[0-2]|0?[1-9])月/.exec(text.slice(text.indexOf(year) + 4))?.[1];
      return month === undefined ? undefined : `${year}-${month.padStart(2, '0')}`;
    }
  }
}
