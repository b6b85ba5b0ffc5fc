// Official workbooks analysed once and kept while the server runs: a county's file is then made in a few milliseconds.
import { assert } from '#core/basics/assert.ts';
import type { BlobId } from '#core/basics/ids.ts';
import type { TemplateMap } from '#core/workbook/template-map.ts';
import type { TemplatePlan } from '#core/workbook/template-plan.ts';
import type { Storage, Template } from '#server/storage/storage.ts';
import { askWorkbook, type WorkbookSettings } from './ask-workbook.ts';

// a form's workbook is some 100 KB; its texts lie in memory once more
const mostPlans = 20;
const mostBytes = 64 * 1024 * 1024;

/** @returns the plan of a template and its map; analysed by the worker when it is not known yet */
export type TemplatePlans = (template: Template) => Promise<{ plan: TemplatePlan; map: TemplateMap }>;

export function templatePlans(storage: Pick<Storage, 'blobs'>, workbook: WorkbookSettings): TemplatePlans {
  /** the longest unused first */
  const known = new Map<string, Promise<TemplatePlan>>();
  const sizes = new Map<string, number>();

  const analyse = async (blob: BlobId, map: TemplateMap): Promise<TemplatePlan> => {
    const bytes = await storage.blobs.get(blob);
    assert(bytes, `template ${blob} has no file`);
    return askWorkbook<'plan-template'>(workbook, { kind: 'plan-template', bytes, map });
  };
  const forget = (name: string): void => {
    known.delete(name);
    sizes.delete(name);
  };
  const makeRoom = (): void => {
    for (const name of known.keys()) {
      const held = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      if (known.size <= mostPlans && held <= mostBytes) return;
      if (known.size > 1) forget(name);
    }
  };

  return async ({ form, version, blob, places, keptAt }) => {
    const map = places as TemplateMap;
    const name = `${form} ${version} ${blob} ${keptAt}`;
    const plan = known.get(name) ?? analyse(blob, map);
    known.delete(name);
    known.set(name, plan);
    try {
      const ready = await plan;
      sizes.set(name, sizeOf(ready));
      makeRoom();
      return { plan: ready, map };
    } catch (error) {
      forget(name);
      throw error;
    }
  };
}

const sizeOf = ({ template, sheets }: TemplatePlan): number =>
  template.length + sheets.reduce((sum, { texts }) => sum + texts.reduce((all, text) => all + text.length, 0), 0);
