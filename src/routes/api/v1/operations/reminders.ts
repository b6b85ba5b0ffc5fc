// 催报: remind departments or a unit, who can be reminded, and what I am reminded of.
import { z } from 'zod';
import { asId, type CollectionId, type SheetId } from '#core/basics/ids.ts';
import { longestReminder } from '#core/workflow/reminders.ts';
import { operation } from '../operation.ts';
import { id, remindableUnit, remindChoice, reminderLine, time } from '../shapes.ts';

const sheetOf = (parameters: { sheet: string }): SheetId => asId<SheetId>(parameters.sheet);

export const reminderOperations = [
  operation({
    id: 'listRemindChoices',
    method: 'GET',
    path: '/sheets/{sheet}/remind',
    tag: 'sheets',
    summary: { zh: '这张表我可以催报的部门或单位', en: 'Whom you may remind of this sheet' },
    answer: z.array(remindChoice),
    work: ({ app, parameters }, actor) => app.listRemindChoices(actor, sheetOf(parameters))
  }),
  operation({
    id: 'remind',
    method: 'POST',
    path: '/sheets/{sheet}/remind',
    tag: 'sheets',
    summary: {
      zh: '催报：牵头单位催本单位的部门，上级催尚未上报的单位',
      en: 'Remind: the coordinator departments, the upper level a unit that has not reported'
    },
    body: z.strictObject({
      whom: z.array(z.string().min(1).max(100)).min(1).max(500).describe('codes of departments, or * for the unit'),
      text: z.string().max(1000).default('').describe(`at most ${longestReminder} characters`)
    }),
    answer: z.object({ reminded: z.array(z.string()).describe('those of `whom` that were due'), at: time }),
    status: 201,
    problems: ['stage-closed', 'reminded-lately', 'changed-meanwhile', 'unknown-code'],
    work: ({ app, parameters, body }, actor) => app.remind(actor, sheetOf(parameters), body)
  }),
  operation({
    id: 'dismissReminder',
    method: 'POST',
    path: '/sheets/{sheet}/reminders/{reminder}/dismissed',
    tag: 'sheets',
    summary: { zh: '催报我已看过，不再显示', en: 'You have read a reminder: it is not shown to you again' },
    work: ({ app, parameters }, actor) =>
      app.dismissReminder(
        actor,
        sheetOf(parameters),
        /^\d{1,15}$/.test(parameters.reminder) ? Number(parameters.reminder) : 0
      )
  }),
  operation({
    id: 'listReminders',
    method: 'GET',
    path: '/reminders',
    tag: 'sheets',
    summary: { zh: '催我填报而我还没办完的', en: 'Reminders that speak to you and still stand' },
    answer: z.array(reminderLine),
    work: ({ app }, actor) => app.listReminders(actor)
  }),
  operation({
    id: 'listRemindable',
    method: 'GET',
    path: '/remindable',
    tag: 'totals',
    summary: { zh: '尚未上报、我可以催报的单位', en: 'Units that have not reported and that you may remind' },
    query: z.strictObject({ collection: id }),
    answer: z.array(remindableUnit),
    work: ({ app, query }, actor) => app.listRemindable(actor, asId<CollectionId>(query.collection))
  })
];
