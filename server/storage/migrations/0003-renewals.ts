// Documents are renewed (core/sheet/renewal.ts): beside the snapshot stands which client ids fell out of it, as a Yjs state vector; and the
// state vector of the snapshot itself, so that a sheet can be opened without reading it.
import type { Migration } from './words.ts';

export const renewals: Migration = {
  number: 3,
  name: 'renewals',
  sql: ({ bytes }) => `
alter table sheet_snapshots add column retired ${bytes};
alter table sheet_snapshots add column vector ${bytes}`
};
