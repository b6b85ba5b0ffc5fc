// The environment as typed settings. Everything that is wrong with it is said at once, in words for the operator.
import { fail, ok, type Result } from '#core/basics/result.ts';
import { logRooms, type LogRoom } from './log.ts';

export interface Settings {
  /** TCP port; 0 lets the system choose */
  port: number;
  host: string;
  /** origins that people's browsers show, e.g. https://hb.example.gov.cn; empty: whatever host they ask for */
  origins: readonly string[];
  /** folder of the database and the blobs */
  dataFolder: string;
  /** rooms that write log lines; mistakes are always written */
  log: readonly LogRoom[];
  handsontableKey: string;
  /** reverse proxies in front whose X-Forwarded headers are believed; 0: none */
  trustedProxies: number;
  /** largest request, i.e. largest upload */
  bodyLimitBytes: number;
}

/** permits personal use and evaluation only: NOTICE */
export const evaluationKey = 'non-commercial-and-evaluation';

type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as absent. Errors: one sentence per mistake, each naming its variable. */
export function readSettings(environment: Environment): Result<Settings, readonly string[]> {
  const mistakes: string[] = [];
  const read = <T>(name: string, otherwise: T, reader: (text: string) => T | string): T => {
    const text = environment[name]?.trim();
    if (!text) return otherwise;
    const value = reader(text);
    if (typeof value !== 'string' || typeof otherwise === 'string') return value as T;
    mistakes.push(`${name}: ${value}`);
    return otherwise;
  };
  const settings: Settings = {
    port: read('PORT', 3000, (text) => wholeNumber(text, 0, 65_535)),
    host: read('HOST', '0.0.0.0', (text) => text),
    origins: read<readonly string[]>('ORIGIN', [], readOrigins),
    dataFolder: read('DATA_DIR', 'data', (text) => text),
    log: read<readonly LogRoom[]>('LOG', logRooms, readRooms),
    handsontableKey: read('HANDSONTABLE_KEY', evaluationKey, (text) => text),
    trustedProxies: read('TRUST_PROXY', 0, (text) => wholeNumber(text, 0, 9)),
    bodyLimitBytes: read('BODY_SIZE_LIMIT', 20 * 1024 * 1024, readSize)
  };
  mistakes.push(...mistakenTexts(settings));
  return mistakes.length > 0 ? fail(mistakes) : ok(settings);
}

/** What is text either way is checked here. */
function mistakenTexts({ host, dataFolder, handsontableKey }: Settings): string[] {
  const mistakes: string[] = [];
  if (/[\s/]/.test(host)) mistakes.push(`HOST: "${host}" is not the name or address of a network interface`);
  if (dataFolder.includes('\0')) mistakes.push('DATA_DIR: a folder name has no zero byte');
  // a wrong key puts a dialog over every grid: better to hear of it now than from every clerk
  if (handsontableKey !== evaluationKey && !/^[0-9a-f]{5}(-[0-9a-f]{5}){4}$/i.test(handsontableKey)) {
    mistakes.push(`HANDSONTABLE_KEY: not a key of the shape xxxxx-xxxxx-xxxxx-xxxxx-xxxxx, nor "${evaluationKey}"`);
  }
  return mistakes;
}

function wholeNumber(text: string, least: number, most: number): number | string {
  const value = Number(text);
  const fits = /^\d+$/.test(text) && value >= least && value <= most;
  return fits ? value : `"${text}" is not a whole number from ${least} to ${most}`;
}

/** e.g. `20M`, `512K`, `1048576` */
function readSize(text: string): number | string {
  const [, digits = '', unit = ''] = /^(\d+)([KM]?)$/i.exec(text) ?? [];
  const factor = { '': 1, K: 1024, M: 1024 * 1024 }[unit.toUpperCase()] ?? 1;
  const value = Number(digits) * factor;
  const fits = digits !== '' && value >= 1024 && value <= 200 * 1024 * 1024;
  return fits ? value : `"${text}" is not a size from 1K to 200M, such as 20M`;
}

function readOrigins(text: string): readonly string[] | string {
  const origins: string[] = [];
  for (const part of text.split(',').map((one) => one.trim())) {
    const url = URL.canParse(part) ? new URL(part) : undefined;
    const isOrigin =
      url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username;
    if (!isOrigin) return `"${part}" is not an address like https://hb.example.gov.cn, without a path`;
    origins.push(url.origin);
  }
  return origins;
}

function readRooms(text: string): readonly LogRoom[] | string {
  if (text === 'all') return logRooms;
  if (text === 'none') return [];
  const names = text.split(',').map((one) => one.trim());
  const unknown = names.filter((name) => !(logRooms as readonly string[]).includes(name));
  if (unknown.length > 0)
    return `there is no room "${unknown.join('", "')}"; there are ${logRooms.join(', ')}, all, none`;
  return names as LogRoom[];
}
