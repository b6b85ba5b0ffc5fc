// Official workbooks of form versions; and of each export how far it is, what is told of it, and the code by which a print of it is checked.
import type { Migration } from './words.ts';

export const templates: Migration = {
  number: 7,
  name: 'templates',
  sql: ({ keyed }) => `
create table templates (
  form text not null,
  version integer not null,
  file_name text not null,
  blob text not null,
  places text not null,
  person text not null,
  kept_at bigint not null,
  primary key (form, version)
) ${keyed};

alter table exports add column told text;
alter table exports add column code text;
create index exports_by_code on exports (code);
`
};
