// Excel in: put a file, look at what was found, choose, write; or take it back.
import { z } from 'zod';
import { asId, type ImportId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import { operation } from '../operation.ts';
import { id, importLine, importPage, writeOutcome } from '../shapes.ts';

const importOf = (parameters: { import: string }): ImportId => asId<ImportId>(parameters.import);

/** Without what is nobody's business outside: who holds the blob and under which hash. */
const lineOf = <Row extends z.input<typeof importLine>>({ id, fileName, state, problem, sheet, createdAt }: Row) => ({
  id,
  fileName,
  state,
  problem,
  sheet,
  createdAt
});

export const importOperations = [
  operation({
    id: 'startImport',
    method: 'POST',
    path: '/imports',
    tag: 'imports',
    summary: {
      zh: '上传文件（.xlsx .xls .csv）',
      en: 'Put a file (.xlsx, .xls, .csv): it is read, nothing is written yet'
    },
    query: z.strictObject({ fileName: z.string().min(1).max(200), sheet: id.optional() }),
    body: 'file',
    status: 202,
    answer: z.object({ id: z.string() }),
    problems: ['file-too-large', 'file-kind', 'busy', 'too-fast', 'disk-full'],
    work: ({ app, query, body }, actor) =>
      app.startImport(actor, {
        fileName: query.fileName,
        bytes: body,
        sheet: query.sheet === undefined ? null : asId<SheetId>(query.sheet)
      })
  }),
  operation({
    id: 'listImports',
    method: 'GET',
    path: '/imports',
    tag: 'imports',
    summary: { zh: '我的导入', en: 'List your imports' },
    answer: z.array(importLine),
    work: async ({ app }, actor) => (await app.listImports(actor)).map(lineOf)
  }),
  operation({
    id: 'previewImport',
    method: 'GET',
    path: '/imports/{import}',
    tag: 'imports',
    summary: { zh: '导入预览：逐格对照', en: 'Preview of an import, cell by cell; nothing is written' },
    query: z.strictObject({ sheet: id.optional() }),
    answer: importPage,
    async work({ app, parameters, query }, actor) {
      const compareWith = query.sheet === undefined ? undefined : asId<SheetId>(query.sheet);
      const page = await app.getImport(actor, importOf(parameters), compareWith);
      return { ...lineOf(page), report: page.report, preview: page.preview, sheets: page.sheets };
    }
  }),
  operation({
    id: 'applyImport',
    method: 'POST',
    path: '/imports/{import}/apply',
    tag: 'imports',
    summary: { zh: '写入选中的单元格', en: 'Write the chosen cells' },
    body: z.strictObject({
      sheet: id,
      keys: z.array(z.string().max(300)).max(20_000),
      seq: z.number().int().min(0).optional()
    }),
    answer: writeOutcome,
    problems: ['stage-closed', 'changed-meanwhile'],
    work: ({ app, parameters, body }, actor) =>
      app.applyImport(actor, importOf(parameters), {
        sheet: asId<SheetId>(body.sheet),
        keys: body.keys.map(asCellKey),
        ...(body.seq === undefined ? {} : { seq: body.seq })
      })
  }),
  operation({
    id: 'undoImport',
    method: 'POST',
    path: '/imports/{import}/undo',
    tag: 'imports',
    summary: { zh: '撤销导入：别人没有再改过的单元格恢复原值', en: 'Take an import back where nobody wrote since' },
    answer: writeOutcome,
    problems: ['stage-closed', 'changed-meanwhile'],
    work: ({ app, parameters }, actor) => app.undoImport(actor, importOf(parameters))
  })
];
