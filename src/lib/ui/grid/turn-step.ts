// Undo and redo as the person hears of them: what was left alone is said with who wrote there and what stands there now.
import { showContent } from '#core/forms/show-content.ts';
import { valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { LeftAlone } from '#live/open-sheet.ts';
import type { Desk } from './desk.svelte.ts';

/** How long a name is worth waiting for before the message goes without it. */
const nameLimitMs = 2_000;

/** One step back or forth. Resolves when everything about it was said. */
export async function turnStep(desk: Desk, direction: 'undo' | 'redo'): Promise<void> {
  const { sheet, w } = desk;
  if (desk.takeBackTexts(direction)) return;
  if (!(direction === 'undo' ? sheet.canUndo : sheet.canRedo)) {
    desk.say({ kind: 'good', text: direction === 'undo' ? w.notices.nothingToUndo : w.notices.nothingToRedo });
    return;
  }
  const left = sheet[direction]();
  const [first] = left.filter(({ why }) => why === 'theirs');
  const [barred] = left.filter(({ why }) => why !== 'theirs');
  if (first) {
    const count = left.filter(({ why }) => why === 'theirs').length;
    const text = w.notices.undoneLeft(
      desk.place(first.key),
      await nameOf(desk, first),
      shownAt(desk, first.key),
      count
    );
    desk.say({ kind: 'warn', text, jump: valueKey(first.key) });
  } else if (barred && barred.why !== 'theirs')
    desk.say({ kind: 'warn', text: w.notices.locked(desk.place(barred.key), w.whyNot[barred.why]) });
}

/** as shown in the cell; the kinds of nothing by their names */
export function shownAt(desk: Desk, key: CellKey, content = desk.sheet.content(key)): string {
  const cell = desk.form.cells.get(valueKey(key));
  if (!content) return desk.w.nothings.blank;
  if ('stated' in content) return content.stated.map(({ printed }) => printed).join(desk.w.common.listSeparator);
  if ('nothing' in content) return desk.w.nothings[content.nothing];
  return cell ? showContent(content, cell, desk.form) : '';
}

/** Who is not in the sheet any more is asked of the history; without an answer it is "others". */
async function nameOf(desk: Desk, { key, by }: LeftAlone): Promise<string> {
  if (by !== '') return by;
  const tooLong = new Promise<string>((resolve) => setTimeout(() => resolve(''), nameLimitMs));
  const asked = desk.whoWrote?.(key).catch(() => ''); // no network: the message goes without the name
  return (await Promise.race([asked ?? '', tooLong])) || desk.w.notices.others;
}
