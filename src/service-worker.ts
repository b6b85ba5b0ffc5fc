/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
// Lets the pages open without a network. It keeps the files of a build and one page without a person or a figure in it (the shell,
// routes/offline), complete or not at all. It never keeps an answer of the server about anybody: those pass by untouched.
import { base, build, files, version } from '$service-worker';
import { owesSignOut } from '#live/here.ts';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const shell = `${base}/offline`;
const prefix = 'huibiao-build-';
const ownCache = `${prefix}${version}`;
const kept = [...build, ...files.filter((path) => path.endsWith('/favicon.svg'))];
// A server that has not begun to answer by then is as good as none: the sheet opens from what is kept, and connects when it can.
const pageLimitMs = 12_000;

worker.addEventListener('install', (event) => event.waitUntil(keepBuild()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('message', (event) => {
  // a person chose the new version; nobody else's open page is turned over without being asked
  if ((event.data as { kind?: unknown } | null)?.kind === 'take-over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname.startsWith(`${base}/_app/immutable/`)) event.respondWith(buildFile(request));
  else if (request.mode === 'navigate' && !pathname.startsWith(`${base}/api/`)) event.respondWith(page(request));
});

/** All files or none: a build that cannot be kept whole is not used, and the one before stays. */
async function keepBuild(): Promise<void> {
  try {
    const cache = await caches.open(ownCache);
    await cache.addAll(kept);
    // asked without the cookie: the same for everybody
    const answer = await fetch(shell, { credentials: 'omit', cache: 'no-store' });
    if (!answer.ok || answer.redirected) throw new Error(`the offline page answered ${answer.status}`);
    await checkShell(answer.clone());
    await cache.put(shell, answer);
  } catch (error) {
    await caches.delete(ownCache);
    throw error;
  }
}

/** The server may have been given another build since this worker was read: a page of that one would ask for files that are not here. */
async function checkShell(answer: Response): Promise<void> {
  const known = new Set(build);
  for (const [path] of (await answer.text()).matchAll(/\/_app\/immutable\/[\w./-]+\.(?:js|css)/g))
    if (!known.has(`${base}${path}`)) throw new Error('the offline page is of another build');
}

/** The build before stays for tabs that still run it; older ones go. */
async function takeOver(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== ownCache).sort();
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function buildFile(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function page(request: Request): Promise<Response> {
  // Somebody signed out here without a network: the shell ends their session before anything of it is shown to whoever sits here now.
  if (await owesSignOut().catch(() => false)) return (await keptShell()) ?? Response.error();
  try {
    const answer = await within(fetch(request), pageLimitMs);
    // said by a proxy whose server is away
    return answer.status >= 502 && answer.status <= 504 ? ((await keptShell()) ?? answer) : answer;
  } catch {
    return (await keptShell()) ?? Response.error();
  }
}

const keptShell = async (): Promise<Response | undefined> => (await caches.open(ownCache)).match(shell);

function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('took too long')), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
