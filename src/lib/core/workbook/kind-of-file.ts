// What a file is, told by its first bytes. Its name is not asked: .xls files that are HTML and .xlsx files that are .doc are everyday.
import { Problem } from '#core/basics/problem.ts';
import { oleNames } from './inside/ole.ts';

/**
 * Who can read it: `zip` is for read-xlsx.ts (which tells xlsx from docx and its kin), `text` for read-csv.ts,
 * the others for read-xls.ts.
 */
export type FileKind = 'zip' | 'xls' | 'html' | 'xml2003' | 'text';

const starts = (bytes: Uint8Array, ...signature: number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte);

/**
 * @throws Problem `file-unreadable` (empty), `file-encrypted`, or `file-kind` with `found`: doc, pdf, picture …
 */
export function kindOfFile(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) throw new Problem('file-unreadable', { because: 'empty' });
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'zip';
  if (starts(bytes, 0x50, 0x4b, 0x05, 0x06)) throw new Problem('file-unreadable', { because: 'empty' }); // a zip without entries
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) return kindOfOle(bytes);
  // bare BIFF streams of Excel 2 to 5
  if (bytes[0] === 0x09 && [0x00, 0x02, 0x04, 0x08].includes(bytes[1] ?? -1) && bytes[3] === 0) return 'xls';
  return kindOfText(bytes);
}

function kindOfOle(bytes: Uint8Array): FileKind {
  const names = oleNames(bytes);
  if (names.includes('EncryptedPackage')) throw new Problem('file-encrypted');
  if (names.includes('Workbook') || names.includes('Book')) return 'xls';
  throw new Problem('file-kind', { found: names.includes('WordDocument') ? 'doc' : 'unknown-ole' });
}

const signatures: readonly (readonly [string, readonly number[]])[] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['gzip', [0x1f, 0x8b]]
];

function kindOfText(bytes: Uint8Array): FileKind {
  const known = signatures.find(([, signature]) => starts(bytes, ...signature));
  if (known) throw new Problem('file-kind', { found: known[0] });
  const head = bytes.subarray(0, 4_096);
  if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff)) return 'text'; // UTF-16: Excel's “Unicode text”
  // text has no control characters besides tab, line ends and form feed
  if (head.some((byte) => byte < 32 && ![9, 10, 12, 13].includes(byte)))
    throw new Problem('file-kind', { found: 'unknown' });
  const text = new TextDecoder('latin1')
    .decode(head)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  if (/^<\?xml/.test(text) && /mso-application|urn:schemas-microsoft-com:office:spreadsheet/.test(text))
    return 'xml2003';
  if (
    /^(<!doctype html|<html|<table|<meta|<head|<style)/.test(text) ||
    (text.startsWith('<') && text.includes('<table'))
  )
    return 'html';
  if (/^<(\?xml|!doctype)/.test(text)) throw new Problem('file-kind', { found: 'xml' });
  return 'text';
}
