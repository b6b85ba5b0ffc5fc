import { request as ask } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import { writeUpdate } from '#core/sheet/frames.ts';
import { actorOf, startLiveServer } from '#tests/tools/live-server.ts';
import { BareClient, stockClient, synced } from '#tests/tools/sheet-clients.ts';

test.each([
  ['nobody', {}, 4401],
  ['an unknown person', { who: 'ghost' }, 4401],
  ['a person without a right to the sheet', { who: 'stranger' }, 4403],
  ['a page of another site', { who: 'anna', origin: 'https://elsewhere.example' }, 4403],
  ['a sheet that is not there', { who: 'anna', sheet: 'nothing' }, 4404]
])('[SO1] %s is closed with a reason and told nothing', async (_, options, code) => {
  const { url } = await startLiveServer();
  const client = new BareClient(url, options);
  client.say(writeUpdate(new Uint8Array([0, 0])));
  await client.until(() => client.closed);
  expect(client.closed!.code).toBe(code);
  expect(client.frames).toEqual([]);
});

test('[SO1] other addresses are no sockets', async () => {
  const { url } = await startLiveServer();
  const port = new URL(url).port;
  for (const path of ['/', '/sync/', '/sync/a/b', '/sync/%2e%2e', '/elsewhere']) {
    const status = await new Promise((resolve) => {
      const asking = ask({
        port,
        path,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ=='
        }
      });
      asking.on('response', (response) => resolve(response.statusCode));
      asking.on('error', () => resolve('cut'));
      asking.end();
    });
    expect([path, status]).toEqual([path, 404]);
  }
});

test('[SO1] the end of a session closes its sockets, and only those', async () => {
  const { url, storage } = await startLiveServer();
  const [anna, bea] = [await BareClient.open(url, { who: 'anna' }), await BareClient.open(url, { who: 'bea' })];
  storage.feed.announce({ kind: 'session-ended', hash: 'session of anna' });
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(4401);
  bea.write('t/B1/bn', '1');
  await bea.saved();
});

test('[SO1] changed grants are told; grants that are gone close the door', async () => {
  const { url, storage } = await startLiveServer();
  const anna = await BareClient.open(url, { who: 'anna' });
  const change = async (grants: ReturnType<typeof actorOf>['grants']) => {
    await storage.people.setGrants(asId<PersonId>('anna'), grants);
    storage.feed.announce({ kind: 'grants', person: asId<PersonId>('anna') });
  };
  await change(actorOf('bea').grants);
  await anna.until(() => anna.status?.writable[0] === 'GAJ');
  anna.write('t/B1/bn', '1');
  await anna.saved();
  await change([]);
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(4403);
});

test('[SO1] a person who was disabled is let go', async () => {
  const { url, storage } = await startLiveServer();
  const anna = await BareClient.open(url, { who: 'anna' });
  await storage.people.change(asId<PersonId>('anna'), { disabled: true });
  storage.feed.announce({ kind: 'grants', person: asId<PersonId>('anna') });
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(4401);
});

test('[SO1] an expiry that announces itself to nobody is found', async () => {
  const { url, storage } = await startLiveServer({ limits: { quietMs: 40, recheckMs: 1 } });
  const anna = await BareClient.open(url, { who: 'anna' });
  await storage.transaction(async () => undefined);
  storage.people.byId = async () => undefined;
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(4401);
});

test('[SO1] one person opens a bounded number of sockets; the oldest gives way', async () => {
  const { url } = await startLiveServer({ limits: { sessionsPerPerson: 3 } });
  const first = await BareClient.open(url, { who: 'anna' });
  for (let at = 0; at < 3; at++) await BareClient.open(url, { who: 'anna' });
  await first.until(() => first.closed);
  expect(first.closed!.code).toBe(1013);
});

test('[SO6] a stock client that is not wanted stops trying; one that must wait tries again', async () => {
  const { url, door, live } = await startLiveServer();
  const { provider } = stockClient(url, 'stranger');
  const closed = await new Promise<{ code: number }>((resolve) => provider.once('closed', resolve));
  expect(closed.code).toBe(4403);
  expect(provider.shouldConnect).toBe(false);

  const anna = stockClient(url, 'anna');
  await synced(anna.provider);
  const left = new Promise<{ code: number } | null>((resolve) => anna.provider.once('connection-close', resolve));
  await live.close();
  expect((await left)!.code).toBe(1012);
  expect(anna.provider.shouldConnect).toBe(true);
  await door.close();
  expect(door.count).toBe(0);
});

test('a connection that breaks in the handshake harms nobody', async () => {
  const { url } = await startLiveServer();
  const port = Number(new URL(url).port);
  for (let at = 0; at < 20; at++) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `GET /sync/s1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: who=anna\r\n\r\n`
        );
        setImmediate(() => socket.resetAndDestroy());
      });
      socket.on('close', () => resolve());
      socket.on('error', () => undefined);
    });
  }
  const anna = await BareClient.open(url, { who: 'anna' });
  anna.write('t/A1/bn', '1');
  await anna.saved();
});
