// The tables of the first version. A migration that was released is never edited: the next change is the next number.
// cell_changes has no index by cell: a sheet's 30,000 changes are scanned in 2 ms, and the index would double the cost of every edit.
import type { Migration } from './words.ts';

export const first: Migration = {
  number: 1,
  name: 'first',
  sql: ({ bytes, counter, keyed }) => `
create table people (
  id text primary key,
  login text not null unique,
  name text not null,
  password_hash text not null,
  disabled integer not null
);

create table units (
  id text primary key,
  code text not null unique,
  name text not null,
  level text not null,
  parent text references units (id),
  place bigint not null
);
create index units_by_parent on units (parent);

create table grants (
  person text not null references people (id),
  place integer not null,
  role text not null,
  unit text not null references units (id),
  department text,
  primary key (person, place)
) ${keyed};
create index grants_by_unit on grants (unit);

create table sessions (
  hash text primary key,
  person text not null references people (id),
  expires_at bigint not null,
  kind text not null
);
create index sessions_by_person on sessions (person);
create index sessions_by_expiry on sessions (expires_at);

create table forms (
  id text not null,
  version integer not null,
  title text not null,
  definition text not null,
  published_at bigint not null,
  primary key (id, version)
);

create table collections (
  id text primary key,
  form text not null,
  version integer not null,
  period text not null,
  title text not null,
  unit text not null references units (id),
  due_at bigint,
  created_at bigint not null,
  foreign key (form, version) references forms (id, version)
);

create table sheets (
  id text primary key,
  collection text not null references collections (id),
  form text not null,
  version integer not null,
  unit text not null references units (id),
  period text not null,
  stage text not null,
  seq bigint not null,
  foreign key (form, version) references forms (id, version)
);
create unique index sheets_by_form on sheets (form, unit, period);
create index sheets_by_collection on sheets (collection);
create index sheets_by_unit on sheets (unit);

create table sheet_log (
  sheet text not null,
  seq bigint not null,
  bytes ${bytes} not null,
  person text not null,
  origin text not null,
  made_at bigint not null,
  primary key (sheet, seq)
) ${keyed};

create table sheet_snapshots (
  sheet text primary key,
  seq bigint not null,
  bytes ${bytes} not null
);

create table sheet_clients (
  sheet text not null,
  client bigint not null,
  person text not null,
  primary key (sheet, client)
) ${keyed};

create table entries (
  sheet text not null,
  cell text not null,
  content text not null,
  seq bigint not null,
  primary key (sheet, cell)
) ${keyed};

create table cell_changes (
  sheet text not null,
  seq bigint not null,
  place integer not null,
  cell text not null,
  content_before text,
  content_after text not null,
  person text not null,
  origin text not null,
  made_at bigint not null,
  primary key (sheet, seq, place)
) ${keyed};

create table events (
  number ${counter},
  sheet text not null references sheets (id),
  deed text not null,
  stage_from text not null,
  stage_to text not null,
  seq bigint not null,
  person text not null,
  made_at bigint not null,
  remark text not null,
  seal text not null
);
create index events_by_sheet on events (sheet, number);

create table explanations (
  number ${counter},
  sheet text not null references sheets (id),
  finding text not null,
  fingerprint text not null,
  remark text not null,
  person text not null,
  made_at bigint not null
);
create index explanations_by_sheet on explanations (sheet, number);

create table imports (
  id text primary key,
  person text not null,
  file_name text not null,
  blob text not null,
  state text not null,
  report text not null,
  problem text,
  sheet text,
  created_at bigint not null
);
create index imports_by_person on imports (person, created_at);

create table exports (
  id text primary key,
  person text not null,
  request text not null,
  state text not null,
  file_name text not null,
  blob text,
  problem text,
  created_at bigint not null
);
create index exports_by_person on exports (person, created_at);

create table jobs (
  id text primary key,
  kind text not null,
  subject text not null,
  tries integer not null,
  created_at bigint not null,
  held_until bigint
);
create index jobs_by_age on jobs (created_at);

create table health (place integer primary key, checked_at bigint not null);
`
};
