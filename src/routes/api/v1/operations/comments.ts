// Comments (批注) on the cells of a sheet: list, say, resolve, open again, take back; and who can be mentioned.
import { z } from 'zod';
import { asId, type CommentId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import { operation } from '../operation.ts';
import { commentPerson, commentThread, id, mentionLine, sheetComments } from '../shapes.ts';

const sheetOf = (parameters: { sheet: string }): SheetId => asId<SheetId>(parameters.sheet);

export const commentOperations = [
  operation({
    id: 'listComments',
    method: 'GET',
    path: '/sheets/{sheet}/comments',
    tag: 'sheets',
    summary: { zh: '一张表的全部批注', en: 'All comments of a sheet' },
    answer: sheetComments,
    work: ({ app, parameters }, actor) => app.listComments(actor, sheetOf(parameters))
  }),
  operation({
    id: 'writeComment',
    method: 'POST',
    path: '/sheets/{sheet}/comments',
    tag: 'sheets',
    summary: { zh: '在单元格上写批注，或答复一条批注', en: 'Comment on a cell, or answer in a thread' },
    body: z.strictObject({
      key: z.string().min(1).max(300),
      text: z.string().max(4000),
      thread: id.optional().describe('an answer in this thread; its cell counts'),
      mentions: z.array(id).max(100).optional().describe('people whose @name stands in the text')
    }),
    answer: commentThread,
    status: 201,
    problems: ['too-fast'],
    work: ({ app, parameters, body }, actor) =>
      app.writeComment(actor, sheetOf(parameters), {
        key: body.key,
        text: body.text,
        thread: body.thread === undefined ? undefined : asId<CommentId>(body.thread),
        mentions: body.mentions?.map((one) => asId<PersonId>(one))
      })
  }),
  operation({
    id: 'settleComments',
    method: 'PUT',
    path: '/sheets/{sheet}/comments/{thread}/state',
    tag: 'sheets',
    summary: { zh: '标为已解决，或重新打开', en: 'Resolve a thread, or open it again' },
    body: z.strictObject({ state: z.enum(['open', 'resolved']) }),
    answer: commentThread,
    problems: ['too-fast'],
    work: ({ app, parameters, body }, actor) =>
      app.settleComments(actor, sheetOf(parameters), asId<CommentId>(parameters.thread), body.state)
  }),
  operation({
    id: 'seeComments',
    method: 'POST',
    path: '/sheets/{sheet}/comments/{thread}/seen',
    tag: 'sheets',
    summary: { zh: '提到我的批注，我已看过', en: 'I have seen what mentions me in this thread' },
    work: ({ app, parameters }, actor) =>
      app.seeComments(actor, sheetOf(parameters), asId<CommentId>(parameters.thread))
  }),
  operation({
    id: 'removeComment',
    method: 'DELETE',
    path: '/sheets/{sheet}/comments/{comment}',
    tag: 'sheets',
    summary: { zh: '撤回一条批注，留下是谁撤回的', en: 'Take a comment back; who did so stays to be seen' },
    answer: commentThread,
    problems: ['too-fast'],
    work: ({ app, parameters }, actor) =>
      app.removeComment(actor, sheetOf(parameters), asId<CommentId>(parameters.comment))
  }),
  operation({
    id: 'listCommentPeople',
    method: 'GET',
    path: '/sheets/{sheet}/people',
    tag: 'sheets',
    summary: { zh: '能看到这张表、可以 @ 的人', en: 'People who may see the sheet and can be mentioned' },
    answer: z.array(commentPerson),
    work: ({ app, parameters }, actor) => app.listCommentPeople(actor, sheetOf(parameters))
  }),
  operation({
    id: 'listMentions',
    method: 'GET',
    path: '/mentions',
    tag: 'sheets',
    summary: { zh: '提到我而我还没看的批注', en: 'Comments that mention you and that you have not seen' },
    answer: z.array(mentionLine),
    work: ({ app }, actor) => app.listMentions(actor)
  })
];
