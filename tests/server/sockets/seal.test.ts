// Frames that are made ready for the wire once must be read as if `ws` had written them, also between frames that it wrote itself.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { seal } from '#server/sockets/seal.ts';

const frameOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 0xff);

test('[SO2] frames sealed together are read as they were, at every length where the head changes', async () => {
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];
  const sealed = seal(...lengths.map(frameOf));
  expect(sealed.frames.map((frame) => frame.length)).toEqual(lengths);
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, wire, head) =>
    sockets.handleUpgrade(request, wire, head, (socket) => {
      socket.send(frameOf(3));
      for (let at = 0; at < sealed.bytes.length; at += 50_021) wire.write(sealed.bytes.subarray(at, at + 50_021));
      socket.send(frameOf(4));
      socket.close();
    })
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reader = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const read: Buffer[] = [];
  reader.on('message', (message, isBinary) => {
    expect(isBinary).toBe(true);
    read.push(message as Buffer);
  });
  const [code] = (await once(reader, 'close')) as [number];
  server.close();
  expect(code).toBe(1005);
  expect(read.map((message) => message.length)).toEqual([3, ...lengths, 4]);
  for (const message of read) expect(Buffer.compare(message, frameOf(message.length))).toBe(0);
});
