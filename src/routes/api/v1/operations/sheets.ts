// Sheets: read, write, history, deeds.
import { z } from 'zod';
import { asId, type CollectionId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import { operation } from '../operation.ts';
import {
  deed,
  historyLine,
  id,
  offeredContent,
  sheetEvent,
  sheetLine,
  sheetReading,
  stage,
  writeOutcome
} from '../shapes.ts';

const sheetOf = (parameters: { sheet: string }): SheetId => asId<SheetId>(parameters.sheet);

export const sheetOperations = [
  operation({
    id: 'listSheets',
    method: 'GET',
    path: '/sheets',
    tag: 'sheets',
    summary: { zh: '我能看到的填报表', en: 'List the sheets you may see' },
    query: z.strictObject({ collection: id.optional() }),
    answer: z.array(sheetLine),
    work: ({ app, query }, actor) =>
      app.listSheets(actor, query.collection === undefined ? {} : { collection: asId<CollectionId>(query.collection) })
  }),
  operation({
    id: 'readSheet',
    method: 'GET',
    path: '/sheets/{sheet}',
    tag: 'sheets',
    summary: {
      zh: '读取一张填报表：录入、派生、审核结果、阶段',
      en: 'Read a sheet: entered, derived, findings, stage, seq'
    },
    answer: sheetReading,
    work: ({ app, parameters }, actor) => app.readSheet(actor, sheetOf(parameters))
  }),
  operation({
    id: 'writeCells',
    method: ['PUT', 'POST'],
    path: '/sheets/{sheet}/cells',
    tag: 'sheets',
    summary: {
      zh: '写入单元格：全部写入或全部不写',
      en: 'Write cells: all or nothing, with a reason per refused cell'
    },
    body: z.strictObject({ writes: z.array(z.strictObject({ key: z.string().max(300), content: offeredContent })) }),
    answer: writeOutcome,
    problems: ['cells-refused', 'stage-closed'],
    work: ({ app, parameters, body }, actor) => app.writeCells(actor, sheetOf(parameters), body.writes)
  }),
  operation({
    id: 'readHistory',
    method: 'GET',
    path: '/sheets/{sheet}/history',
    tag: 'sheets',
    summary: { zh: '单元格的修改记录，新的在前', en: 'History of the cells, newest first' },
    query: z.strictObject({
      key: z.string().min(1).max(300).optional(),
      limit: z.coerce.number().int().min(1).max(1000).optional()
    }),
    answer: z.array(historyLine),
    work: ({ app, parameters, query }, actor) =>
      app.history(actor, sheetOf(parameters), query.key === undefined ? undefined : asCellKey(query.key), query.limit)
  }),
  operation({
    id: 'readEvents',
    method: 'GET',
    path: '/sheets/{sheet}/events',
    tag: 'sheets',
    summary: {
      zh: '提交、上报、退回、接收、解锁和催报的记录',
      en: 'What was decided about the sheet, and who was reminded'
    },
    answer: z.array(sheetEvent),
    work: async ({ app, parameters }, actor) => {
      const events = await app.events(actor, sheetOf(parameters));
      return events.map(({ deed, from, to, seq, personName, at, text, whom, seal }) => ({
        deed,
        from,
        to,
        seq,
        personName,
        at,
        text,
        whom,
        seal
      }));
    }
  }),
  operation({
    id: 'decide',
    method: 'POST',
    path: '/sheets/{sheet}/deeds',
    tag: 'sheets',
    summary: { zh: '提交、上报、退回、接收、解锁', en: 'Submit, report, return, accept or unlock' },
    body: z.strictObject({ deed, text: z.string().max(500).default('') }),
    answer: z.object({ stage, seq: z.number().int() }),
    problems: ['stage-closed', 'findings-open', 'changed-meanwhile'],
    work: ({ app, parameters, body }, actor) => app.decide(actor, sheetOf(parameters), body.deed, body.text)
  }),
  operation({
    id: 'explain',
    method: 'POST',
    path: '/sheets/{sheet}/explanations',
    tag: 'sheets',
    summary: { zh: '对核实性审核结果作出说明', en: 'Explain a finding that asks for it' },
    body: z.strictObject({ finding: z.string().min(1).max(300), text: z.string().max(1000) }),
    problems: ['explanation-empty'],
    work: ({ app, parameters, body }, actor) => app.explain(actor, sheetOf(parameters), body)
  })
];
