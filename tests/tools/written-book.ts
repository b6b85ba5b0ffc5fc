// A flowing book as the bytes of its file.
import { constants, deflateRawSync } from 'node:zlib';
import type { FlowingBook } from '#core/workbook/page.ts';
import { writeBook } from '#core/workbook/write-book.ts';

const made = Date.UTC(2024, 11, 1);

export async function bytesOf(book: FlowingBook): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writeBook(book, made, {
    deflate: (bytes, last) =>
      deflateRawSync(bytes, { finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH }),
    write: (bytes) => pieces.push(bytes.slice())
  });
  return new Uint8Array(Buffer.concat(pieces));
}

/** all bytes of what comes in pieces */
export async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(Buffer.concat(all));
}
