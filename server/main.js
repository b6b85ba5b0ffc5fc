// @ts-check
// The front gate: the built pages and the sheet sockets on one port, until the process is asked to stop. `npm run build` comes first.
import { createServer } from 'node:http';
import { sep } from 'node:path';
import { settleForwarded } from './forwarded.js';

// A process that is asked to stop has this long; then it goes, and browsers send again what was not marked saved.
const stopLimitMs = 10_000;
// Requests that are being answered have this long of it.
const answerLimitMs = 4_000;

const { ORIGIN = '', BODY_SIZE_LIMIT = '', TRUST_PROXY = '' } = process.env;
const proxies = Number(TRUST_PROXY) || 0;

// What the handler must know before it is loaded. Mistakes are not judged here: server/config.ts says all of them at once.
Object.assign(process.env, {
  // without it forms are refused on plain http: the handler takes https for granted
  KIT_PROTOCOL_HEADER: 'x-forwarded-proto',
  KIT_BODY_SIZE_LIMIT: /^\d+[KM]?$/i.test(BODY_SIZE_LIMIT) ? BODY_SIZE_LIMIT.toUpperCase() : '20M'
});
// several origins: each request says by which it came
if (/^https?:\/\/[^,\s]+$/.test(ORIGIN)) process.env.KIT_ORIGIN = ORIGIN;
if (proxies > 0) Object.assign(process.env, { KIT_ADDRESS_HEADER: 'x-forwarded-for', KIT_XFF_DEPTH: String(proxies) });

/** @returns {Promise<{ handler: import('node:http').RequestListener, app: any }>} */
async function load() {
  const { handler } = await import(new URL('../build/handler.js', import.meta.url).href);
  // src/hooks.server.ts has built the app by now: one app for pages and sockets, whichever bundle asks
  const app = await /** @type {any} */ (globalThis)[Symbol.for('huibiao.app')];
  return { handler, app };
}

let isStopping = false;
const { handler, app } = await load().catch((error) => {
  console.error(
    error?.code === 'ERR_MODULE_NOT_FOUND' ? `${error.message}\nNot built yet? npm run build` : error.message
  );
  process.exit(1);
});

/** requests that are being answered */
let underWay = 0;
/** @type {(() => void) | undefined} */
let allAnswered;
const server = createServer((request, response) => {
  underWay++;
  response.on('close', () => {
    underWay--;
    if (underWay === 0) allAnswered?.();
  });
  // who is answered after the order to stop is not to ask again over this connection
  if (isStopping) response.setHeader('connection', 'close');
  settleForwarded(request, proxies);
  handler(request, response);
});
server.on('upgrade', (request, socket, head) => app.handleUpgrade(request, socket, head));
server.on('error', (error) => {
  console.error(`cannot listen on ${app.settings.host}:${app.settings.port}: ${error.message}`);
  process.exit(1);
});
server.listen(app.settings.port, app.settings.host, () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  app.log.main('listening', { host: app.settings.host, port });
});

// The files of the pages are listed once, at the start. One that is gone when it is asked for (the program was built again under a
// running server) breaks that answer only; everything else that nobody caught is a mistake of ours: told, and stopped in order.
process.on('uncaughtException', (error) => {
  const { code, path = '' } = /** @type {NodeJS.ErrnoException} */ (error);
  const isPageFile = code === 'ENOENT' && path.includes(`${sep}build${sep}client${sep}`);
  app.log.main(isPageFile ? 'a file of the pages is gone: restart after a build' : 'mistake', {
    error: String(error?.stack ?? error)
  });
  if (!isPageFile) stop('uncaughtException', 1).catch(() => process.exit(1));
});

/** @param {string} signal @param {number} [exitCode] */
async function stop(signal, exitCode = 0) {
  if (isStopping) process.exit(1); // asked twice: at once
  isStopping = true;
  app.log.main('stopping', { signal });
  setTimeout(() => process.exit(1), stopLimitMs).unref();
  server.close(); // no new connections; those that are open are told below
  server.closeIdleConnections();
  if (underWay > 0)
    await Promise.race([
      new Promise((done) => (allAnswered = () => done(undefined))),
      new Promise((done) => setTimeout(done, answerLimitMs).unref())
    ]);
  await app.close();
  server.closeAllConnections();
  app.log.main('stopped', {});
  process.exit(exitCode);
}
// Nobody knows what of the last moments is on the disk before a start has read it. Who watches over us starts us again.
app.diskFailed.then((/** @type {string} */ why) => {
  console.error(why);
  if (!isStopping) stop('disk failed', 1).catch(() => process.exit(1));
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () =>
    stop(signal).catch((error) => {
      app.log.main('not stopped well', { error: String(error?.stack ?? error) });
      process.exit(1);
    })
  );
}
