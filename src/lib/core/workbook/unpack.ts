// A zip of files, as a folder is sent around: its tables one after another. Nothing of it is believed that a workbook's zip would not be.
import { isProblem, Problem } from '#core/basics/problem.ts';
import { openZip, type Inflate } from './inside/zip.ts';
import { kindOfFile } from './kind-of-file.ts';
import { readLimits, type ReadLimits } from './limits.ts';

/**
 * A thousand files of 30 KB unpack to 40 MB; one file is as large as an upload may be. Only one is unpacked at a time, but all are kept, and an
 * upload of 20 MB should not fill the disk.
 */
export const unpackLimits: ReadLimits = {
  ...readLimits,
  entries: 4_000,
  partBytes: 20 * 1024 * 1024,
  totalBytes: 100 * 1024 * 1024
};

export const mostFiles = 1_000;

export interface UnpackedFile {
  /** the last folder that it lies in and its own name: 盐津县／2024.xlsx */
  name: string;
  content: { bytes: Uint8Array } | { problem: Problem };
}

/** folders, and what systems and programs put beside files without being asked */
const isNobodys = (path: string): boolean =>
  path.endsWith('/') || /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._)/i.test(path);

/**
 * @throws Problem as `openZip`; `file-hostile` with `because` too-many-files
 * @returns files in the zip's order; one that cannot be taken (a picture, another zip) comes with its Problem
 */
export function* filesIn(bytes: Uint8Array, inflate: Inflate, limits = unpackLimits): Generator<UnpackedFile> {
  const zip = openZip(bytes, inflate, limits);
  const paths = zip.names.filter((path) => !isNobodys(path));
  if (paths.length > mostFiles) throw new Problem('file-hostile', { because: 'too-many-files', most: mostFiles });
  for (const path of paths) yield { name: path.split('/').slice(-2).join('／'), content: contentOf(path) };

  function isFolder(content: Uint8Array): boolean {
    const inner = openZip(content, inflate, readLimits);
    return !inner.has('[Content_Types].xml') && !inner.has('mimetype');
  }

  function contentOf(path: string): UnpackedFile['content'] {
    try {
      const content = zip.read(path);
      // one folder is unpacked, not folders within folders: that is how a small file becomes an endless one
      if (kindOfFile(content) === 'zip' && isFolder(content)) throw new Problem('file-kind', { found: 'zip-in-zip' });
      return { bytes: content };
    } catch (problem) {
      if (isProblem(problem)) return { problem };
      throw problem;
    }
  }
}
