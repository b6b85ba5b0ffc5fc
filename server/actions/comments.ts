// 批注: what people say to each other about a cell. Whoever may see the sheet may speak, in any stage; nothing that was said is ever
// lost, and none of it is in the sheet's document or in the log.
import type { CommentId, PersonId, SheetId } from '#core/basics/ids.ts';
import { isProblem, Problem } from '#core/basics/problem.ts';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayComment, mayRead, mayReadRemoved, maySettle } from '#core/workflow/permissions.ts';
import type { RateLimit } from '#server/access/rate-limit.ts';
import { newId } from '#server/storage/new-id.ts';
import type { CommentStep, KeptStep, Person } from '#server/storage/storage.ts';
import type { CommentPerson, MentionLine, SheetComments } from './actions.ts';
import { foldComments, type Asker, type CommentThread } from './fold-comments.ts';
import { findSheet, type FoundSheet, type SheetNeeds } from './needs.ts';
import { readText } from './read-text.ts';

export interface CommentNeeds extends SheetNeeds {
  /** how often a person may speak; see `commentLimit` */
  commentRate: RateLimit;
}

/** A lively talk is a few lines a minute; a script stops here. */
export const commentLimit = { burst: 20, perMinute: 20 };
/** characters of one comment: a screenful */
export const longestComment = 1000;
/** A comment to everybody is none; more are a mistake or an attack. */
const mostMentions = 20;
/** of a sheet: ten for each cell of the largest form's sheet would be a book; listing them stays quick */
const mostSteps = 5000;

export async function listComments(needs: CommentNeeds, actor: Actor, id: SheetId): Promise<SheetComments> {
  const found = await findSheet(needs, actor, id);
  const steps = await needs.storage.comments.of(id);
  const unseen = (await needs.storage.comments.unseen(actor.person)).filter(({ sheet }) => sheet === id);
  return {
    threads: foldComments(steps, askerOf(found, actor)),
    mayComment: mayComment(actor, found.place),
    unseen: [...new Set(unseen.map(({ thread }) => thread))]
  };
}

/** People who may see the sheet and so can be spoken to (@): those of the unit itself first, then level by level upwards, by name; the asker is not among them. */
export async function listCommentPeople(needs: CommentNeeds, actor: Actor, id: SheetId): Promise<CommentPerson[]> {
  const found = await findSheet(needs, actor, id);
  const people = (await peopleOf(needs, found)).filter((person) => person.id !== actor.person);
  return people
    .map(({ id: person, name, grants }) => {
      const { unitPath } = found.place;
      const nearest = Math.max(...grants.map((grant) => unitPath.indexOf(grant.unit)));
      const here = grants.find((grant) => grant.unit === unitPath[nearest]);
      const department = found.form.definition.departments.find(({ code }) => code === here?.department)?.name.zh;
      const unitName = found.path.find((unit) => unit.id === here?.unit)?.name ?? '';
      const role = here?.role ?? 'clerk';
      return { nearest, one: { person, name, unitName, role, ...(department ? { department } : {}) } };
    })
    .sort((a, b) => b.nearest - a.nearest || a.one.name.localeCompare(b.one.name, 'zh'))
    .map(({ one }) => one);
}

export async function writeComment(
  needs: CommentNeeds,
  actor: Actor,
  id: SheetId,
  input: { key: string; text: string; thread?: CommentId | undefined; mentions?: readonly PersonId[] | undefined }
): Promise<CommentThread> {
  const found = await findToSpeak(needs, actor, id);
  const text = readText(input.text, longestComment);
  if (text === '') throw new Problem('malformed', { field: 'text', why: 'empty' });
  const mentioned = await readMentions(needs, found, text, input.mentions ?? []);
  takeTurn(needs, actor);
  return keep(needs, actor, found, (steps) => {
    const first = input.thread === undefined ? undefined : firstOf(steps, input.thread);
    const key = first?.key ?? readKey(found, input.key);
    const comment = newId<CommentId>();
    const thread = first?.thread ?? comment;
    return { thread, step: { id: comment, thread, key, step: 'said', about: null, text }, mentioned };
  });
}

