// Files that were put together, a zip or a folder of them: one page shows what each would change, and those that are sure are written together,
// each as a step of its own that can be taken back.
import type { ImportId } from '#core/basics/ids.ts';
import { isProblem, Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { ImportRow } from '#server/storage/storage.ts';
import type { Actions, BatchChoice, BatchLine, BatchOutcome, BatchPage, ImportPage } from './actions.ts';
import type { ExcelNeeds } from './excel-needs.ts';

/** a preview costs a few milliseconds and a look at its sheet */
const perPage = 50;
type Brief = Omit<ImportRow, 'report'>;
type One = Pick<Actions, 'getImport' | 'applyImport' | 'undoImport'>;

const noStates: BatchPage['states'] = {
  waiting: 0,
  reading: 0,
  ready: 0,
  failed: 0,
  writing: 0,
  written: 0,
  undone: 0,
  unpacked: 0
};

async function rowsOf({ storage }: ExcelNeeds, actor: Actor, batch: string): Promise<Brief[]> {
  const rows = await storage.imports.ofBatch(actor.person, batch);
  // a zip that waits to be unpacked does not bear its batch yet
  const zip = rows.length === 0 ? await storage.imports.byId(batch as ImportId) : undefined;
  if (zip && zip.person === actor.person) return [zip];
  if (rows.length === 0) throw new Problem('not-found', { what: 'batch' });
  return rows;
}

export async function getBatch(needs: ExcelNeeds, one: One, actor: Actor, batch: string, page = 0): Promise<BatchPage> {
  const rows = await rowsOf(needs, actor, batch);
  const files = rows.filter(({ state }) => state !== 'unpacked');
  const states = { ...noStates };
  for (const { state } of rows) states[state]++;
  const last = Math.max(0, Math.ceil(files.length / perPage) - 1);
  const shown = Math.min(Math.max(0, page), last);
  const lines: BatchLine[] = [];
  for (const row of files.slice(shown * perPage, (shown + 1) * perPage)) lines.push(await lineOf(one, actor, row));
  return { batch, states, files: files.length, perPage, page: shown, lines };
}

async function lineOf(one: One, actor: Actor, row: Brief): Promise<BatchLine> {
  const { id, fileName, state, problem } = row;
  const isOpen = state === 'ready' || state === 'undone';
  const { report, preview } = isOpen ? await one.getImport(actor, id) : { report: null, preview: null };
  return {
    id,
    fileName,
    state,
    problem,
    formTitle: report?.form?.title ?? null,
    target: preview && {
      sheet: preview.sheet,
      unitName: preview.unitName,
      period: preview.period,
      seq: preview.seq
    },
    counts: preview && countsOf(preview, report?.problems.length ?? 0)
  };
}

function countsOf(preview: NonNullable<ImportPage['preview']>, problems: number): NonNullable<BatchLine['counts']> {
  const counts = { new: 0, changes: 0, same: 0, refused: 0, untouched: 0, conflict: 0, clears: 0 };
  for (const { state } of preview.lines) counts[state]++;
  return { ...counts, problems, findings: preview.newFindings.length };
}

/** One file after another, each judged as it stands when its turn comes; what cannot be done of one does not stop the others. */
export async function applyBatch(
  needs: ExcelNeeds,
  one: One,
  actor: Actor,
  batch: string,
  chosen: readonly BatchChoice[]
): Promise<BatchOutcome> {
  if (chosen.length > perPage) throw new Problem('malformed', { field: 'chosen', most: perPage });
  const rows = new Map((await rowsOf(needs, actor, batch)).map((row) => [row.id, row]));
  const outcome = newOutcome();
  for (const { id, sheet, seq } of chosen) {
    const row = rows.get(id);
    if (!row) throw new Problem('not-found', { what: 'import' });
    await attempt(outcome, row, async () => {
      const { preview } = await one.getImport(actor, id, sheet);
      const keys = (preview?.lines ?? []).flatMap(({ key, state }) =>
        state === 'new' || state === 'changes' ? [key] : []
      );
      return keys.length === 0 ? undefined : one.applyImport(actor, id, { sheet, keys, seq });
    });
  }
  return outcome;
}

export async function undoBatch(needs: ExcelNeeds, one: One, actor: Actor, batch: string): Promise<BatchOutcome> {
  const outcome = newOutcome();
  for (const row of await rowsOf(needs, actor, batch)) {
    if (row.state === 'written') await attempt(outcome, row, () => one.undoImport(actor, row.id));
  }
  return outcome;
}

type Counting = { -readonly [Name in keyof BatchOutcome]: BatchOutcome[Name] };
const newOutcome = (): Counting => ({ files: 0, cells: 0, refused: 0, failed: [] });

async function attempt(
  to: Counting,
  { id, fileName }: Brief,
  work: () => Promise<{ written: readonly unknown[]; refused: readonly unknown[] } | undefined>
): Promise<void> {
  try {
    const done = await work();
    if (!done) return;
    to.files++;
    to.cells += done.written.length;
    to.refused += done.refused.length;
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    to.failed = [...to.failed, { id, fileName, code: problem.code }];
  }
}
