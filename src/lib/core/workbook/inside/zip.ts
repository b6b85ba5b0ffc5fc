// The zip container of a workbook, read by its central directory. It was made by strangers: nothing in it is believed unless
// two places agree, and nothing is unpacked that was not asked for.
import { Problem } from '#core/basics/problem.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';

/** Raw deflate → bytes; must throw when the data is broken or longer than `maxBytes`. Handed in: the core has no zlib. */
export type Inflate = (deflated: Uint8Array, maxBytes: number) => Uint8Array;

export interface Zip {
  /** as stored, with / for \ and without a leading / */
  names: readonly string[];
  has(name: string): boolean;
  /** bytes of a part, by its name in any case; its checksum was right. Refuses when it is not there. */
  read(name: string): Uint8Array;
}

export interface Entry {
  name: string;
  /** where its record in the directory starts and ends */
  recordAt: number;
  recordEnd: number;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  /** where its local header starts */
  at: number;
  /** where its packed bytes start and end */
  from: number;
  to: number;
}

const broken = (because: string, part?: string) => new Problem('file-unreadable', { because, part });
const hostile = (because: string, part?: string) => new Problem('file-hostile', { because, part });

/**
 * @param bytes the whole file
 * @returns its directory. Nothing is unpacked yet. Throws `file-unreadable` (truncated, checksum), `file-hostile` (overlaps, lies,
 *          duplicates, names that climb), `file-encrypted`; each with `because`.
 */
export function openZip(
  bytes: Uint8Array,
  inflate: Inflate,
  limits: ReadLimits,
  checksum?: (bytes: Uint8Array) => number
): Zip {
  const { entries } = readEntries(bytes, limits);
  let unpackedSoFar = 0;
  return {
    names: [...entries.values()].map((entry) => entry.name),
    has: (name) => entries.has(name.toLowerCase()),
    read(name) {
      const entry = entries.get(name.toLowerCase());
      if (!entry) throw broken('part-missing', name);
      if (entry.unpacked > limits.partBytes) throw hostile('part-too-large', entry.name);
      unpackedSoFar += entry.unpacked;
      if (unpackedSoFar > limits.totalBytes) throw hostile('too-large-unpacked');
      return unpack(bytes, entry, inflate, checksum);
    }
  };
}

/** @returns entries by name in lower case, and where the directory and the record behind it start; throws as `openZip` */
export function readEntries(
  bytes: Uint8Array,
  limits: ReadLimits
): { entries: Map<string, Entry>; directoryAt: number; endAt: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  const directory = findDirectory(view, limits);
  for (const entry of readDirectory(bytes, view, directory)) {
    const key = entry.name.toLowerCase();
    if (entries.has(key)) throw hostile('duplicate-part', entry.name);
    entries.set(key, entry);
  }
  refuseOverlaps([...entries.values()], directory.at);
  return { entries, directoryAt: directory.at, endAt: directory.endAt };
}

/** The bytes of a part, whose size and checksum are right; throws `file-unreadable` or `file-hostile`. */
export function unpack(
  bytes: Uint8Array,
  entry: Entry,
  inflate: Inflate,
  checksum: (bytes: Uint8Array) => number = crc32
): Uint8Array {
  const packed = bytes.subarray(entry.from, entry.to);
  let content: Uint8Array;
  if (entry.method === 0) content = packed;
  else {
    try {
      content = inflate(packed, Math.max(entry.unpacked, 1));
    } catch {
      // broken data, or longer than the directory says: a bomb that lies about its size ends here
      throw broken('part-damaged', entry.name);
    }
  }
  if (content.length !== entry.unpacked) throw hostile('size-lies', entry.name);
  if (checksum(content) !== entry.crc) throw broken('checksum', entry.name);
  return content;
}

// ── the directory ───────────────────────────────────────────────────────────────────────────────────────────────────

interface Directory {
  at: number;
  size: number;
  count: number;
  /** where the record stands that closes the file */
  endAt: number;
}

