// Zip files with every lie an attacker can tell, and honest ones: for tests of the workbook readers.
import { deflateRawSync, crc32 as nodeCrc32, inflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  content: Uint8Array | string;
  stored?: boolean;
  /** what the headers say instead of the truth */
  says?: { unpacked?: number; crc?: number; localName?: string; flags?: number; method?: number };
  /** sizes only after the content, as streaming writers do */
  descriptor?: boolean;
  /** point at the bytes of the part with this index instead of own ones */
  sharesBytesOf?: number;
}

const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content, 'utf8') : content;

export function makeZip(parts: readonly ZipPart[]): Uint8Array {
  const chunks: Buffer[] = [];
  const central: Buffer[] = [];
  const places: { at: number }[] = [];
  let at = 0;
  const push = (buffer: Buffer) => {
    chunks.push(buffer);
    at += buffer.length;
  };
  for (const part of parts) {
    const content = bytesOf(part.content);
    const method = part.says?.method ?? (part.stored ? 0 : 8);
    const packed = part.stored ? Buffer.from(content) : deflateRawSync(content);
    const crc = part.says?.crc ?? nodeCrc32(Buffer.from(content));
    const unpacked = part.says?.unpacked ?? content.length;
    const flags = (part.says?.flags ?? 0) | (part.descriptor ? 8 : 0);
    const start = part.sharesBytesOf === undefined ? at : (places[part.sharesBytesOf]?.at ?? 0);
    places.push({ at: start });
    if (part.sharesBytesOf === undefined) {
      const localName = Buffer.from(part.says?.localName ?? part.name, 'utf8');
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x04034b50, 0);
      local.writeUInt16LE(20, 4);
      local.writeUInt16LE(flags, 6);
      local.writeUInt16LE(method, 8);
      local.writeUInt32LE(part.descriptor ? 0 : crc, 14);
      local.writeUInt32LE(part.descriptor ? 0 : packed.length, 18);
      local.writeUInt32LE(part.descriptor ? 0 : unpacked, 22);
      local.writeUInt16LE(localName.length, 26);
      push(local);
      push(localName);
      push(packed);
      if (part.descriptor) {
        const descriptor = Buffer.alloc(16);
        descriptor.writeUInt32LE(0x08074b50, 0);
        descriptor.writeUInt32LE(crc, 4);
        descriptor.writeUInt32LE(packed.length, 8);
        descriptor.writeUInt32LE(unpacked, 12);
        push(descriptor);
      }
    }
    const name = Buffer.from(part.name, 'utf8');
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(unpacked, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(start, 42);
    central.push(entry, name);
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...chunks, directory, end]));
}

/** what the server hands to the core */
export const inflate = (deflated: Uint8Array, maxBytes: number): Uint8Array =>
  inflateRawSync(deflated, { maxOutputLength: maxBytes });
