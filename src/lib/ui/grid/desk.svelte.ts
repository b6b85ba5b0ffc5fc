// What a person has on the desk while a sheet is open: the selected cell, texts that were not written, messages, the open panel.
// It opens with the page, is shared by the grid and the panels, and closes with the page.
import { SvelteMap } from 'svelte/reactivity';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { isStanding } from '#core/validation/explanations.ts';
import type { OpenSheet, Write } from '#live/open-sheet.ts';
import { countOpen } from '#ui/panels/count-open.ts';
import type { Talk } from '#ui/panels/talk.svelte.ts';
import type { Locale } from '#ui/words/locale.ts';
import { sayPlace } from '#ui/words/say-place.ts';
import { sayReason } from '#ui/words/say-reason.ts';
import type { Catalogue } from '#ui/words/words.ts';
import type { Position } from './grid-plan.ts';
import { presentAt, severitiesOf } from './marks.ts';
import type { Look } from './look.svelte.ts';
import { nothingSummed, type SelectionSum } from './sum-selection.ts';
import { reasonsOf, type NotWritten, type TakenIn } from './take-in.ts';

export type Panel = 'findings' | 'cell' | 'comments' | 'history' | 'refused';

/** What a person gave as explanation of a finding. */
export interface Explained {
  finding: string;
  fingerprint: string;
  text: string;
  personName: string;
  at: number;
}

export interface Notice {
  kind: 'good' | 'warn' | 'bad';
  text: string;
  /** the panel that shows more of it */
  see?: Panel;
  jump?: CellKey;
}

/** how a cell is gone to */
export interface Jump {
  /** its heading, or the cell, comes to the top of the view */
  toTop?: boolean;
  /** the keyboard stays where it is, in the find box */
  quietly?: boolean;
}

/** what the desk asks of the grid that stands on it */
export interface GridHands {
  /** selects the cell and brings it into view; false when the grid does not show it */
  jump(key: CellKey, how?: Jump): boolean;
  repaint(keys: Iterable<CellKey>): void;
  focus(): void;
}

/** A cell that somebody else wrote together with me, in words. */
export interface Meeting {
  key: CellKey;
  text: string;
  at: number;
}

/** Two pastes over each other meet in hundreds of cells; the history has them all. */
const mostMeetings = 100;
const noComments = countOpen([]);

/** a message that only confirms goes away by itself */
const noticeMs = 6_000;

export class Desk {
  selected = $state<CellKey | undefined>();
  /** the cell's place, for reading the whole path of a heading aloud and for tests */
  position = $state.raw<Position | undefined>();
  /** code of the row where the person is: of the selected cell while it is in view, else the first one in view */
  viewRow = $state<string | undefined>();
  summed = $state.raw<SelectionSum>(nothingSummed);
  notice = $state.raw<Notice | null>(null);
  panel = $state<Panel | null>('cell');
  /** texts that were not written, by cell or by a number where there is no cell */
  readonly notWritten = new SvelteMap<string, NotWritten>();
  /** the panel of the cell is asked to begin with this */
  asking = $state<'unobtainable' | null>(null);
  grid: GridHands | undefined;

  explanations = $state.raw<readonly Explained[]>([]);
  /** what people say to each other about the cells; set by the page */
  talk = $state.raw<Talk | undefined>();
  /** who raced with me in a cell, until I have put it aside; the newest first */
  meetings = $state.raw<readonly Meeting[]>([]);
  /** grows each time that the keyboard is to go to the panel, and into which part */
  panelCall = $state.raw<{ count: number; part: 'top' | 'comment' }>({ count: 0, part: 'top' });
  /** the last of them that was followed */
  panelCallDone = 0;
  /** the name of who wrote what stands in a cell, asked of the server; set by the page */
  whoWrote: ((key: CellKey) => Promise<string>) | undefined;

  /** findings that nobody has explained for the values they have now */
  readonly openFindings = $derived.by(() => {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew each time, and read here only
    const given = new Map(this.explanations.map((one) => [one.finding, one]));
    return this.sheet.findings.filter((finding) => !isStanding(finding, given.get(finding.id)));
  });
  readonly severities = $derived.by(() => severitiesOf(this.openFindings));
  readonly commented = $derived(this.talk?.openAt ?? noComments);
  readonly present = $derived.by(() => presentAt(this.sheet.others));

  /** what the last write left unwritten, and whether it wrote anything: undo takes both back */
  #last: { left: readonly NotWritten[]; wrote: boolean } = { left: [], wrote: false };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unplaced = 0;

  constructor(
    readonly sheet: OpenSheet,
    readonly form: CompiledForm,
    readonly locale: Locale,
    readonly w: Catalogue,
    readonly look: Look
  ) {}

