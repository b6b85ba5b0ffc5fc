// All migrations in order. The newest number is the version of database that this program writes.
import { first } from './0001-first.ts';
import { comments } from './0002-comments.ts';
import { renewals } from './0003-renewals.ts';
import { reminders } from './0004-reminders.ts';
import { returningFiles } from './0005-returning-files.ts';
import { formDrafts } from './0006-form-drafts.ts';
import { templates } from './0007-templates.ts';
import { checksums } from './0008-checksums.ts';
import type { Migration } from './words.ts';

export const migrations: readonly Migration[] = [
  first,
  comments,
  renewals,
  reminders,
  returningFiles,
  formDrafts,
  templates,
  checksums
];
