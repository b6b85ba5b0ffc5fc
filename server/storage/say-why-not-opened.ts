// Why the database was not opened, in words for the operator: the codes of the system and of SQLite say it to nobody else.

/** SQLite's primary result codes */
const [readOnly, failed, corrupt, full, cannotOpen, notADatabase] = [8, 10, 11, 13, 14, 26];

/** The error to be thrown in the place of `error`; one that speaks in words already is itself. */
export function sayWhyNotOpened(error: unknown, folder: string, path: string): unknown {
  const why = whyNot(innermost(error), folder, path);
  return why === undefined ? error : new Error(why, { cause: error });
}

function whyNot({ code, errcode }: Codes, folder: string, path: string): string | undefined {
  const result = errcode === undefined ? undefined : errcode & 0xff;
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return `DATA_DIR: ${folder} is not a folder, but a file. Name a folder, or move the file away.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || result === readOnly || result === cannotOpen)
    return `DATA_DIR: ${folder} cannot be written. Give the user of this program the right to read and write there.`;
  if (code === 'ENOSPC' || result === full)
    return `DATA_DIR: no space is left on the disk of ${folder}. Make room, then start again: nothing is lost.`;
  if (result === notADatabase || result === corrupt)
    return `${path} is not a database of this program, or it is damaged. Nothing was changed. Move it away, or restore a backup in its place.`;
  if (result === failed)
    return `${path} cannot be read: the disk reports an error. Look at the disk before anything else.`;
  return undefined;
}

interface Codes {
  /** of the system */
  code?: string;
  /** of SQLite */
  errcode?: number;
}

function innermost(error: unknown): Codes {
  let at = error;
  while (at instanceof Error && at.cause !== undefined) at = at.cause;
  return (at ?? {}) as Codes;
}
