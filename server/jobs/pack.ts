// What the core's zip code asks of the platform, by node's zlib.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Pack } from '#core/workbook/template-plan.ts';

/** the buffer that zlib takes at once: a part that fits needs one step */
const mostChunk = 1024 * 1024;

export const pack: Required<Pack> = {
  inflate: (deflated, maxBytes) =>
    inflateRawSync(deflated, {
      maxOutputLength: maxBytes,
      chunkSize: Math.min(Math.max(64, maxBytes + 1), mostChunk)
    }),
  // a sheet is small and read once: the quickest level makes it a tenth larger and is four times as fast as the usual one
  deflate: (bytes) => deflateRawSync(bytes, { level: 1, chunkSize: 65_536 }),
  checksum: (bytes) => crc32(bytes),
  same: (a, b) => Buffer.compare(a, b) === 0
};
