// One request of the API, from address to answer: find the operation, who asks, read the input, do it, put it in words.
import type { RequestEvent } from '@sveltejs/kit';
import { isProblem, Problem } from '#core/basics/problem.ts';
import type { Download } from '#server/actions/actions.ts';
import { sayProblem } from '#ui/words/say-problem.ts';
import { words } from '#ui/words/words.ts';
import { languageOf } from './language.ts';
import { fileResponse } from '../../file-response.ts';
import type { AnyWork, Method, Operation } from './operation.ts';
import { operations } from './operations.ts';
import { readInput } from './read-input.ts';

export const root = '/api/v1';

export async function dispatch(event: RequestEvent): Promise<Response> {
  try {
    return await work(event);
  } catch (reason) {
    return refuse(event, reason);
  }
}

async function work(event: RequestEvent): Promise<Response> {
  const { operation, parameters } = find(event);
  refuseForeignOrigin(event);
  const { app, actor, sessionId } = event.locals;
  if (!actor && operation.signIn !== 'none') throw new Problem('not-signed-in');
  const address = event.getClientAddress();
  const leave = operation.body && actor ? enterWith(event, actor.person) : undefined;
  try {
    const input = await readInput(operation, event.request, event.url, app.settings.bodyLimitBytes);
    const asked = { app, parameters, ...input, address, sessionId };
    return answerWith(operation, await (operation.work as AnyWork)(asked, actor));
  } finally {
    leave?.();
  }
}

/** Bodies up to this size are many and small; larger ones are counted while they are in memory. */
const smallBytes = 64 * 1024;

function enterWith({ request, locals: { app } }: RequestEvent, person: string): (() => void) | undefined {
  const said = request.headers.get('content-length');
  const bytes = said === null ? app.settings.bodyLimitBytes : Number(said);
  return bytes > smallBytes ? app.access.uploads.enter(person, bytes) : undefined;
}

// ── finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const table = operations.map((operation) => ({ operation, parts: operation.path.slice(1).split('/') }));

function find({ url, request }: RequestEvent): { operation: Operation; parameters: Record<string, string> } {
  const asked = url.pathname.slice(root.length + 1).split('/');
  const there = table.flatMap(({ operation, parts }) => {
    const parameters = match(parts, asked);
    return parameters ? [{ operation, parameters }] : [];
  });
  // HEAD is GET; the web server leaves the content out
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = there.find(({ operation }) => operation.methods.includes(method as Method));
  if (found) return found;
  if (there.length > 0) {
    throw new Problem('wrong-method', { allowed: there.flatMap(({ operation }) => operation.methods) });
  }
  throw new Problem('not-found', { what: 'address' });
}

function match(parts: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== asked.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = decoded(asked[index] ?? '');
    if (text === undefined || text === '') return undefined;
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = text;
    else if (part !== text) return undefined;
  }
  return parameters;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a lone % names nothing
  }
}

/**
 * A browser sends the cookie along wherever the page comes from; so what changes something by cookie must come from a page of
 * ours. A bearer token is never sent by itself. Browsers name the origin with every such request; without one it is refused.
 */
function refuseForeignOrigin({ request, url, locals }: RequestEvent): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (!locals.actor || /^bearer /i.test(request.headers.get('authorization') ?? '')) return;
  const named = request.headers.get('origin') ?? '';
  const origin = URL.canParse(named) ? new URL(named) : undefined;
  const { origins } = locals.app.settings;
  const isOurs = origins.length > 0 ? origins.includes(origin?.origin ?? '') : origin?.host === url.host;
  if (!isOurs) throw new Problem('foreign-origin');
}

// ── answering ───────────────────────────────────────────────────────────────────────────────────────────────────────

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

function answerWith(operation: Operation, answer: unknown): Response {
  if (operation.answer === undefined) return new Response(null, { status: operation.status, headers });
  if (operation.answer === 'file') return fileResponse(answer as Download);
  return Response.json(answer, { status: operation.status, headers });
}

function refuse(event: RequestEvent, reason: unknown): Response {
  const problem = isProblem(reason) ? reason : undefined;
  const locale = languageOf(event.request.headers.get('accept-language'));
  const code = problem?.code ?? 'mistake';
  const parameters = problem?.parameters ?? mistake(event, reason);
  const message = sayProblem(code, parameters, words(locale));
  const more: Record<string, string> = { 'content-language': locale === 'zh' ? 'zh-CN' : 'en' };
  if (Array.isArray(parameters.allowed)) more.allow = parameters.allowed.join(', ');
  if (typeof parameters.retryAfterSeconds === 'number') more['retry-after'] = String(parameters.retryAfterSeconds);
  return Response.json(
    { code, message, parameters },
    { status: problem?.status ?? 500, headers: { ...headers, ...more } }
  );
}

/** A mistake of ours: the trace goes to the log, the asker gets a number to quote. */
function mistake(event: RequestEvent, reason: unknown): Readonly<Record<string, unknown>> {
  const quote = crypto.randomUUID().slice(0, 8);
  event.locals.app.log.web('mistake', {
    quote,
    path: event.route.id,
    error: String((reason as Error | undefined)?.stack ?? reason)
  });
  return { quote };
}
