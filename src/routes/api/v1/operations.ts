// The whole API in one table: dispatch.ts routes by it, openapi.ts describes it.
import type { Operation } from './operation.ts';
import { commentOperations } from './operations/comments.ts';
import { exportOperations } from './operations/exports.ts';
import { formOperations } from './operations/forms.ts';
import { importOperations } from './operations/imports.ts';
import { reminderOperations } from './operations/reminders.ts';
import { sessionOperations } from './operations/sessions.ts';
import { sheetOperations } from './operations/sheets.ts';

export const operations: readonly Operation[] = [
  ...sessionOperations,
  ...formOperations,
  ...sheetOperations,
  ...commentOperations,
  ...reminderOperations,
  ...importOperations,
  ...exportOperations
];
