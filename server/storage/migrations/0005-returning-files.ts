// Files that come back and files that come together: at which log number an export was read, which upload an import belongs to, and what
// people answered about layouts that could not be told.
import type { Migration } from './words.ts';

export const returningFiles: Migration = {
  number: 5,
  name: 'returning files',
  sql: ({ keyed }) => `
alter table exports add column seq bigint;
alter table imports add column batch text;
create index imports_by_batch on imports (batch);

create table import_profiles (
  person text not null,
  form text not null,
  layout text not null,
  answers text not null,
  changed_at bigint not null,
  primary key (person, form, layout)
) ${keyed};
`
};
