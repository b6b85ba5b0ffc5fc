// The actions on sheets and totals with their needs put in: one part of what app.ts hands to the doors.
import type { LiveSheets } from '#server/live/live-sheets.ts';
import type { Actions } from './actions.ts';
import { consolidate } from './consolidate.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import { findReadings, type KeptReadings } from './find-readings.ts';
import { events, history } from './history.ts';
import { listSheets } from './list-sheets.ts';
import type { SheetNeeds } from './needs.ts';
import { openSheet } from './open-sheet.ts';
import { readSheet } from './read-sheet.ts';
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
  | 'decide'
  | 'consolidate'
>;

export const bindSheetActions = (needs: SheetNeeds & { live: LiveSheets }): SheetActions => {
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
    decide: (actor, sheet, deed, text) => decide(needs, actor, sheet, deed, text),
    consolidate: (actor, input) => consolidate(needs, actor, input)
  };
};