  /** Says something in the message bar. What only confirms goes after a while, a refusal stays until it is closed. */
  say(notice: Notice): void {
    clearTimeout(this.#timer);
    this.notice = notice;
    if (notice.kind === 'good') this.#timer = setTimeout(() => (this.notice = null), noticeMs);
  }

  quiet(): void {
    clearTimeout(this.#timer);
    this.notice = null;
  }

  /** Writes what was taken in as one step, and keeps what was not written. @returns how many cells were written */
  write(
    { writes, notWritten, converted }: TakenIn,
    how: 'typed' | 'pasted' | 'filled',
    hidden: { hiddenRows: number; hiddenColumns: number } = { hiddenRows: 0, hiddenColumns: 0 }
  ): number {
    const refused = reasonsOf(writes.length > 0 ? this.sheet.write(writes) : []);
    const kept: NotWritten[] = [...notWritten];
    for (const write of writes) {
      const reason = refused.get(write.key);
      if (reason === undefined) this.notWritten.delete(write.key);
      else kept.push({ key: write.key, text: textOf(write), reason });
    }
    for (const one of kept) this.#keep(one);
    this.grid?.repaint([...writes, ...kept].flatMap(({ key }) => (key === undefined ? [] : [key])));
    const written = writes.length - refused.size;
    this.#last = { left: kept, wrote: written > 0 };
    this.#tell(how, written, kept, converted);
    if (hidden.hiddenRows + hidden.hiddenColumns > 0) this.#tellHidden(hidden);
    return written;
  }

  /** Opens a panel and takes the keyboard there; Esc brings it back to the cell. */
  callPanel(panel: Panel, part: 'top' | 'comment' = 'top'): void {
    this.panel = panel;
    this.panelCall = { count: this.panelCall.count + 1, part };
  }

  /** Somebody else wrote the same cell: told until it is put aside, however many there are. */
  meet(meeting: Meeting): void {
    this.meetings = [meeting, ...this.meetings.filter(({ key }) => key !== meeting.key)].slice(0, mostMeetings);
  }

  /**
   * Before Ctrl+Z: the texts that my last deed left unwritten go with it.
   * @returns true when they were all that it did, so that nothing else is to be undone
   */
  takeBackTexts(direction: 'undo' | 'redo'): boolean {
    const { left, wrote } = this.#last;
    this.#last = { left: [], wrote: false };
    const texts = direction === 'undo' ? [...this.notWritten].filter(([, one]) => left.includes(one)) : [];
    for (const [id] of texts) this.drop(id);
    if (texts.length > 0) this.quiet();
    return texts.length > 0 && !wrote;
  }

  /** 无法取得 needs a reason: the panel of the cell asks for it. */
  askUnobtainable(): void {
    this.panel = 'cell';
    this.asking = 'unobtainable';
  }

  /** Forgets a text that was not written. */
  drop(id: string): void {
    const gone = this.notWritten.get(id);
    if (!gone) return;
    this.notWritten.delete(id);
    if (gone.key !== undefined) this.grid?.repaint([gone.key]);
  }

  dropAll(): void {
    for (const id of [...this.notWritten.keys()]) this.drop(id);
  }

  /** The text that waits to be corrected in a cell of mine. */
  draft(key: CellKey): NotWritten | undefined {
    return this.notWritten.size > 0 && this.sheet.mayWrite(key) ? this.notWritten.get(key) : undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #keep(one: NotWritten): void {
    this.notWritten.set(one.key ?? `#${(this.#unplaced += 1)}`, one);
  }

  /** What was hidden in Excel is not pasted: whoever copies five rows that they see does not mean seven. */
  #tellHidden({ hiddenRows, hiddenColumns }: { hiddenRows: number; hiddenColumns: number }): void {
    const said = this.notice;
    const text = this.w.notices.hiddenLeft(hiddenRows, hiddenColumns);
    this.say(
      said
        ? { ...said, kind: said.kind === 'good' ? 'warn' : said.kind, text: said.text + text }
        : { kind: 'warn', text }
    );
  }

  #tell(
    how: 'typed' | 'pasted' | 'filled',
    written: number,
    kept: readonly NotWritten[],
    converted: TakenIn['converted']
  ): void {
    const { notices } = this.w;
    const [first] = kept;
    if (first && kept.length === 1 && (how === 'typed' || written === 0) && first.count === undefined)
      this.say(this.#refusal(first));
    else if (first)
      this.say({
        kind: 'bad',
        text: notices.pastedSome(
          written,
          kept.reduce((sum, { count }) => sum + (count ?? 1), 0)
        ),
        see: 'refused'
      });
    else if (how !== 'typed' && written > 0)
      this.say({ kind: 'good', text: how === 'pasted' ? notices.pasted(written) : notices.filled(written) });
    else if (converted[0]) {
      const { key, text, number, to } = converted[0];
      this.say({ kind: 'warn', text: notices.converted(this.place(key), text, number, to) });
    } else if (this.notice?.kind === 'bad' && this.notWritten.size === 0) this.quiet();
  }

  #refusal(one: NotWritten): Notice {
    const place = one.key === undefined ? this.w.notices.outside : this.place(one.key);
    const text = this.w.notices.refusedText(place, one.text, sayReason(one.reason, one.detail, this.w));
    return one.key === undefined ? { kind: 'bad', text } : { kind: 'bad', text, jump: one.key };
  }

  place(key: CellKey): string {
    return sayPlace(key, this.form, this.locale, this.w);
  }
}

function textOf({ content }: Write): string {
  if ('number' in content) return content.number;
  return 'text' in content ? content.text : '';
}
