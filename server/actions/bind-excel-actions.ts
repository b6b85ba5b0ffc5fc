// The actions on imports and exports with their needs put in: one part of what app.ts hands to the doors.
import type { Actions } from './actions.ts';
import { answerImport } from './answer-import.ts';
import { applyImport } from './apply-import.ts';
import { applyBatch, getBatch, undoBatch } from './batch-imports.ts';
import { cancelExport } from './cancel-export.ts';
import { checkExport } from './check-export.ts';
import { downloadExport } from './download-export.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { getExport } from './get-export.ts';
import { getImport } from './get-import.ts';
import { inTurns } from './in-turns.ts';
import { checkTemplate, downloadTemplate, keepTemplate, listTemplates, removeTemplate } from './templates.ts';
import { listExports } from './list-exports.ts';
import { listImports } from './list-imports.ts';
import { requestExport } from './request-export.ts';
import { startImport } from './start-import.ts';
import { undoImport } from './undo-import.ts';
import { uploadQuota, type UploadQuota } from './upload-quota.ts';

export type ExcelActions = Pick<
  Actions,
  | 'startImport'
  | 'getImport'
  | 'listImports'
  | 'applyImport'
  | 'undoImport'
  | 'answerImport'
  | 'getBatch'
  | 'applyBatch'
  | 'undoBatch'
  | 'requestExport'
  | 'getExport'
  | 'listExports'
  | 'downloadExport'
  | 'cancelExport'
  | 'checkExport'
  | 'checkTemplate'
  | 'keepTemplate'
  | 'removeTemplate'
  | 'listTemplates'
  | 'downloadTemplate'
>;

/** @param quota one for all that a person sends, by whatever action */
export function bindExcelActions(needs: ExcelNeeds, quota: UploadQuota = uploadQuota()): ExcelActions {
  const turn = inTurns();
  const one: Pick<ExcelActions, 'getImport' | 'applyImport' | 'undoImport'> = {
    getImport: (actor, id, sheet) => getImport(needs, actor, id, sheet),
    applyImport: (actor, id, choice) => turn(id, () => applyImport(needs, actor, id, choice)),
    undoImport: (actor, id) => turn(id, () => undoImport(needs, actor, id))
  };
  return {
    ...one,
    answerImport: (actor, id, answers) => turn(id, () => answerImport(needs, actor, id, answers)),
    getBatch: (actor, batch, page) => getBatch(needs, one, actor, batch, page),
    applyBatch: (actor, batch, chosen) => applyBatch(needs, one, actor, batch, chosen),
    undoBatch: (actor, batch) => undoBatch(needs, one, actor, batch),
    startImport: (actor, input) => startImport({ ...needs, quota }, actor, input),
    listImports: (actor) => listImports(needs, actor),
    requestExport: (actor, request) => requestExport(needs, actor, request),
    getExport: (actor, id) => getExport(needs, actor, id),
    listExports: (actor) => listExports(needs, actor),
    downloadExport: (actor, id) => downloadExport(needs, actor, id),
    cancelExport: (actor, id) => cancelExport(needs, actor, id),
    checkExport: (actor, code) => checkExport(needs, actor, code),
    checkTemplate: (actor, definition, input) => checkTemplate(needs, actor, definition, input),
    keepTemplate: (actor, form, input) => keepTemplate(needs, actor, form, input),
    removeTemplate: (actor, form) => removeTemplate(needs, actor, form),
    listTemplates: (actor) => listTemplates(needs, actor),
    downloadTemplate: (actor, form) => downloadTemplate(needs, actor, form)
  };
}
