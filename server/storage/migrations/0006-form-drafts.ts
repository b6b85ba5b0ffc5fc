// Forms in the making: the official workbook, how it was read, and what its maker has answered.
import type { Migration } from './words.ts';

export const formDrafts: Migration = {
  number: 6,
  name: 'form drafts',
  sql: () => `
create table form_drafts (
  id text primary key,
  person text not null,
  file_name text not null,
  blob text not null,
  paper text not null,
  answers text not null,
  revision integer not null,
  form text,
  version integer,
  created_at bigint not null,
  changed_at bigint not null
);
create index form_drafts_by_person on form_drafts (person, changed_at);
`
};
