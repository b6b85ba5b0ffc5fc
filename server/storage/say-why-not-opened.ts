// Why the database was not opened, or has stopped working, in words for the operator: the codes of the system and of SQLite say it to nobody else.

import { statSync } from 'node:fs';

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
  if (result === cannotOpen && isFolder(path))
    return `DATA_DIR: ${path} is a folder, and should be a file. Move it away.`;
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

/** When the disk did not take what was committed: why the server stops, and what to do. */
export const sayDiskFailed = (error: Error, folder: string): string =>
  `磁盘写入失败，服务正在停止（${folder}：${error.message}）。凡已显示“已保存”的内容都在磁盘上；此后填写的内容保留在各人的浏览器里，服务恢复后自动上传。请检查磁盘，然后重新启动。\n` +
  `The disk of ${folder} did not take what was written (${error.message}): the server stops. All that people were told is saved is on the disk; ` +
  `what they typed since waits in their browsers and is sent when the server runs again. Look at the disk, then start the server again.`;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

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
