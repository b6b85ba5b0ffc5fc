// Reads what a stranger sent: query and body, within limits, into what the operation's schemas accept; or a Problem.
import type { z } from 'zod';
import { isProblem, Problem } from '#core/basics/problem.ts';
import type { Operation } from './operation.ts';

/** The largest form written whole (15,000 cells of 100 bytes) with room to spare. */
export const mostJsonBytes = 4 * 1024 * 1024;
/** Nobody is signed in: a login and a password. */
export const mostAnonymousBytes = 16 * 1024;
/** Names of the first mistakes; the rest follows from mending them. */
const mostIssues = 10;

/** @param mostFileBytes  largest upload, by the settings */
export async function readInput(
  operation: Operation,
  request: Request,
  url: URL,
  mostFileBytes: number
): Promise<{ query: unknown; body: unknown }> {
  const query = readQuery(operation, url);
  if (operation.body === undefined) return { query, body: undefined };
  if (operation.body === 'file') return { query, body: await readBytes(request, mostFileBytes) };
  const most = operation.signIn === 'none' ? mostAnonymousBytes : mostJsonBytes;
  return { query, body: accept(operation.body, await readJson(request, most), 'body') };
}

function readQuery(operation: Operation, url: URL): unknown {
  const given = [...url.searchParams];
  const names = new Set(given.map(([name]) => name));
  // which of two would count is a guess: refuse
  if (names.size < given.length) throw new Problem('malformed', { field: 'query', at: 'query' });
  if (!operation.query) return undefined;
  return accept(operation.query, Object.fromEntries(given), 'query');
}

async function readJson(request: Request, most: number): Promise<unknown> {
  const kind = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (kind !== 'application/json') throw new Problem('malformed', { field: 'content-type', at: 'content-type' });
  const bytes = await readBytes(request, most);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // not UTF-8 or not JSON: the same to the sender
    throw new Problem('malformed', { field: 'body', at: 'body' });
  }
}

/** The whole body; stops reading as soon as it is too long, whatever content-length says. */
async function readBytes(request: Request, most: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw new Problem('file-too-large', { most });
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of request.body ?? []) {
      length += part.length;
      if (length > most) throw new Problem('file-too-large', { most });
      parts.push(part);
    }
  } catch (reason) {
    if (isProblem(reason)) throw reason;
    // the web server's own limit, or a sender who hung up in the middle
    if ((reason as { status?: unknown } | null)?.status === 413) throw new Problem('file-too-large', { most });
    throw new Problem('malformed', { field: 'body', at: 'body' });
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function accept(schema: z.ZodType, given: unknown, where: string): unknown {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const issues = read.error.issues.slice(0, mostIssues).map((issue) => ({
    at: [where, ...issue.path].map(String).join('.').slice(0, 200),
    why: issue.code
  }));
  throw new Problem('malformed', { field: where, at: issues[0]?.at, issues });
}