/** 已解决, by the thread's author or the coordinator; opening it again is anybody's who may comment. */
export async function settleComments(
  needs: CommentNeeds,
  actor: Actor,
  id: SheetId,
  thread: CommentId,
  state: 'open' | 'resolved'
): Promise<CommentThread> {
  const found = await findToSpeak(needs, actor, id);
  takeTurn(needs, actor);
  return keep(needs, actor, found, (steps) => {
    const first = firstOf(steps, thread);
    if (state === 'resolved' && !maySettle(actor, found.place, first.person))
      throw new Problem('not-allowed', { deed: 'resolve' });
    const own = steps.filter((step) => step.thread === thread);
    // two who click at once: the second finds it done
    if (foldComments(own, askerOf(found, actor))[0]!.state === state) return { thread };
    return { thread, step: stepOf(first, state === 'resolved' ? 'resolved' : 'reopened', null) };
  });
}

/** Takes a comment back: it is no longer shown, and who did so is. What was said stays where nobody can change it. */
export async function removeComment(
  needs: CommentNeeds,
  actor: Actor,
  id: SheetId,
  comment: CommentId
): Promise<CommentThread> {
  const found = await findToSpeak(needs, actor, id);
  takeTurn(needs, actor);
  return keep(needs, actor, found, (steps) => {
    const said = steps.find((step) => step.id === comment && step.step === 'said');
    if (!said) throw new Problem('not-found', { what: 'comment' });
    if (!maySettle(actor, found.place, said.person)) throw new Problem('not-allowed', { deed: 'remove-comment' });
    const { thread } = said;
    if (steps.some((step) => step.about === comment)) return { thread };
    return { thread, step: stepOf(said, 'removed', comment) };
  });
}

/** The actor has seen a thread: what mentions them in it is no longer news. */
export async function seeComments(needs: CommentNeeds, actor: Actor, id: SheetId, thread: CommentId): Promise<void> {
  await findSheet(needs, actor, id);
  await needs.storage.comments.markSeen(actor.person, id, thread, needs.clock());
}

/** Comments that mention the actor and that they have not seen, in threads that are still open; newest first. */
export async function listMentions(needs: CommentNeeds, actor: Actor): Promise<MentionLine[]> {
  const unseen = await needs.storage.comments.unseen(actor.person);
  const sheets = [...new Set(unseen.map(({ sheet }) => sheet))];
  const steps = await needs.storage.comments.ofMany(sheets);
  const lines: MentionLine[] = [];
  for (const sheet of sheets) {
    const found = await findSheet(needs, actor, sheet).catch(hiddenFromNow);
    if (!found) continue;
    const threads = foldComments(steps.get(sheet) ?? [], askerOf(found, actor));
    for (const thread of threads.filter(({ state }) => state === 'open'))
      for (const said of thread.steps) {
        const isNews = unseen.some(({ comment }) => comment === said.id) && said.removed === null;
        if (isNews) lines.push(lineOf(found, thread, said));
      }
  }
  return lines.sort((a, b) => b.at - a.at);
}

// ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const askerOf = ({ place }: FoundSheet, actor: Actor): Asker => ({
  maySettle: (author) => maySettle(actor, place, author),
  readsRemoved: mayReadRemoved(actor, place)
});

async function findToSpeak(needs: CommentNeeds, actor: Actor, id: SheetId): Promise<FoundSheet> {
  const found = await findSheet(needs, actor, id);
  if (!mayComment(actor, found.place)) throw new Problem('not-allowed', { deed: 'comment' });
  return found;
}