/** The end record stands in the last 65,557 bytes (22 and a comment of at most 65,535). */
function findDirectory(view: DataView, limits: ReadLimits): Directory {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 65_535; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + 22 + view.getUint16(at + 20, true) !== view.byteLength) continue; // these four bytes inside a comment
    const found = readEnd(view, at);
    if (found.count > limits.entries) throw hostile('too-many-parts');
    // exactly before its end record: whatever stands between could be a second directory that another reader believes
    if (found.at + found.size > at) throw broken('directory');
    return found;
  }
  throw broken('truncated');
}

function readEnd(view: DataView, at: number): Directory {
  const directory = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    at: view.getUint32(at + 16, true),
    endAt: at
  };
  if (view.getUint16(at + 4, true) !== 0 && view.getUint16(at + 4, true) !== 0xffff) throw broken('split-zip');
  const wide = directory.count === 0xffff || directory.size === 0xffffffff || directory.at === 0xffffffff;
  if (!wide) return directory;
  // zip64: some writers use it for small files too
  if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) return directory;
  const wideAt = readWide(view, at - 12);
  if (wideAt + 56 > view.byteLength || view.getUint32(wideAt, true) !== 0x06064b50) throw broken('directory');
  return {
    count: readWide(view, wideAt + 32),
    size: readWide(view, wideAt + 40),
    at: readWide(view, wideAt + 48),
    endAt: at
  };
}

function readWide(view: DataView, at: number): number {
  if (at < 0 || at + 8 > view.byteLength) throw broken('directory');
  const value = view.getBigUint64(at, true);
  if (value > 0xffff_ffff_ffffn) throw hostile('size-lies');
  return Number(value);
}

function readDirectory(bytes: Uint8Array, view: DataView, directory: Directory): Entry[] {
  const entries: Entry[] = [];
  const end = directory.at + directory.size;
  let at = directory.at;
  for (let index = 0; index < directory.count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw broken('directory');
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > end) throw broken('directory');
    const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
    const entry: Entry = {
      name: readName(rawName),
      recordAt: at,
      recordEnd: next,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
      from: 0,
      to: 0
    };
    widen(view, entry, at + 46 + nameLength, extraLength);
    locate(bytes, view, entry, rawName, directory.at);
    entries.push(entry);
    at = next;
  }
  return entries;
}

/** Sizes of 0xFFFFFFFF stand in the zip64 extra field, in this order, only those that are needed. */
function widen(view: DataView, entry: Entry, from: number, length: number): void {
  for (let at = from; at + 4 <= from + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    if (entry.unpacked === 0xffffffff) entry.unpacked = readWide(view, (field += 8) - 8);
    if (entry.packed === 0xffffffff) entry.packed = readWide(view, (field += 8) - 8);
    if (entry.at === 0xffffffff) entry.at = readWide(view, field);
    return;
  }
}

function locate(bytes: Uint8Array, view: DataView, entry: Entry, rawName: Uint8Array, directoryAt: number): void {
  if (entry.flags & 1) throw new Problem('file-encrypted');
  if (entry.method !== 0 && entry.method !== 8) throw broken('packing-method', entry.name);
  if (entry.at + 30 > directoryAt || view.getUint32(entry.at, true) !== 0x04034b50)
    throw broken('part-header', entry.name);
  const nameLength = view.getUint16(entry.at + 26, true);
  const localName = bytes.subarray(entry.at + 30, entry.at + 30 + nameLength);
  // a header that tells another name or method than the directory shows one file to us and another to Excel
  if (!sameBytes(localName, rawName) || view.getUint16(entry.at + 8, true) !== entry.method)
    throw hostile('two-names', entry.name);
  entry.from = entry.at + 30 + nameLength + view.getUint16(entry.at + 28, true);
  entry.to = entry.from + entry.packed;
  if (entry.to > directoryAt) throw hostile('size-lies', entry.name);
  if (entry.method === 0 && entry.packed !== entry.unpacked) throw hostile('size-lies', entry.name);
}

