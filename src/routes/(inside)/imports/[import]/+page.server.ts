import { asId, type ImportId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey, isStatedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import { sayFinding } from '#ui/words/say-finding.ts';
import { sayPlace } from '#ui/words/say-place.ts';
import { words } from '#ui/words/words.ts';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('huibiao:import');
  const actor = actorOf(locals);
  const asked = url.searchParams.get('sheet');
  const found = await answer(
    locals.app.getImport(actor, asId<ImportId>(params.import), asked === null ? undefined : asId<SheetId>(asked))
  );
  const { report, preview } = found;
  const about = {
    id: found.id,
    fileName: found.fileName,
    state: found.state,
    problem: found.problem,
    sheet: found.sheet,
    batch: found.batch,
    sheets: found.sheets,
    form: report?.form ?? null
  };
  const compiled = report?.form
    ? compileForm(await answer(locals.app.getForm(actor, report.form.id, report.form.version)))
    : undefined;
  const form = compiled?.ok ? compiled.value : undefined;
  const w = words(locals.locale);
  const sayLine = (key: CellKey, label: string): string => {
    const place = form ? sayPlace(key, form, locals.locale, w) : label;
    return isStatedKey(key) ? w.preview.statedOf(place) : place;
  };
  // findings and candidates become sentences here: the page needs no form for them
  return {
    about,
    problems: (report?.problems ?? []).map(({ code, where, text, candidates }) => ({
      code,
      where,
      text,
      candidates: (candidates ?? []).map((key) => (form ? sayPlace(key, form, locals.locale, w) : key))
    })),
    questions: (report?.questions ?? []).map((question) =>
      question.kind === 'none'
        ? question
        : {
            ...question,
            candidates: question.candidates.map((row) => ({ row, label: rowLabel(form, question.table, row) }))
          }
    ),
    preview: preview && {
      sheet: preview.sheet,
      unitName: preview.unitName,
      period: preview.period,
      stage: preview.stage,
      seq: preview.seq,
      issued: preview.issued,
      issuedFor: preview.issuedFor,
      lines: preview.lines.map((line) => ({
        key: line.key,
        label: sayLine(line.key, line.label),
        oldShown: line.oldShown,
        newShown: line.newShown,
        state: line.state,
        reason: line.reason,
        from: line.from,
        shownInFile: line.shownInFile,
        converted: line.converted,
        issuedShown: line.issuedShown,
        changedBy: line.changedBy,
        findings: line.findings.length
      })),
      evidence: preview.evidence.map((one) => ({
        ...one,
        label: form ? sayPlace(one.key, form, locals.locale, w) : one.label
      })),
      newFindings: form
        ? preview.newFindings.map((finding) => ({
            id: finding.id,
            severity: finding.severity,
            ...sayFinding(finding, form, locals.locale, w)
          }))
        : []
    }
  };
};

/** 行次 指标名称, with the heading above where the label alone says little */
function rowLabel(form: CompiledForm | undefined, table: string, code: string): string {
  const rows = form?.tables.find((each) => each.code === table)?.rows ?? [];
  const row = rows.find((each) => each.code === code);
  const above = rows.find((each) => each.code === row?.parent);
  const label = row?.definition.label.zh ?? code;
  return above && !above.hasCells ? `${above.definition.label.zh} / ${label}` : label;
}

export const actions: Actions = {
  answer: async ({ locals, params, request }) => {
    const fields = await fieldsOf(request);
    // '-' is “not now”
    const answers = [...fields].flatMap(([name, value]): [string, string][] =>
      name.startsWith('q ') && value !== '-' ? [[name.slice(2), String(value)]] : []
    );
    const done = await attempt(
      locals.app.answerImport(actorOf(locals), asId<ImportId>(params.import), Object.fromEntries(answers))
    );
    return done && 'status' in done ? done : { answered: answers.length };
  },
  apply: async ({ locals, params, request }) => {
    const fields = await fieldsOf(request);
    const keys = String(fields.get('keys') ?? '')
      .split('\n')
      .filter(Boolean)
      .map(asCellKey);
    return attempt(
      locals.app.applyImport(actorOf(locals), asId<ImportId>(params.import), {
        sheet: asId<SheetId>(String(fields.get('sheet') ?? '')),
        keys,
        seq: Number(fields.get('seq') ?? '')
      })
    );
  },
  undo: async ({ locals, params }) => {
    const outcome = await attempt(locals.app.undoImport(actorOf(locals), asId<ImportId>(params.import)));
    return 'status' in outcome ? outcome : { ...outcome, undone: true };
  }
};
