// The actions on imports and exports with their needs put in: one part of what app.ts hands to the doors.
import type { Actions } from './actions.ts';
import { applyImport } from './apply-import.ts';
import { downloadExport } from './download-export.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { getExport } from './get-export.ts';
import { getImport } from './get-import.ts';
import { inTurns } from './in-turns.ts';
import { listExports } from './list-exports.ts';
import { listImports } from './list-imports.ts';
import { requestExport } from './request-export.ts';
import { startImport } from './start-import.ts';
import { undoImport } from './undo-import.ts';
import { uploadQuota } from './upload-quota.ts';

export type ExcelActions = Pick<
  Actions,
  | 'startImport'
  | 'getImport'
  | 'listImports'
  | 'applyImport'
  | 'undoImport'
  | 'requestExport'
  | 'getExport'
  | 'listExports'
  | 'downloadExport'
>;

export function bindExcelActions(needs: ExcelNeeds): ExcelActions {
  const turn = inTurns();
  const quota = uploadQuota();
  return {
    startImport: (actor, input) => startImport({ ...needs, quota }, actor, input),
    getImport: (actor, id, sheet) => getImport(needs, actor, id, sheet),
    listImports: (actor) => listImports(needs, actor),
    applyImport: (actor, id, choice) => turn(id, () => applyImport(needs, actor, id, choice)),
    undoImport: (actor, id) => turn(id, () => undoImport(needs, actor, id)),
    requestExport: (actor, request) => requestExport(needs, actor, request),
    getExport: (actor, id) => getExport(needs, actor, id),
    listExports: (actor) => listExports(needs, actor),
    downloadExport: (actor, id) => downloadExport(needs, actor, id)
  };
}
