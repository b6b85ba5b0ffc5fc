// Documents are renewed (core/sheet/renewal.ts): beside the snapshot stands which client ids fell out of it, as a Yjs state vector.
import type { Migration } from './words.ts';

export const renewals: Migration = {
  number: 3,
  name: 'renewals',
  sql: ({ bytes }) => `alter table sheet_snapshots add column retired ${bytes}`
};