const strict = new TextDecoder('utf-8', { fatal: true });

function readName(raw: Uint8Array): string {
  let name: string;
  try {
    name = strict.decode(raw);
  } catch {
    name = new TextDecoder('gb18030').decode(raw); // names of media by old Chinese programs; the parts that we read are ASCII
  }
  name = name.replaceAll('\\', '/').replace(/^\/+/, '');
  // nothing is ever written under these names, but a file that has them was made to climb out of a folder
  // eslint-disable-next-line no-control-regex
  if (name.split('/').includes('..') || /^[A-Za-z]:/.test(name) || /[\u0000-\u001f]/.test(name)) throw hostile('path');
  return name;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Two entries that share packed bytes unpack to more than any sum of sizes tells. */
function refuseOverlaps(entries: Entry[], directoryAt: number): void {
  let end = 0;
  for (const entry of entries.sort((a, b) => a.at - b.at)) {
    if (entry.at < end || entry.to > directoryAt) throw hostile('overlap', entry.name);
    end = entry.to;
  }
}

// ── times ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Stamps every entry of a zip that we made with one time, in place: the writer takes it from a clock, and the same book must be the same
 * file. Zip knows seconds in twos, from 1980 on.
 */
export function stampZip(bytes: Uint8Array, at: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { time, date } = zipTime(at);
  const end = bytes.length - 22; // our writer leaves no comment
  let entry = view.getUint32(end + 16, true);
  while (entry < end && view.getUint32(entry, true) === 0x02014b50) {
    const local = view.getUint32(entry + 42, true);
    for (const [place, value] of [
      [entry + 12, time],
      [entry + 14, date],
      [local + 10, time],
      [local + 12, date]
    ] as const)
      view.setUint16(place, value, true);
    entry +=
      46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
  }
  return bytes;
}

/** @param at ms since 1970 (UTC) */
export function zipTime(at: number): { time: number; date: number } {
  const when = new Date(at);
  return {
    time: (when.getUTCHours() << 11) | (when.getUTCMinutes() << 5) | (when.getUTCSeconds() >> 1),
    date: (Math.max(0, when.getUTCFullYear() - 1980) << 9) | ((when.getUTCMonth() + 1) << 5) | when.getUTCDate()
  };
}

// ── checksum ────────────────────────────────────────────────────────────────────────────────────────────────────────

// eight tables, so that eight bytes are taken at a time: the checksum of 24 MB must not cost more than unpacking it
const tables: readonly Uint32Array[] = (() => {
  const first = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    first[byte] = value;
  }
  const all = [first];
  for (let index = 1; index < 8; index++) {
    const before = all[index - 1] as Uint32Array;
    all.push(before.map((value) => (value >>> 8) ^ (first[value & 0xff] as number)));
  }
  return all;
})();

/** CRC-32 as zip has it, 0 to 2^32 − 1; `before`: of the bytes that came before these. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array
  ];
  const b = (index: number) => bytes[index] as number;
  let crc = before ^ 0xffffffff;
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    const low = crc ^ (b(at) | (b(at + 1) << 8) | (b(at + 2) << 16) | (b(at + 3) << 24));
    crc =
      ((t7[low & 0xff] as number) ^
        (t6[(low >>> 8) & 0xff] as number) ^
        (t5[(low >>> 16) & 0xff] as number) ^
        (t4[low >>> 24] as number) ^
        (t3[b(at + 4)] as number) ^
        (t2[b(at + 5)] as number) ^
        (t1[b(at + 6)] as number) ^
        (t0[b(at + 7)] as number)) >>>
      0;
  }
  for (; at < bytes.length; at++) crc = ((crc >>> 8) ^ (t0[(crc ^ b(at)) & 0xff] as number)) >>> 0;
  return (crc ^ 0xffffffff) >>> 0;
}
