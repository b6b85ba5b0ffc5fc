// 批注: what people say to each other about a cell. Only grows: resolving, opening again and taking back are rows of their own.
import type { Migration } from './words.ts';

export const comments: Migration = {
  number: 2,
  name: 'comments',
  sql: ({ counter, keyed }) => `
create table comments (
  number ${counter},
  id text not null unique,
  sheet text not null references sheets (id),
  thread text not null,
  cell text not null,
  step text not null,
  about text,
  remark text not null,
  person text not null,
  made_at bigint not null
);
create index comments_by_sheet on comments (sheet, number);

create table mentions (
  person text not null,
  comment text not null,
  sheet text not null,
  thread text not null,
  seen_at bigint,
  primary key (person, comment)
) ${keyed};
create index mentions_by_sheet on mentions (sheet);
`
};
