// What is stored of a sheet's document carries a checksum (sums.ts), so that a changed bit is noticed when it is read. Null: stored before there
// were any. `retired` has one of its own, for a compaction writes the snapshot and leaves it.
import type { Migration } from './words.ts';

export const checksums: Migration = {
  number: 8,
  name: 'checksums',
  sql: () => `
alter table sheet_log add column checksum bigint;
alter table sheet_snapshots add column checksum bigint;
alter table sheet_snapshots add column retired_checksum bigint`
};
