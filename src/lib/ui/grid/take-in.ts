// From texts at places of the grid (typed, pasted, filled) to lawful writes, and a reason for each text that is none.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, CellValue } from '#core/forms/cell-value.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';
import { readTyped, type ValueMistakeCode } from '#core/forms/read-value.ts';
import { keepRemarks, showContent } from '#core/forms/show-content.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { sameContent } from '#core/sheet/document.ts';
import type { OpenSheet, Write } from '#live/open-sheet.ts';
import type { ClipBlock, ClipCell } from '#ui/clipboard/clip-block.ts';
import { readPasted, type PasteMistakeCode } from '#ui/clipboard/read-pasted.ts';
import type { WhyNot } from '#ui/words/zh.ts';
import type { GridPlan } from './grid-plan.ts';

export type PlaceMistake = 'outside-table' | 'not-a-cell' | 'on-heading';

export interface TextAt {
  row: number;
  column: number;
  text: string;
  /** the copied cell that it comes from */
  from?: ClipCell;
}

/** A text that was not written. `key` is absent outside the cells of the form. */
export interface NotWritten {
  key?: CellKey;
  text: string;
  /** what is printed where it would have stood, when that is no cell */
  label?: string;
  /** how many texts this one stands for, when all of them fell outside the table */
  count?: number;
  reason: ValueMistakeCode | PasteMistakeCode | WhyNot | PlaceMistake;
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
  const outside: string[] = [];
  for (const one of texts) {
    const { row, column, text } = one;
    const key = plan.keys[row]?.[column];
    const cell = key === undefined ? undefined : form.cells.get(key);
    if (key !== undefined && cell) takeOne(one, key, cell, form, sheet, taken);
    else if (text.trim() === '' || isSame(text, plan.texts[row]?.[column] ?? '')) continue;
    else if (isInside(one, plan)) taken.notWritten.push(besideCells(one, plan));
    else outside.push(text);
  }
  // a block that is larger than the place may leave thousands outside: they are told together
  if (outside.length > 0)
    taken.notWritten.push({ text: someOf(outside), reason: 'outside-table', count: outside.length });
  return taken;
}

const isInside = ({ row, column }: TextAt, plan: GridPlan): boolean =>
  row >= 0 && column >= 0 && row < plan.rows.length && column < plan.columns.length;

/** A figure on the line of a heading tells that the copied rows are not these rows. */
function besideCells({ row, column, text }: TextAt, plan: GridPlan): NotWritten {
  const isFigure = /^[\d０-９.,，．%％\s-]+$/.test(text);
  const onHeading = plan.rows[row]?.kind !== 'cells' && isFigure;
  const label = plan.texts[row]?.find((one) => one !== '') ?? plan.texts[row]?.[column] ?? '';
  return { text, label, reason: onHeading ? 'on-heading' : 'not-a-cell' };
}

const mostShown = 5;
const someOf = (texts: readonly string[]): string =>
  texts.slice(0, mostShown).join('  ') + (texts.length > mostShown ? ' …' : '');

function takeOne(
  { text, from }: TextAt,
  key: CellKey,
  cell: FormCell,
  form: CompiledForm,
  sheet: Standing,
  taken: TakenIn
): void {
  const standing = sheet.content(key);
  if (!sheet.mayWrite(key)) {
    const shown =
      cell.kind === 'entered' ? showContent(standing, cell, form) : showOutcome(sheet.outcome(key), cell, form);
    if (text.trim() !== '' && !isSame(text, shown))
      taken.notWritten.push({ key, text, reason: sheet.whyNot(key) ?? 'not-entered' });
    return;
  }
  const read = from ? readPasted(from, cell, form) : readTyped(text, cell, form);
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

/** as compared: without spaces, separators of thousands and the sign of per cent */
const plain = (text: string): string => text.normalize('NFKC').replaceAll(/[\s,]|%$/g, '');
const isSame = (text: string, shown: string): boolean => plain(text) === plain(shown);

/** Delete: the content goes, note and scope stay (they are about the cell, not about the figure). */
export function cleared(standing: CellContent | undefined): CellValue {
  const kept: CellValue = { nothing: 'blank' };
  if (!standing || 'stated' in standing) return kept;
  if (standing.scope !== undefined) kept.scope = standing.scope;
  if (standing.note !== undefined) kept.note = standing.note;
  return kept;
}

/**
 * Where the cells of a pasted block go, as in Excel: one cell fills the whole selection; a block that fits the selection a whole
 * number of times is repeated; any other block is laid once from the top left. Where a merged cell covers nothing goes.
 *
 * @param target the selection, its top left and its size in rows and columns
 */
export function spreadBlock(
  block: ClipBlock,
  target: { row: number; column: number; rows: number; columns: number }
): TextAt[] {
  const height = block.length;
  const width = block.reduce((widest, row) => Math.max(widest, row.length), 0);
  if (height === 0 || width === 0) return [];
  const fits = target.rows % height === 0 && target.columns % width === 0;
  const rows = fits ? target.rows : height;
  const columns = fits ? target.columns : width;
  const texts: TextAt[] = [];
  for (let down = 0; down < rows; down += 1)
    for (let right = 0; right < columns; right += 1) {
      const from = block[down % height]?.[right % width];
      if (from) texts.push({ row: target.row + down, column: target.column + right, text: from.text, from });
    }
  return texts;
}

/** why the sheet did not take some of the writes */
export const reasonsOf = (refused: ReturnType<OpenSheet['write']>): ReadonlyMap<CellKey, NotWritten['reason']> =>
  new Map(refused.map(({ key, reason }) => [key, reason]));
