// The actions on sheets and totals with their needs put in: one part of what app.ts hands to the doors.
import { rateLimit } from '#server/access/rate-limit.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import type { Actions } from './actions.ts';
import {
  commentLimit,
  listCommentPeople,
  listComments,
  listMentions,
  removeComment,
  seeComments,
  settleComments,
  writeComment
} from './comments.ts';
import { consolidate } from './consolidate.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import { findReadings, type KeptReadings } from './find-readings.ts';
import { events, history } from './history.ts';
import { listSheets } from './list-sheets.ts';
import type { SheetNeeds } from './needs.ts';
import { openSheet } from './open-sheet.ts';
import { readSheet } from './read-sheet.ts';
import { dismissReminder, listRemindable, listRemindChoices, listReminders, remind } from './reminders.ts';
import { writeCells } from './write-cells.ts';

export type SheetActions = Pick<
  Actions,
  | 'listSheets'
  | 'openSheet'
  | 'readSheet'
  | 'writeCells'
  | 'history'
  | 'events'
  | 'findReadings'
  | 'explain'
  | 'listComments'
  | 'listCommentPeople'
  | 'writeComment'
  | 'settleComments'
  | 'removeComment'
  | 'seeComments'
  | 'listMentions'
  | 'remind'
  | 'listRemindChoices'
  | 'dismissReminder'
  | 'listReminders'
  | 'listRemindable'
  | 'decide'
  | 'consolidate'
>;

export function bindSheetActions(given: SheetNeeds & { live: LiveSheets }): SheetActions {
  const needs = { ...given, commentRate: rateLimit(commentLimit) };
  const readings: KeptReadings = new Map();
  return {
    listSheets: (actor, filter) => listSheets(needs, actor, filter),
    openSheet: (actor, sheet) => openSheet(needs, actor, sheet),
    readSheet: (actor, sheet) => readSheet(needs, actor, sheet),
    writeCells: (actor, sheet, writes) => writeCells(needs, actor, sheet, writes),
    history: (actor, sheet, key, limit) => history(needs, actor, sheet, key, limit),
    events: (actor, sheet) => events(needs, actor, sheet),
    findReadings: (actor, sheet) => findReadings({ ...needs, readings }, actor, sheet),
    explain: (actor, sheet, input) => explain(needs, actor, sheet, input),
    listComments: (actor, sheet) => listComments(needs, actor, sheet),
    listCommentPeople: (actor, sheet) => listCommentPeople(needs, actor, sheet),
    writeComment: (actor, sheet, input) => writeComment(needs, actor, sheet, input),
    settleComments: (actor, sheet, thread, state) => settleComments(needs, actor, sheet, thread, state),
    removeComment: (actor, sheet, comment) => removeComment(needs, actor, sheet, comment),
    seeComments: (actor, sheet, thread) => seeComments(needs, actor, sheet, thread),
    listMentions: (actor) => listMentions(needs, actor),
    remind: (actor, sheet, input) => remind(needs, actor, sheet, input),
    listRemindChoices: (actor, sheet) => listRemindChoices(needs, actor, sheet),
    dismissReminder: (actor, sheet, reminder) => dismissReminder(needs, actor, sheet, reminder),
    listReminders: (actor) => listReminders(needs, actor),
    listRemindable: (actor, collection) => listRemindable(needs, actor, collection),
    decide: (actor, sheet, deed, text) => decide(needs, actor, sheet, deed, text),
    consolidate: (actor, input) => consolidate(needs, actor, input)
  };
}
