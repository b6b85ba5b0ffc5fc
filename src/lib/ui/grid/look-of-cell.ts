// How one cell looks: its text, its classes (grid.css gives them colour and a second sign), and what is read aloud about it.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';
import { showContent } from '#core/forms/show-content.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { statedKey } from '#core/forms/cell-key.ts';
import type { Presence } from '#core/sheet/messages.ts';
import type { Severity } from '#core/forms/form.ts';
import type { OpenSheet } from '#live/open-sheet.ts';
import { sayReason } from '#ui/words/say-reason.ts';
import type { Catalogue } from '#ui/words/words.ts';
import type { NotWritten } from './take-in.ts';

export interface CellLook {
  text: string;
  /** own classes, all beginning with `c-` */
  classes: string[];
  /** said on hovering and read aloud: what the signs mean here; '' when there is nothing to say */
  said: string;
  /** somebody else's name and colour (0–11) on this cell */
  who?: { name: string; colour: number };
}

export interface LookSources {
  form: CompiledForm;
  sheet: Pick<OpenSheet, 'content' | 'outcome' | 'mayWrite' | 'whyNot' | 'savedState' | 'wroteHere'>;
  severities: ReadonlyMap<CellKey, Severity>;
  present: ReadonlyMap<CellKey, Presence>;
  /** cell → number of open comments */
  commented: ReadonlyMap<CellKey, number>;
  draft: (key: CellKey) => NotWritten | undefined;
  w: Catalogue;
}

export function lookOfCell(key: CellKey, sources: LookSources): CellLook {
  const cell = sources.form.cells.get(key);
  if (!cell || cell.kind === 'blocked') return { text: '', classes: ['c-blocked'], said: sources.w.legend.blocked };
  const look: CellLook = {
    text: textOf(key, cell, sources),
    classes: [cell.type === 'text' ? 'c-text' : 'c-number'],
    said: ''
  };
  const said: string[] = [];
  const mark = (name: string, words: string): void => {
    look.classes.push(name);
    if (words !== '') said.push(words);
  };
  markRight(key, cell, sources, mark);
  markContent(key, sources, mark);
  markDoubt(key, sources, mark);
  const comments = sources.commented.get(key);
  if (comments !== undefined) mark('c-comment', sources.w.comments.count(comments));
  const draft = sources.draft(key);
  if (draft) {
    look.text = draft.text;
    mark('c-draft', sayReason(draft.reason, draft.detail, sources.w));
  }
  const other = sources.present.get(key);
  if (other) {
    mark('c-person', other.name);
    look.who = { name: shortName(other), colour: other.colour };
  }
  look.said = said.join(sources.w.common.sentenceSeparator);
  return look;
}

/** the department where there is one, else the last word of the name: what fits on a cell and tells people apart */
const shortName = ({ name, department }: Presence): string => department ?? name.trim().split(/\s+/).at(-1) ?? name;

type Mark = (name: string, words: string) => void;

function textOf(key: CellKey, cell: FormCell, { form, sheet }: LookSources): string {
  return cell.kind === 'derived'
    ? showOutcome(sheet.outcome(key), cell, form)
    : showContent(sheet.content(key), cell, form);
}

function markRight(key: CellKey, cell: FormCell, { sheet, w }: LookSources, mark: Mark): void {
  if (cell.kind === 'derived') return mark('c-derived', w.legend.derived);
  const reason = sheet.whyNot(key);
  if (reason === undefined) return mark('c-mine', '');
  // somebody else's row is theirs in every stage; what is closed for now is another thing, and says why
  mark(reason === 'foreign-cell' ? 'c-foreign' : 'c-locked', w.whyNot[reason]);
}

function markContent(key: CellKey, { sheet, w }: LookSources, mark: Mark): void {
  if (sheet.savedState(key) === 'waiting') mark('c-waiting', w.legend.waiting);
  else if (sheet.wroteHere(key)) mark('c-saved', w.legend.saved);
  const content = sheet.content(key);
  if (content && 'nothing' in content && content.nothing !== 'blank')
    mark(
      'c-nothing',
      content.nothing === 'unobtainable' ? `${w.nothings.unobtainable}: ${content.reason}` : w.nothings.notApplicable
    );
  if (content && !('stated' in content) && (content.note !== undefined || content.quote !== undefined))
    mark('c-note', content.note ?? w.legend.note);
  if (sheet.content(statedKey(key)) !== undefined) mark('c-stated', w.panel.stated);
}

function markDoubt(key: CellKey, { severities, w }: LookSources, mark: Mark): void {
  const severity = severities.get(key);
  if (severity === 'must') mark('c-must', w.legend.must);
  if (severity === 'explain') mark('c-explain', w.legend.explain);
}
