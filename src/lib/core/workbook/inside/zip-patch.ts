// A zip with some parts replaced and every other byte kept: local headers, packed bytes, order, times and comments of all other parts
// stay as the program left them that made the file.
import { assert } from '#core/basics/assert.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';
import { crc32, readEntries, unpack, type Entry, type Inflate } from './zip.ts';

/** Bytes → raw deflate. Handed in: the core has no zlib. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** What a platform may do faster than the core does it. */
export interface Checks {
  /** CRC-32 */
  checksum?: (bytes: Uint8Array) => number;
  /** of two of one length */
  same?: (a: Uint8Array, b: Uint8Array) => boolean;
}

const [sizesFollow, deflated] = [8, 8];
const zip64 = 1;

/**
 * @param bytes a zip that `openZip` has taken
 * @param parts name as the zip spells it, in any case → its new bytes
 */
export function replaceParts(
  bytes: Uint8Array,
  parts: ReadonlyMap<string, Uint8Array>,
  { deflate, checksum = crc32 }: { deflate: Deflate } & Checks,
  limits: ReadLimits
): Uint8Array {
  const { entries, directoryAt, endAt } = readEntries(bytes, limits);
  const inFile = [...entries.values()].sort((a, b) => a.at - b.at);
  const inDirectory = [...entries.values()].sort((a, b) => a.recordAt - b.recordAt);
  const fresh = new Map([...parts].map(([name, content]) => [entryOf(entries, name), content]));

  const pieces: Uint8Array[] = [bytes.subarray(0, inFile[0]?.at ?? directoryAt)];
  let length = pieces[0]!.length;
  const places = new Map<Entry, Packed>();
  for (const [index, entry] of inFile.entries()) {
    const content = fresh.get(entry);
    const end = inFile[index + 1]?.at ?? directoryAt; // with the sizes that may follow the packed bytes
    const packed = content === undefined ? undefined : pack(content, deflate, checksum);
    places.set(entry, { at: length, ...packed });
    const piece = packed ? [localHeader(bytes, entry, packed), packed.bytes] : [bytes.subarray(entry.at, end)];
    for (const one of piece) length += one.length;
    pieces.push(...piece);
  }

  const newDirectoryAt = length;
  for (const entry of inDirectory) {
    const record = directoryRecord(bytes, entry, places.get(entry)!);
    length += record.length;
    pieces.push(record);
  }
  pieces.push(endRecord(bytes.subarray(endAt), inDirectory.length, newDirectoryAt, length - newDirectoryAt));
  return joined(pieces);
}

