// The web door's first step: builds the app once, and tells each request who is asking.
import { redirect, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
import { isProblem, problemStatus, type ProblemCode } from '#core/basics/problem.ts';
// the one place of the web door that may touch server values: from here on everything goes by locals.app
import { leftCookieName } from '#server/access/access.ts';
import { isOwnOrigin } from '#server/access/origin.ts';
import { theApp } from '#server/app.ts';
import { sayProblem } from '#ui/words/say-problem.ts';
import { words } from '#ui/words/words.ts';
import { refusedAtDoor } from './routes/guard.ts';

export const init: ServerInit = async () => {
  await theApp();
};

// the offline page has nobody in it: the service worker keeps it, asked without a cookie
const open = ['/login', '/offline', '/healthz', '/api/'];

export const handle: Handle = async ({ event, resolve }) => {
  // before anything is asked or thrown: of an address like /% Kit catches nothing, so that one stranger's line would end the process
  if (!isReadable(event.url.pathname)) return refusal(event, 'malformed');
  const app = await theApp();
  event.locals.app = app;
  const asked = await app.access
    .whoAsks(event.request.headers, event.url.protocol === 'https:')
    .catch((error: unknown) => (isProblem(error) ? error : Promise.reject(error)));
  // the disk has failed or is busy: said in words, and no mistake of ours to be quoted
  if (isProblem(asked)) return refusal(event, asked.code);
  // By itself Kit says Secure also over plain http, and a browser passes over that: the mark would stay, and end every later session.
  if (event.cookies.get(leftCookieName) !== undefined)
    event.cookies.delete(leftCookieName, { path: '/', secure: event.url.protocol === 'https:', httpOnly: false });
  event.locals.actor = asked?.actor;
  event.locals.sessionId = asked?.sessionId;
  event.locals.signedInUntil = asked?.expiresAt ?? 0;
  const locale = event.cookies.get('locale') === 'en' ? 'en' : 'zh';
  event.locals.locale = locale;
  const refused = refusedAtDoor({
    method: event.request.method,
    pathname: event.url.pathname,
    headers: event.request.headers,
    isSignedIn: asked !== undefined,
    isOwnOrigin: isOwnOrigin(event.request.headers.get('origin') ?? undefined, event.url.host, app.settings.origins)
  });
  if (refused) return refusal(event, refused);
  if (!asked && !open.some((path) => event.url.pathname.startsWith(path))) {
    const back = event.url.pathname === '/' ? '' : `?next=${encodeURIComponent(event.url.pathname)}`;
    redirect(303, `/login${back}`);
  }
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%lang%', locale === 'en' ? 'en' : 'zh-CN')
  });
  // sliding expiry: the page that renewed the session hands the new cookie on
  if (asked?.renewedCookie) response.headers.append('set-cookie', asked.renewedCookie);
  // a page with somebody's figures is nowhere kept by the browser itself, also not for its Back button after they signed out
  if (asked && !response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('x-frame-options', 'DENY');
  return response;
};

function isReadable(pathname: string): boolean {
  try {
    // the answer is used: a bundler takes decodeURI for free of effects and leaves it out otherwise
    return decodeURI(pathname) !== '';
  } catch {
    return false;
  }
}

/** In the shape that the asker reads: a program, a form that was sent by script, or a person. */
function refusal({ request, url, cookies }: RequestEvent, code: ProblemCode): Response {
  const status = problemStatus[code];
  const message = sayProblem(code, undefined, words(cookies.get('locale') === 'en' ? 'en' : 'zh'));
  if (url.pathname.startsWith('/api/')) return Response.json({ code, message, parameters: {} }, { status });
  if (request.headers.has('x-sveltekit-action'))
    return Response.json({ type: 'error', error: { message, code } }, { status });
  return new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

/** A mistake of ours: the trace goes to the log, the person gets a number to quote. */
export const handleError: HandleServerError = ({ error, event, status, message }) => {
  // what a stranger sent wrongly is no mistake of ours, and must not fill the log
  if (status === 404) return { message, code: 'not-found' };
  if (status < 500) return { message, code: status === 413 ? 'file-too-large' : 'malformed' };
  const quote = crypto.randomUUID().slice(0, 8);
  event.locals.app?.log.web('mistake', {
    quote,
    path: event.route.id,
    error: String((error as Error)?.stack ?? error)
  });
  return { message, code: quote };
};
