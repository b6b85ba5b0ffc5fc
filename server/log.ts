// Log lines: a room, a short fact, fields. One JSON object per line on the standard output. Never what people type, nor anything secret.
import pino from 'pino';

export const logRooms = ['web', 'sockets', 'actions', 'jobs', 'live', 'access', 'storage', 'main', 'cli'] as const;
export type LogRoom = (typeof logRooms)[number];

type Field = string | number | boolean | null | undefined | readonly (string | number)[];
/** Flat on purpose: the content of a cell is an object and does not fit. */
export type LogFields = Readonly<Record<string, Field>>;

/** e.g. `log.live('append behind', { sheet, known, missing: 3 })`. With a field `error` it is a mistake and always written. */
export type Log = { readonly [Room in LogRoom]: (fact: string, fields?: LogFields) => void };

// Names under which a mistake of ours could bring in what must not be written.
const unspoken = new Set(
  ['password', 'current', 'next', 'token', 'cookie', 'secret', 'authorization', 'sessionid', 'passwordhash'].concat([
    'content',
    'value',
    'before',
    'after',
    'quoted',
    'note',
    'text',
    'number'
  ])
);

/**
 * @param rooms  those that write; the others write their mistakes only
 * @param write  where a line goes, without its line end; default: the standard output, written at once so that a crash loses none
 */
export function openLog(rooms: readonly LogRoom[], write?: (line: string) => void): Log {
  const out = write ? { write: (line: string) => write(line.trimEnd()) } : pino.destination({ dest: 1, sync: true });
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'fact' }, out);
  const speaks = new Set(rooms);
  const writerOf =
    (room: LogRoom) =>
    (fact: string, fields: LogFields = {}) => {
      const line = { room, ...spoken(fields) };
      if ('error' in fields) logger.error(line, fact);
      else if (speaks.has(room)) logger.info(line, fact);
    };
  return Object.fromEntries(logRooms.map((room) => [room, writerOf(room)])) as unknown as Log;
}

const spoken = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, unspoken.has(name.toLowerCase()) ? 'not logged' : field])
  );

/** for tests and the command line */
export const silentLog: Log = openLog([], () => undefined);