function takeTurn({ commentRate, clock }: CommentNeeds, actor: Actor): void {
  const waitMs = commentRate.take(actor.person, clock());
  if (waitMs > 0) throw new Problem('too-fast', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}

function readKey({ form }: FoundSheet, key: string): CellKey {
  const cell = form.cells.get(asCellKey(key));
  if (!cell || cell.kind === 'blocked') throw new Problem('not-found', { what: 'cell' });
  return cell.key;
}

/** Those of the named people whose `@name` is in the text; a name that may not see the sheet is refused. */
async function readMentions(
  needs: CommentNeeds,
  found: FoundSheet,
  text: string,
  named: readonly PersonId[]
): Promise<PersonId[]> {
  if (named.length > mostMentions) throw new Problem('malformed', { field: 'mentions', most: mostMentions });
  if (named.length === 0) return [];
  const people = new Map((await peopleOf(needs, found)).map((person) => [person.id, person]));
  return [...new Set(named)].filter((id) => {
    const person = people.get(id);
    if (!person) throw new Problem('malformed', { field: 'mentions', why: 'unknown-person' });
    return text.includes(`@${person.name}`);
  });
}

const peopleOf = async ({ storage }: CommentNeeds, { place }: FoundSheet): Promise<Person[]> =>
  (await storage.people.list()).filter(
    ({ id, name, grants, disabled }) => !disabled && mayRead({ person: id, name, grants }, place)
  );

function firstOf(steps: readonly KeptStep[], thread: CommentId): KeptStep {
  const first = steps.find((step) => step.id === thread && step.thread === thread);
  if (!first) throw new Problem('not-found', { what: 'comment' });
  return first;
}

type Spoken = Omit<CommentStep, 'sheet' | 'person' | 'at'>;

const stepOf = (
  { thread, key }: KeptStep,
  step: Exclude<CommentStep['step'], 'said'>,
  about: CommentId | null
): Spoken => ({ id: newId<CommentId>(), thread, key, step, about, text: '' });

/** What is to be kept, and of which thread; without `step` all is as it was asked for already. */
interface Judged {
  thread: CommentId;
  step?: Spoken;
  mentioned?: readonly PersonId[];
}

/** Judges on the steps as they stand and keeps one more, in one transaction. Returns the thread as it then is. */
async function keep(
  { storage, clock }: CommentNeeds,
  actor: Actor,
  found: FoundSheet,
  judge: (steps: readonly KeptStep[]) => Judged
): Promise<CommentThread> {
  const sheet = found.sheet.id;
  const { own, isNew } = await storage.transaction(async ({ comments }) => {
    const steps = await comments.of(sheet);
    const { thread, step, mentioned } = judge(steps);
    // Resolving and taking back go on in a full sheet: each is done once to what was said or opened again.
    const isMore = step?.step === 'said' || step?.step === 'reopened';
    if (isMore && steps.length >= mostSteps) throw new Problem('malformed', { field: 'comments', most: mostSteps });
    if (step) await comments.add({ ...step, sheet, person: actor.person, at: clock() }, mentioned ?? []);
    const now = step ? await comments.of(sheet) : steps;
    return { own: now.filter((one) => one.thread === thread), isNew: step !== undefined };
  });
  if (isNew) storage.feed.announce({ kind: 'remarks', sheet, changed: 'comments' });
  return foldComments(own, askerOf(found, actor))[0]!;
}

function lineOf({ sheet, form, path }: FoundSheet, thread: CommentThread, said: CommentThread['steps'][number]) {
  return {
    sheet: sheet.id,
    unitName: path.at(-1)?.name ?? '',
    formTitle: form.definition.title.zh,
    period: sheet.period,
    thread: thread.id,
    key: thread.key,
    label: form.cells.get(thread.key)?.label.zh ?? thread.key,
    personName: said.personName,
    text: said.text,
    at: said.at
  };
}

/** the person has lost the right to see the sheet since */
function hiddenFromNow(reason: unknown): undefined {
  if (isProblem(reason) && reason.code === 'not-found') return undefined;
  throw reason;
}