export interface Compared {
  /** parts that are the same bytes in both: local header, packed bytes, what follows them, and what the directory says of them */
  identical: number;
  /** parts that may differ, unpacked */
  contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * @param mayDiffer names as the relationships spell them, in any case
 * @throws Error when another part differs, is missing, added or moved, or when one that may differ cannot be unpacked
 */
export function unchangedParts(
  before: Uint8Array,
  after: Uint8Array,
  mayDiffer: readonly string[],
  platform: { inflate: Inflate } & Checks,
  limits: ReadLimits
): Compared {
  const [old, fresh] = [inOrder(before, limits), inOrder(after, limits)];
  const names = new Map(mayDiffer.map((name) => [name.toLowerCase(), name]));
  const contents = new Map<string, Uint8Array>();
  assert(old.entries.length === fresh.entries.length, 'a part was added or left out');
  let identical = 0;
  for (const [index, entry] of old.entries.entries()) {
    const other = fresh.entries[index] as Entry;
    assert(other.name === entry.name, `${entry.name} is not in its place`);
    const name = names.get(entry.name.toLowerCase());
    if (name !== undefined) contents.set(name, unpack(after, other, platform.inflate, platform.checksum));
    else {
      assert(
        sameBytes(before.subarray(entry.at, old.ends[index]), after.subarray(other.at, fresh.ends[index]), platform) &&
          facts.every((fact) => entry[fact] === other[fact]),
        `another part changed: ${entry.name}`
      );
      identical += 1;
    }
  }
  return { identical, contents };
}

const facts = ['flags', 'method', 'crc', 'packed', 'unpacked'] as const;

/** entries as they stand in the file, each with where the next one begins */
function inOrder(bytes: Uint8Array, limits: ReadLimits): { entries: readonly Entry[]; ends: readonly number[] } {
  const { entries, directoryAt } = readEntries(bytes, limits);
  const sorted = [...entries.values()].sort((a, b) => a.at - b.at);
  return { entries: sorted, ends: sorted.map((_, index) => sorted[index + 1]?.at ?? directoryAt) };
}

export function sameBytes(a: Uint8Array, b: Uint8Array, { same }: Checks): boolean {
  if (a.length !== b.length) return false;
  // a call into the platform costs more than comparing a little
  if (same && a.length > 200) return same(a, b);
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

interface Packed {
  /** where its local header stands in the new file */
  at: number;
  bytes?: Uint8Array;
  crc?: number;
  unpacked?: number;
}

function entryOf(entries: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = entries.get(name.toLowerCase());
  assert(entry !== undefined, `no part ${name}`);
  return entry;
}

const pack = (content: Uint8Array, deflate: Deflate, checksum: typeof crc32) => ({
  bytes: deflate(content),
  crc: checksum(content),
  unpacked: content.length
});

/** The header of the part with its new sizes; the extra field goes when it only told sizes of a large file. */
function localHeader(bytes: Uint8Array, entry: Entry, packed: Required<Omit<Packed, 'at'>>): Uint8Array {
  const old = new DataView(bytes.buffer, bytes.byteOffset + entry.at, entry.from - entry.at);
  const nameEnd = 30 + old.getUint16(26, true);
  const extra = withoutZip64(bytes.subarray(entry.at + nameEnd, entry.from));
  const header = joined([bytes.subarray(entry.at, entry.at + nameEnd), extra]);
  const view = new DataView(header.buffer);
  view.setUint16(6, old.getUint16(6, true) & ~sizesFollow, true);
  setSizes(view, 8, packed);
  view.setUint16(28, extra.length, true);
  return header;
}

/** @param at where the packing method stands; time, date, checksum and sizes follow it in both kinds of header */
function setSizes(view: DataView, at: number, { bytes, crc, unpacked }: Required<Omit<Packed, 'at'>>): void {
  view.setUint16(at, deflated, true);
  view.setUint32(at + 6, crc, true);
  view.setUint32(at + 10, bytes.length, true);
  view.setUint32(at + 14, unpacked, true);
}

function directoryRecord(bytes: Uint8Array, entry: Entry, place: Packed): Uint8Array {
  const old = bytes.subarray(entry.recordAt, entry.recordEnd);
  const view = new DataView(old.buffer, old.byteOffset, old.length);
  const nameEnd = 46 + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  const { bytes: packed, crc, unpacked } = place;
  const isWide = [20, 24, 42].some((at) => view.getUint32(at, true) === 0xffffffff);
  // a small file needs no wide fields: they are taken out, so that place and sizes stand once
  const extra = isWide ? withoutZip64(old.subarray(nameEnd, extraEnd)) : old.subarray(nameEnd, extraEnd);
  const record = joined([old.subarray(0, nameEnd), extra, old.subarray(extraEnd)]);
  const fresh = new DataView(record.buffer);
  fresh.setUint16(30, extra.length, true);
  fresh.setUint32(20, entry.packed, true);
  fresh.setUint32(24, entry.unpacked, true);
  fresh.setUint32(42, place.at, true);
  if (packed && crc !== undefined && unpacked !== undefined) {
    fresh.setUint16(8, view.getUint16(8, true) & ~sizesFollow, true);
    setSizes(fresh, 10, { bytes: packed, crc, unpacked });
  }
  return record;
}

function withoutZip64(extra: Uint8Array): Uint8Array {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  const kept: Uint8Array[] = [];
  for (let at = 0; at + 4 <= extra.length;) {
    const next = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) !== zip64) kept.push(extra.subarray(at, Math.min(next, extra.length)));
    at = next;
  }
  return joined(kept);
}

/** with the comment of the old one; the wide records before it are not needed any more */
function endRecord(old: Uint8Array, count: number, at: number, size: number): Uint8Array {
  const record = joined([old]);
  const view = new DataView(record.buffer);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, size, true);
  view.setUint32(16, at, true);
  return record;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
