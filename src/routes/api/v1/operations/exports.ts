// Excel out, and totals on screen.
import { z } from 'zod';
import { asId, type CollectionId, type ExportId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import type { ExportTold } from '#server/jobs/export-told.ts';
import type { ExportRow } from '#server/storage/storage.ts';
import { operation } from '../operation.ts';
import { checkedExport, exportLine, exportRequest, id, onlyReported, totals } from '../shapes.ts';

const exportOf = (parameters: { export: string }): ExportId => asId<ExportId>(parameters.export);

const lineOf = ({ id, state, fileName, problem, createdAt, told, code }: ExportRow) => {
  const { progress, template } = (told ?? {}) as ExportTold;
  return {
    id,
    state,
    fileName,
    problem,
    createdAt,
    progress: state === 'writing' ? (progress ?? null) : null,
    template: template ?? null,
    code
  };
};

export const exportOperations = [
  operation({
    id: 'requestExport',
    method: 'POST',
    path: '/exports',
    tag: 'exports',
    summary: {
      zh: '生成工作簿：一张表、空白表或汇总',
      en: 'Ask for a workbook: a sheet, a blank form, or the consolidated one'
    },
    body: exportRequest,
    status: 202,
    answer: z.object({ id: z.string() }),
    work({ app, body }, actor) {
      switch (body.kind) {
        case 'sheet':
          return app.requestExport(actor, { kind: 'sheet', sheet: asId<SheetId>(body.sheet) });
        case 'blank':
          return app.requestExport(actor, body);
        case 'consolidated':
          return app.requestExport(actor, {
            kind: 'consolidated',
            collection: asId<CollectionId>(body.collection),
            unit: asId<UnitId>(body.unit),
            ...(body.only === undefined ? {} : { only: body.only })
          });
      }
    }
  }),
  operation({
    id: 'listExports',
    method: 'GET',
    path: '/exports',
    tag: 'exports',
    summary: { zh: '我的导出', en: 'List your exports' },
    answer: z.array(exportLine),
    work: async ({ app }, actor) => (await app.listExports(actor)).map(lineOf)
  }),
  operation({
    id: 'getExport',
    method: 'GET',
    path: '/exports/{export}',
    tag: 'exports',
    summary: { zh: '导出状态', en: 'State of an export' },
    answer: exportLine,
    work: async ({ app, parameters }, actor) => lineOf(await app.getExport(actor, exportOf(parameters)))
  }),
  operation({
    id: 'downloadExport',
    method: 'GET',
    path: '/exports/{export}/file',
    tag: 'exports',
    summary: { zh: '下载导出的工作簿', en: 'The workbook, once its state is ready' },
    answer: 'file',
    work: ({ app, parameters }, actor) => app.downloadExport(actor, exportOf(parameters))
  }),
  operation({
    id: 'cancelExport',
    method: 'POST',
    path: '/exports/{export}/cancel',
    tag: 'exports',
    summary: { zh: '取消还没有生成的导出', en: 'Cancel an export that is not ready yet; else nothing happens' },
    status: 204,
    work: ({ app, parameters }, actor) => app.cancelExport(actor, exportOf(parameters))
  }),
  operation({
    id: 'checkExport',
    method: 'GET',
    path: '/export-codes/{code}',
    tag: 'exports',
    summary: {
      zh: '按校验码查汇总工作簿的来源、取数时点，以及其后有无变动',
      en: 'What the consolidated workbook with this code is of, and whether its sheets have changed since'
    },
    answer: checkedExport,
    problems: ['malformed'],
    work: ({ app, parameters }, actor) => app.checkExport(actor, parameters.code)
  }),
  operation({
    id: 'consolidate',
    method: 'GET',
    path: '/totals',
    tag: 'totals',
    summary: { zh: '汇总一个任务中某单位及其下级', en: 'Consolidate a unit and its children in a collection' },
    query: z.strictObject({
      collection: id,
      unit: id,
      only: onlyReported
    }),
    answer: totals,
    async work({ app, query }, actor) {
      const {
        definition: _,
        total,
        ...rest
      } = await app.consolidate(actor, {
        collection: asId<CollectionId>(query.collection),
        unit: asId<UnitId>(query.unit),
        ...(query.only === undefined ? {} : { only: query.only })
      });
      return {
        ...rest,
        total: total.map(([key, folded, { shown, ...units }]) => ({ key, outcome: { ...folded, shown }, ...units }))
      };
    }
  })
];
