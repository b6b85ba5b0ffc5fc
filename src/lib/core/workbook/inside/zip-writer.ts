// A zip written part by part into a sink, so that a book of any size passes through and is never held.
import { assert } from '#core/basics/assert.ts';
import { crc32, zipTime } from './zip.ts';

export interface ZipSink {
  /** Raw deflate of one piece that ends on a byte (sync flush), or with `last` of the end of a part. Handed in: the core has no zlib. */
  deflate(bytes: Uint8Array, last: boolean): Uint8Array;
  write(bytes: Uint8Array): void;
}

export interface ZipWriter {
  /** Begins a part; the one before is ended. Names are ASCII. */
  begin(name: string): void;
  text(piece: string): void;
  /** ends the last part and writes the directory */
  end(): void;
}

/** so much text is taken together before it is packed */
const pieceBytes = 256 * 1024;
// sizes that need the wide fields of zip64 are not written: no office program opens such a part
const mostBytes = 0xffff_fffe;

interface Part {
  name: string;
  at: number;
  crc: number;
  packed: number;
  unpacked: number;
}

/** @param at time of all parts, ms since 1970 (UTC) */
export function writeZip(sink: ZipSink, at: number): ZipWriter {
  const { time, date } = zipTime(at);
  const encoder = new TextEncoder();
  const piece = new Uint8Array(pieceBytes);
  const parts: Part[] = [];
  let open: (Part & { pieces: Uint8Array[] }) | undefined;
  let filled = 0;
  let written = 0;

  const put = (bytes: Uint8Array): void => {
    written += bytes.length;
    assert(written < mostBytes, 'a book below 4 GB');
    sink.write(bytes);
  };
  const pack = (last: boolean): void => {
    if (!open) return;
    const bytes = piece.subarray(0, filled);
    open.crc = crc32(bytes, open.crc);
    open.unpacked += filled;
    filled = 0;
    const packed = sink.deflate(bytes, last);
    open.packed += packed.length;
    open.pieces.push(packed);
  };
  /** Packed parts are small and kept until their sizes are known: a header that tells them is read by every program. */
  const close = (): void => {
    if (!open) return;
    pack(true);
    const { pieces, ...part } = open;
    put(header(localSize, part, 0x04034b50));
    for (const one of pieces) put(one);
    parts.push(part);
    open = undefined;
  };
  const header = (size: number, part: Part, sign: number): Uint8Array => {
    const bytes = new Uint8Array(size + part.name.length);
    const view = new DataView(bytes.buffer);
    const isLocal = size === localSize;
    const from = isLocal ? 4 : 6; // the directory tells also which version made it
    view.setUint32(0, sign, true);
    if (!isLocal) view.setUint16(4, 20, true);
    for (const [index, value] of [20, 0, 8, time, date].entries()) view.setUint16(from + index * 2, value, true);
    for (const [index, value] of [part.crc, part.packed, part.unpacked].entries())
      view.setUint32(from + 10 + index * 4, value, true);
    view.setUint16(from + 22, part.name.length, true);
    if (!isLocal) view.setUint32(42, part.at, true);
    bytes.set(encoder.encode(part.name), size);
    return bytes;
  };

  return {
    begin(name) {
      close();
      open = { name, at: written, crc: 0, packed: 0, unpacked: 0, pieces: [] };
    },
    text(words) {
      let left = words;
      for (;;) {
        const { read, written: bytes } = encoder.encodeInto(left, piece.subarray(filled));
        filled += bytes;
        if (read === left.length) return;
        left = left.slice(read);
        pack(false);
      }
    },
    end() {
      close();
      const at = written;
      for (const part of parts) put(header(recordSize, part, 0x02014b50));
      const size = written - at;
      const end = new Uint8Array(22);
      const view = new DataView(end.buffer);
      view.setUint32(0, 0x06054b50, true);
      view.setUint16(8, parts.length, true);
      view.setUint16(10, parts.length, true);
      view.setUint32(12, size, true);
      view.setUint32(16, at, true);
      put(end);
    }
  };
}

const [localSize, recordSize] = [30, 46];
