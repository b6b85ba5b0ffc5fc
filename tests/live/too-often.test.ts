// What the page does when the server says that it comes too often: it says so, stays away as long as it was told, and comes back by itself.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newDocument } from '#core/sheet/document.ts';
import { Connection, type ConnectionEvents } from '#live/connection.ts';

/** a server that lets in and closes at once */
function makeClosingDoor(code: number, reason: string) {
  const comings: number[] = [];
  class ClosingSocket {
    onopen?: () => void;
    onclose?: (event: { code: number; reason: string }) => void;
    constructor() {
      comings.push(Date.now());
      setTimeout(() => {
        this.onopen?.();
        this.onclose?.({ code, reason });
      }, 1);
    }
    send(): void {}
    close(): void {}
  }
  return { comings, WebSocketClass: ClosingSocket as unknown as typeof WebSocket };
}

function comeTo(door: ReturnType<typeof makeClosingDoor>) {
  const because: unknown[] = [];
  const nothing = () => undefined;
  const events: ConnectionEvents = {
    state: (state, why) => void (state === 'offline' && why && because.push(why)),
    synced: nothing,
    saved: nothing,
    refused: nothing,
    status: nothing,
    remarks: nothing,
    raced: nothing,
    others: nothing,
    closed: nothing
  };
  const { WebSocketClass } = door;
  const options = { socketUrl: 'ws://server', sheetId: 's1', person: 'anna', WebSocketClass };
  return { because, connection: new Connection(newDocument(7), options, events) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ['too-fast 30', 30_000],
  ['too-fast 999999', 120_000]
])('[LI10] told %s the page stays away, says why, and comes again once', async (reason, leastMs) => {
  const door = makeClosingDoor(1013, reason);
  const { because, connection } = comeTo(door);
  await vi.advanceTimersByTimeAsync(leastMs);
  expect(door.comings.length).toBe(1);
  expect(because).toEqual(['too-fast']);
  await vi.advanceTimersByTimeAsync(leastMs * 0.3);
  expect(door.comings.length).toBe(2);
  connection.close();
});

test('[LI10] any other closing is tried again within seconds', async () => {
  const door = makeClosingDoor(1013, 'try again');
  const { because, connection } = comeTo(door);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(door.comings.length).toBeGreaterThan(2);
  expect(because).toEqual([]);
  connection.close();
});
