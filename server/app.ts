// The one place where rooms are put together, in the order of their dependence. Doors get the result: pages and the API by
// locals.app, sockets by handleUpgrade, the command line by createApp.
import type { IncomingMessage } from 'node:http';
import { accessOver, type Access } from '#server/access/access.ts';
import { isOwnOrigin } from '#server/access/origin.ts';
import type { Actions } from '#server/actions/actions.ts';
import { bindDraftActions } from '#server/actions/bind-draft-actions.ts';
import { bindExcelActions } from '#server/actions/bind-excel-actions.ts';
import { bindPeopleActions } from '#server/actions/bind-people-actions.ts';
import { bindSheetActions } from '#server/actions/bind-sheet-actions.ts';
import { uploadQuota } from '#server/actions/upload-quota.ts';
import { clearFiles } from '#server/jobs/clear-files.ts';
import { findWorkbookWorker } from '#server/jobs/find-worker.ts';
import { startJobs, type Jobs } from '#server/jobs/worker.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { makeSocketDoor, type SocketDoor } from '#server/sockets/accept.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { holdFolder } from '#server/storage/hold-folder.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { sayDiskFailed } from '#server/storage/say-why-not-opened.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readSettings, type Settings } from './config.ts';
import { openLog, type Log, type LogFields } from './log.ts';

export interface App extends Actions {
  readonly settings: Settings;
  readonly log: Log;
  readonly access: Access;
  readonly storage: Storage;
  readonly live: LiveSheets;
  readonly jobs: Jobs;
  handleUpgrade: SocketDoor['handleUpgrade'];
  /** Resolves, in words for the operator, when the disk did not take what was committed: nothing works any more, the process is to end. */
  diskFailed: Promise<string>;
  /** Takes no more edits, puts on disk what came in, tells people that the server restarts, lets go of database and folder. */
  close(): Promise<void>;
}

/** @param workbookWorker path of the bundled worker; default: dist/workbook-worker.js of this checkout */
export async function createApp(
  settings: Settings,
  log: Log = openLog(settings.log),
  workbookWorker: string | undefined = findWorkbookWorker()
): Promise<App> {
  const clock = Date.now;
  // before the database is opened: a newer program must not change the tables under an older one that is running
  const letGo = holdFolder(settings.dataFolder);
  let onDiskFailure: (error: Error) => void = () => undefined;
  const diskFailed = new Promise<string>((resolve) => {
    onDiskFailure = (error) => resolve(sayDiskFailed(error, settings.dataFolder));
  });
  const storage = await openSqlite(settings.dataFolder, { onDiskFailure }).catch((error) => {
    letGo();
    throw error;
  });
  const forms = compiledForms(storage);
  const access = accessOver({ storage, clock });
  const live = makeLiveSheets({ storage, forms, clock, note: noteFor(log.live) });
  const sockets = makeSocketDoor({
    live,
    storage,
    actorOfRequest: (request) => access.whoAsks(request.headers),
    allowOrigin: (request) => mayConnect(request, settings),
    addressOf: (request) => addressOf(request, settings),
    note: noteFor(log.sockets)
  });
  if (workbookWorker === undefined)
    log.jobs('imports and exports will fail', { error: 'not built: npm run build:tools' });
  const workbook = { workerPath: workbookWorker ?? 'dist/workbook-worker.js' };
  const jobs = startJobs({ storage, forms, clock, workbook }, { alone: true, note: noteFor(log.jobs) });
  const sweepAll = () => sweep(access, storage, log);
  setImmediate(sweepAll);
  const quota = uploadQuota();
  const sweeping = setInterval(sweepAll, sweepEveryMs);
  sweeping.unref();
  return {
    settings,
    log,
    access,
    storage,
    live,
    jobs,
    ...bindPeopleActions({ storage, access, clock }),
    ...bindSheetActions({ storage, live, forms, clock }),
    ...bindExcelActions({ storage, live, forms, clock, workbook }, quota),
    ...bindDraftActions({ storage, clock, workbook }, quota),
    handleUpgrade: sockets.handleUpgrade,
    diskFailed,
    async close() {
      clearInterval(sweeping);
      // Jobs may need their two seconds; people are told meanwhile. Each of them writes what it must before the database is closed.
      await Promise.all([jobs.stop(), live.close().then(() => sockets.close())]);
      await storage.close().finally(letGo);
    }
  };
}

/** sessions that ended long ago are of no use to anybody, nor are files that were read or fetched long ago */
const sweepEveryMs = 6 * 60 * 60 * 1000;
function sweep(access: Access, storage: Storage, log: Log): void {
  access.sessions
    .removeExpired()
    .catch((error) => log.access('expired sessions not removed', { error: String(error) }));
  clearFiles({ storage, clock: Date.now }).then(
    (files) => files > 0 && log.jobs('old files removed', { files }),
    (error) => log.jobs('old files not removed', { error: String(error) })
  );
}

/** rooms that do not know the log's fields hand over flat facts */
const noteFor = (write: Log['live']) => (fact: string, fields: Record<string, unknown>) =>
  write(fact, fields as LogFields);

const mayConnect = ({ headers }: IncomingMessage, { origins }: Settings): boolean =>
  isOwnOrigin(headers.origin, headers.host, origins);

/** as the proxies of ours saw it, when there are some; else the other end's */
function addressOf({ headers, socket }: IncomingMessage, { trustedProxies }: Settings): string {
  const seen = String(headers['x-forwarded-for'] ?? '').split(',');
  const address = trustedProxies > 0 ? seen.at(-trustedProxies)?.trim() : undefined;
  return address || (socket.remoteAddress ?? 'unknown');
}

/** kept in the process, not in this module: the page bundle and a reload in development load the module again */
const place = globalThis as { [key: symbol]: Promise<App> | undefined };
const name = Symbol.for('huibiao.app');

/** The app of this process, made from the environment when it is first asked for. All mistakes of the settings are said at once. */
export function theApp(): Promise<App> {
  return (place[name] ??= (async () => {
    const settings = readSettings(process.env);
    if (!settings.ok) throw new Error(`The settings are not right:\n  ${settings.error.join('\n  ')}`);
    return createApp(settings.value);
  })());
}
