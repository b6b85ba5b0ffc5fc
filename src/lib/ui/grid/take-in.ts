// From texts at places of the grid (typed, pasted, filled) to lawful writes, and a reason for each text that is none.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, CellValue } from '#core/forms/cell-value.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { readTyped, type ValueMistakeCode } from '#core/forms/read-value.ts';
import { keepRemarks, showContent } from '#core/forms/show-content.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { sameContent } from '#core/sheet/document.ts';
import type { OpenSheet, Write } from '#live/open-sheet.ts';
import type { WhyNot } from '#ui/words/zh.ts';
import type { GridPlan } from './grid-plan.ts';

export type PlaceMistake = 'outside-table' | 'not-a-cell';

export interface TextAt {
  row: number;
  column: number;
  text: string;
}

/** A text that was not written. `key` is absent outside the cells of the form. */
export interface NotWritten {
  key?: CellKey;
  text: string;
  reason: ValueMistakeCode | WhyNot | PlaceMistake;
  /** what a reason is about: the piece that stood in the way, or the unit that was expected */
  detail?: string;
}

export interface TakenIn {
  writes: Write[];
  notWritten: NotWritten[];
  /** figures that came in another unit of measure and were converted */
  converted: { key: CellKey; text: string; number: string; from: string; to: string }[];
}

type Standing = Pick<OpenSheet, 'content' | 'outcome' | 'mayWrite' | 'whyNot'>;

/**
 * Texts that would change nothing are passed over in silence: a blank where nothing may be written, a label pasted on the same
 * label, a total pasted on the same total.
 */
export function takeIn(texts: readonly TextAt[], plan: GridPlan, form: CompiledForm, sheet: Standing): TakenIn {
  const taken: TakenIn = { writes: [], notWritten: [], converted: [] };
  for (const one of texts) takeOne(one, plan, form, sheet, taken);
  return taken;
}

function takeOne(
  { row, column, text }: TextAt,
  plan: GridPlan,
  form: CompiledForm,
  sheet: Standing,
  taken: TakenIn
): void {
  const isBlank = text.trim() === '';
  const isInside = row >= 0 && column >= 0 && row < plan.rows.length && column < plan.columns.length;
  const key = plan.keys[row]?.[column];
  const cell = key === undefined ? undefined : form.cells.get(key);
  if (key === undefined || !cell) {
    if (!isBlank && plain(text) !== plain(plan.texts[row]?.[column] ?? ''))
      taken.notWritten.push({ text, reason: isInside ? 'not-a-cell' : 'outside-table' });
    return;
  }
  const standing = sheet.content(key);
  const shown =
    cell.kind === 'entered' ? showContent(standing, cell, form) : showOutcome(sheet.outcome(key), cell, form);
  if (!sheet.mayWrite(key)) {
    if (!isBlank && plain(text) !== plain(shown))
      taken.notWritten.push({ key, text, reason: sheet.whyNot(key) ?? 'not-entered' });
    return;
  }
  const read = readTyped(text, cell, form);
  if (!read.ok) {
    const { code, detail } = read.error;
    taken.notWritten.push(detail === undefined ? { key, text, reason: code } : { key, text, reason: code, detail });
    return;
  }
  const { value, converted } = read.value;
  if (converted && 'number' in value)
    taken.converted.push({ key, text, number: value.number, from: converted.from, to: converted.to });
  const content = isCleared(value) ? cleared(standing) : keepRemarks(value, standing);
  if (!sameContent(content, standing) && !(isCleared(content) && standing === undefined))
    taken.writes.push({ key, content });
}

const isCleared = (content: CellContent): boolean => 'nothing' in content && content.nothing === 'blank';

/** as compared: without spaces and separators of thousands */
const plain = (text: string): string => text.normalize('NFKC').replaceAll(/[\s,]/g, '');

/** Delete: the content goes, note and scope stay (they are about the cell, not about the figure). */
export function cleared(standing: CellContent | undefined): CellValue {
  const kept: CellValue = { nothing: 'blank' };
  if (!standing || 'stated' in standing) return kept;
  if (standing.scope !== undefined) kept.scope = standing.scope;
  if (standing.note !== undefined) kept.note = standing.note;
  return kept;
}

/**
 * Where the texts of a pasted block go, as in Excel: one text fills the whole selection; a block that fits the selection a whole
 * number of times is repeated; any other block is laid once from the top left.
 *
 * @param target the selection, its top left and its size in rows and columns
 */
export function spreadBlock(
  block: readonly (readonly string[])[],
  target: { row: number; column: number; rows: number; columns: number }
): TextAt[] {
  const height = block.length;
  const width = Math.max(0, ...block.map((row) => row.length));
  if (height === 0 || width === 0) return [];
  const fits = target.rows % height === 0 && target.columns % width === 0;
  const rows = fits ? target.rows : height;
  const columns = fits ? target.columns : width;
  const texts: TextAt[] = [];
  for (let down = 0; down < rows; down += 1)
    for (let right = 0; right < columns; right += 1) {
      const text = block[down % height]?.[right % width];
      if (text !== undefined) texts.push({ row: target.row + down, column: target.column + right, text });
    }
  return texts;
}
