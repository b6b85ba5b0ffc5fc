// What is asked, of whom: forms, units, collections.
import { z } from 'zod';
import { Problem } from '#core/basics/problem.ts';
import { operation } from '../operation.ts';
import { collectionLine, formDefinition, formLine, unit } from '../shapes.ts';

/** A version is a positive integer; anything else names nothing. */
function versionOf({ form, version }: { form: string; version: string }): { id: string; version: number } {
  if (!/^[1-9]\d{0,8}$/.test(version)) throw new Problem('not-found', { what: 'form' });
  return { id: form, version: Number(version) };
}

export const formOperations = [
  operation({
    id: 'listForms',
    method: 'GET',
    path: '/forms',
    tag: 'forms',
    summary: { zh: '报表列表', en: 'List forms' },
    answer: z.array(formLine),
    work: ({ app }, actor) => app.listForms(actor)
  }),
  operation({
    id: 'getForm',
    method: 'GET',
    path: '/forms/{form}/{version}',
    tag: 'forms',
    summary: { zh: '一个报表版本的定义', en: 'The definition of one version of a form' },
    answer: formDefinition,
    async work({ app, parameters }, actor) {
      const { id, version } = versionOf(parameters);
      return { ...(await app.getForm(actor, id, version)) };
    }
  }),
  operation({
    id: 'keepTemplate',
    method: 'PUT',
    path: '/forms/{form}/{version}/template',
    tag: 'forms',
    summary: {
      zh: '存一个报表版本的官方表样（.xlsx）：各单元格按表头、行名对应',
      en: 'Keep the official workbook (.xlsx) of a form version: its cells are found by their labels'
    },
    query: z.strictObject({ fileName: z.string().min(1).max(200) }),
    body: 'file',
    answer: z.object({
      cells: z.number().int().describe('cells of the form that have a place in it'),
      lines: z.number().int().describe('lines that unit and period are written into')
    }),
    problems: ['file-too-large', 'file-kind', 'template-unfit'],
    work: ({ app, parameters, query, body }, actor) =>
      app.keepTemplate(actor, versionOf(parameters), { fileName: query.fileName, bytes: body })
  }),
  operation({
    id: 'downloadTemplate',
    method: 'GET',
    path: '/forms/{form}/{version}/template',
    tag: 'forms',
    summary: { zh: '下载官方表样', en: 'The official workbook of a form version, as it was kept' },
    answer: 'file',
    work: ({ app, parameters }, actor) => app.downloadTemplate(actor, versionOf(parameters))
  }),
  operation({
    id: 'removeTemplate',
    method: 'DELETE',
    path: '/forms/{form}/{version}/template',
    tag: 'forms',
    summary: {
      zh: '去掉官方表样：以后按定义排版',
      en: 'Take the official workbook away: exports are laid out from the definition'
    },
    status: 204,
    work: ({ app, parameters }, actor) => app.removeTemplate(actor, versionOf(parameters))
  }),
  operation({
    id: 'listUnits',
    method: 'GET',
    path: '/units',
    tag: 'forms',
    summary: { zh: '填报单位，上级在前', en: 'List units, parents before children' },
    answer: z.array(unit),
    work: ({ app }, actor) => app.listUnits(actor)
  }),
  operation({
    id: 'listCollections',
    method: 'GET',
    path: '/collections',
    tag: 'forms',
    summary: { zh: '填报任务及各阶段张数', en: 'List collections with the number of sheets by stage' },
    answer: z.array(collectionLine),
    work: ({ app }, actor) => app.listCollections(actor)
  })
];
