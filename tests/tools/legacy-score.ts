// How much of a table that was laid out in some style an importer found: right, asked, wrong, or left out without a word.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import { sameNumber } from './same-number.ts';

export interface Score {
  cells: number;
  matched: number;
  /** a figure of the file under another cell, or another figure under this one */
  wrong: string[];
  /** told with its address or label, not taken */
  asked: number;
  /** neither taken nor told */
  silent: string[];
}

export const noScore = (): Score => ({ cells: 0, matched: 0, wrong: [], asked: 0, silent: [] });

export function add(to: Score, more: Score): void {
  to.cells += more.cells;
  to.matched += more.matched;
  to.asked += more.asked;
  to.wrong.push(...more.wrong);
  to.silent.push(...more.silent);
}

/** @param figures what was put into the file, per cell; signs such as / count as figures */
export function scoreOf(report: ImportReport, form: CompiledForm, figures: ReadonlyMap<CellKey, string>): Score {
  const found = new Map<CellKey, string>([
    ...report.proposals.map(({ key, content }): [CellKey, string] => [
      key,
      'number' in content ? content.number : 'nothing' in content ? content.nothing : content.text
    ]),
    ...report.evidence.map(({ key, statement }): [CellKey, string] => [key, statement.number])
  ]);
  const score = noScore();
  if (report.form && report.form.id !== form.definition.id)
    score.wrong.push(`${form.definition.id} was taken for ${report.form.id}`);
  score.cells = figures.size;
  const told = report.problems.map(({ text }) => text.normalize('NFKC').replace(/[\s,]/g, '')).join('\n');
  const toldKeys = new Set(report.problems.flatMap(({ candidates }) => candidates ?? []));
  for (const [key, figure] of figures) {
    const offered = found.get(key);
    if (offered === undefined) {
      if (toldKeys.has(key) || told.includes(figure) || report.form === null) score.asked++;
      else score.silent.push(`${key} ${figure}`);
    } else if (sameNumber(offered, figure) || !/\d/.test(figure)) score.matched++;
    else score.wrong.push(`${key}: ${figure} in the file, ${offered} offered`);
  }
  for (const [key, offered] of found)
    if (!figures.has(key)) score.wrong.push(`${key}: nothing in the file, ${offered} offered (${form.definition.id})`);
  return score;
}
