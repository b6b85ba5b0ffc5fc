// A form in the making in this browser: the paper, the answers, and what is proposed from both, anew after each answer. Answers are kept on
// the server one after another; what could not be kept is tried again with the next one and said meanwhile.
import type { Answers, ColumnAnswer, FormAnswer, RowAnswer, TableAnswer } from '#core/draft/answers.ts';
import type { Draft } from '#core/draft/draft.ts';
import type { DrawnCell, Target } from '#core/draft/draw-paper.ts';
import { unpackSheet, type PackedPaper } from '#core/draft/packed-paper.ts';
import { proposeForm } from '#core/draft/propose-form.ts';
import { openForm } from '#core/forms/read-form.ts';

export interface MakerSource {
  fileName: string;
  paper: PackedPaper;
  year: number;
  answers: Answers;
  revision: number;
}

export type Keeping = 'kept' | 'keeping' | 'failed' | 'overtaken';

/** @param keep sends the answers; the new revision, or why not */
export function makeMaker(
  given: MakerSource,
  keep: (revision: number, answers: Answers) => Promise<number | 'overtaken' | 'failed'>
) {
  const source = {
    sheets: given.paper.sheets.map(unpackSheet),
    fileName: given.fileName,
    initials: given.paper.initials,
    year: given.year
  };
  let answers = $state.raw(given.answers);
  let revision = given.revision;
  let keeping = $state<Keeping>('kept');
  let chosen = $state.raw<DrawnCell | undefined>();
  let past = $state.raw<Answers[]>([]);
  const draft: Draft = $derived(proposeForm(source, answers));
  const opened = $derived(openForm(draft.definition));

  let sending = false;
  let waiting = false;
  async function send(): Promise<void> {
    if (keeping === 'overtaken') return;
    waiting = true;
    if (sending) return;
    sending = true;
    while (waiting) {
      waiting = false;
      keeping = 'keeping';
      const kept = await keep(revision, answers);
      if (typeof kept === 'number') revision = kept;
      else {
        keeping = kept;
        sending = false;
        return;
      }
    }
    sending = false;
    keeping = 'kept';
  }

  function set(next: Answers): void {
    past = [...past.slice(-99), answers];
    answers = next;
    void send();
  }
  const merged = <T extends object>(all: Readonly<Record<string, T>>, at: string, change: T) => ({
    ...all,
    [at]: { ...all[at], ...change }
  });

  return {
    source,
    get answers() {
      return answers;
    },
    get draft() {
      return draft;
    },
    get opened() {
      return opened;
    },
    get keeping() {
      return keeping;
    },
    get revision() {
      return revision;
    },
    get chosen() {
      return chosen;
    },
    get canUndo() {
      return past.length > 0;
    },
    choose: (cell: DrawnCell | undefined) => (chosen = cell),
    undo() {
      const before = past.at(-1);
      if (!before) return;
      past = past.slice(0, -1);
      answers = before;
      void send();
    },
    again: () => void send(),
    form: (change: FormAnswer) => set({ ...answers, form: { ...answers.form, ...change } }),
    table: (at: string, change: TableAnswer) => set({ ...answers, tables: merged(answers.tables, at, change) }),
    row: (at: string, change: RowAnswer) => set({ ...answers, rows: merged(answers.rows, at, change) }),
    rows: (places: readonly string[], change: RowAnswer) =>
      set({ ...answers, rows: places.reduce((all, at) => merged(all, at, change), answers.rows) }),
    column: (at: string, change: ColumnAnswer) => set({ ...answers, columns: merged(answers.columns, at, change) }),
    cell: (at: string, is: 'blocked' | 'open') => set({ ...answers, cells: { ...answers.cells, [at]: is } }),
    guess: (id: string, option: string) => set({ ...answers, guesses: { ...answers.guesses, [id]: option } }),
    departments: (departments: readonly string[]) => set({ ...answers, departments }),
    rules: (rules: Answers['rules']) => set({ ...answers, rules })
  };
}

export type Maker = ReturnType<typeof makeMaker>;
export type { Target };
