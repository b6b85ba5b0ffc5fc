// All cabinets over a pair of hands: the same for plain use, inside a transaction and inside a snapshot.
import { collectionsCabinet } from './cabinets/collections.ts';
import { commentsCabinet } from './cabinets/comments.ts';
import { entriesCabinet } from './cabinets/entries.ts';
import { eventsCabinet } from './cabinets/events.ts';
import { exportsCabinet } from './cabinets/exports.ts';
import { formDraftsCabinet } from './cabinets/form-drafts.ts';
import { formsCabinet } from './cabinets/forms.ts';
import { importProfilesCabinet } from './cabinets/import-profiles.ts';
import { importsCabinet } from './cabinets/imports.ts';
import { jobsCabinet } from './cabinets/jobs.ts';
import { logCabinet } from './cabinets/log.ts';
import { peopleCabinet } from './cabinets/people.ts';
import { remindersCabinet } from './cabinets/reminders.ts';
import { sheetsCabinet } from './cabinets/sheets.ts';
import { templatesCabinet } from './cabinets/templates.ts';
import { unitsCabinet } from './cabinets/units.ts';
import type { Hands } from './schema.ts';
import type { Cabinets, Log } from './storage.ts';

export const cabinetsOver = (hands: Hands, append?: Log['append']): Cabinets => ({
  people: peopleCabinet(hands),
  units: unitsCabinet(hands),
  forms: formsCabinet(hands),
  formDrafts: formDraftsCabinet(hands),
  templates: templatesCabinet(hands),
  collections: collectionsCabinet(hands),
  sheets: sheetsCabinet(hands),
  log: logCabinet(hands, append),
  entries: entriesCabinet(hands),
  events: eventsCabinet(hands),
  reminders: remindersCabinet(hands),
  comments: commentsCabinet(hands),
  imports: importsCabinet(hands),
  importProfiles: importProfilesCabinet(hands),
  exports: exportsCabinet(hands),
  jobs: jobsCabinet(hands)
});
