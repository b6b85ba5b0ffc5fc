// 官方表样: the official workbook of a form version is checked, kept, listed, fetched, taken away. Whoever publishes forms does so.
import { Problem } from '#core/basics/problem.ts';
import { openForm } from '#core/forms/read-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import type { FoundMap, TemplateMistake } from '#core/workbook/template-map.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { askWorkbook } from '#server/jobs/ask-workbook.ts';
import type { Download, FormVersion, TemplateInput, TemplateLine } from './actions.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { refuseWhoPublishesNot } from './publish-form.ts';
import { cleanName, mostUploadBytes } from './start-import.ts';

type TemplateNeeds = Omit<ExcelNeeds, 'live'>;

// of 500 cells without a place the first ones tell enough
const mostMistakes = 100;

export async function checkTemplate(
  needs: TemplateNeeds,
  actor: Actor,
  definition: unknown,
  input: TemplateInput
): Promise<readonly TemplateMistake[]> {
  await refuseWhoPublishesNot(needs, actor);
  const form = openForm(definition);
  if (!form.ok)
    throw new Problem('form-invalid', { count: form.error.length, mistakes: form.error.slice(0, mostMistakes) });
  const found = await place(needs, form.value.definition, input);
  return found.ok ? [] : found.mistakes;
}

export async function keepTemplate(
  needs: TemplateNeeds,
  actor: Actor,
  { id, version }: FormVersion,
  input: TemplateInput & { fileName: string }
): Promise<{ cells: number; lines: number }> {
  await refuseWhoPublishesNot(needs, actor);
  const { definition } = await needs.forms(id, version);
  return storeTemplate(needs, actor, definition, input);
}

/** The same for a deed that has asked already whether the actor may: publishing a form that was made from this workbook. */
export async function storeTemplate(
  needs: Pick<TemplateNeeds, 'storage' | 'clock' | 'workbook'>,
  actor: Actor,
  definition: FormDefinition,
  input: TemplateInput & { fileName: string }
): Promise<{ cells: number; lines: number }> {
  const { storage, clock } = needs;
  const { id, version } = definition;
  const found = await place(needs, definition, input);
  if (!found.ok)
    throw new Problem('template-unfit', {
      count: found.mistakes.length,
      mistakes: found.mistakes.slice(0, mostMistakes)
    });
  const blob = await storage.blobs.put(input.bytes);
  const { map } = found;
  await storage.templates.keep({
    form: id,
    version,
    fileName: cleanName(input.fileName),
    blob,
    places: map,
    person: actor.person,
    keptAt: clock()
  });
  return { cells: map.cells.length, lines: map.lines.length };
}

/** Read where it can be stopped: it is a file of strangers like any upload. */
async function place(
  { workbook }: Pick<TemplateNeeds, 'workbook'>,
  definition: FormDefinition,
  { bytes, places = {} }: TemplateInput
): Promise<FoundMap> {
  if (bytes.length > mostUploadBytes) throw new Problem('file-too-large', { mostBytes: mostUploadBytes });
  const found = kindOfFile(bytes);
  // only a package can be kept byte by byte; an old file is saved as .xlsx first
  if (found !== 'zip') throw new Problem('file-kind', { found });
  return askWorkbook<'place-template'>(workbook, { kind: 'place-template', bytes, definition, declared: places });
}

export async function removeTemplate(needs: TemplateNeeds, actor: Actor, { id, version }: FormVersion): Promise<void> {
  await refuseWhoPublishesNot(needs, actor);
  if (!(await needs.storage.templates.remove(id, version))) throw new Problem('not-found', { what: 'template' });
}

/** Of all versions: whoever is signed in sees the forms too. */
export const listTemplates = async ({ storage }: TemplateNeeds, _: Actor): Promise<TemplateLine[]> =>
  (await storage.templates.list()).map(({ form, version, fileName, keptAt }) => ({
    id: form,
    version,
    fileName,
    keptAt
  }));

export async function downloadTemplate(
  { storage }: TemplateNeeds,
  _: Actor,
  { id, version }: FormVersion
): Promise<Download> {
  const template = await storage.templates.of(id, version);
  const file = template && (await storage.blobs.open(template.blob));
  if (!file) throw new Problem('not-found', { what: 'template' });
  return { fileName: template.fileName, ...file };
}
