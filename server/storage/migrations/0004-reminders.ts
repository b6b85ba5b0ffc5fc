// 催报: whom a reminder speaks to, and who has put it away. The reminder itself is an event of the sheet.
import type { Migration } from './words.ts';

export const reminders: Migration = {
  number: 4,
  name: 'reminders',
  sql: ({ keyed }) => `
create table reminders (
  event bigint not null,
  sheet text not null references sheets (id),
  department text not null,
  primary key (event, department)
) ${keyed};
create index reminders_by_sheet on reminders (sheet);

create table reminders_dismissed (
  person text not null,
  event bigint not null,
  dismissed_at bigint not null,
  primary key (person, event)
) ${keyed};
`
};
