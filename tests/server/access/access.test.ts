// Sessions over a real storage: cookies and tokens, their ends, and what is never stored.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import { accessOver } from '#server/access/access.ts';
import { hashOf } from '#server/access/session-rows.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import type { Announcement } from '#server/storage/storage.ts';
import { aPerson, aUnit } from '#tests/tools/kept-things.ts';
import { temporaryFolder, temporaryStorage } from '#tests/tools/temporary-storage.ts';

const p1 = asId<PersonId>('p1');
const dayMs = 86_400_000;
const start = Date.parse('2025-01-06T08:00:00+08:00');

// lucia asks the machine's clock itself
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: start }));
afterEach(() => void vi.useRealTimers());

async function oneOpen() {
  const storage = await temporaryStorage();
  await storage.units.add(aUnit('u1'));
  await storage.people.add(aPerson('p1', { name: '张三', grants: [{ role: 'coordinator', unit: asId('u1') }] }));
  const heard: Announcement[] = [];
  storage.feed.listen((what) => heard.push(what));
  return { storage, access: accessOver({ storage, clock: Date.now }), heard };
}

const actor = { person: 'p1', name: '张三', grants: [{ role: 'coordinator', unit: 'u1' }] };

test('[AU11] who names a token is asked for nothing else: a broken one is not replaced by the cookie', async () => {
  const { access } = await oneOpen();
  const { sessionId } = await access.sessions.begin(p1, 'browser');
  const cookie = `huibiao_session=${sessionId}`;
  for (const authorization of ['Bearer', 'Bearer !!!', 'bearer a b', ' Bearer\tx', 'Bearer unknown']) {
    expect(await access.whoAsks({ authorization, cookie }), authorization).toBeUndefined();
  }
  // another scheme is the proxy's business
  expect(await access.whoAsks({ authorization: 'Basic eDp5', cookie })).toMatchObject({ sessionId });
});

test('[AU15] a browser whose person left while the server was away: its session ends with the first thing that it asks for', async () => {
  const { access, heard } = await oneOpen();
  const { sessionId } = await access.sessions.begin(p1, 'browser');
  const cookie = `huibiao_session=${sessionId}`;
  expect(await access.whoAsks({ cookie: `${cookie}; huibiao_left=0; x_huibiao_left=1` })).toMatchObject({ sessionId });
  // a token speaks for itself, whatever cookies stand beside it
  const token = await access.sessions.begin(p1, 'token');
  const authorization = `Bearer ${token.sessionId}`;
  expect(await access.whoAsks({ authorization, cookie: `${cookie}; huibiao_left=1` })).toMatchObject(token);
  expect(await access.whoAsks({ cookie: `huibiao_left=1; ${cookie}` })).toBeUndefined();
  expect(heard).toEqual([{ kind: 'session-ended', hash: hashOf(sessionId) }]);
  expect(await access.whoAsks({ cookie }), 'the session itself is over').toBeUndefined();
});

describe('sessions', () => {
  test('[AU1] the id opens the door, and is nowhere in the files', async () => {
    const folder = temporaryFolder();
    const storage = await openSqlite(folder);
    await storage.people.add(aPerson('p1'));
    const { sessions } = accessOver({ storage, clock: Date.now });
    const { sessionId } = await sessions.begin(p1, 'browser');
    expect(sessionId.length).toBeGreaterThanOrEqual(32);
    expect(await sessions.ask(sessionId)).toMatchObject({
      actor: { person: 'p1' },
      hash: hashOf(sessionId),
      kind: 'browser'
    });
    expect(await sessions.ask(hashOf(sessionId)), 'the hash opens nothing').toBeUndefined();
    await storage.close();
    const file = readFileSync(join(folder, 'huibiao.sqlite'));
    expect(file.includes(hashOf(sessionId))).toBe(true);
    expect(file.includes(sessionId)).toBe(false);
  });

  test('[AU2] a browser session lives while it is used and ends after seven quiet days', async () => {
    const { access } = await oneOpen();
    const { sessionId } = await access.sessions.begin(p1, 'browser');
    const headers = new Headers({ cookie: `locale=en; huibiao_session=${sessionId}` });
    vi.setSystemTime(start + 3 * dayMs);
    expect(await access.whoAsks(headers)).toEqual({
      actor,
      hash: hashOf(sessionId),
      kind: 'browser',
      expiresAt: start + 7 * dayMs,
      renewed: false,
      sessionId
    });
    vi.setSystemTime(start + 5 * dayMs);
    expect(await access.whoAsks(headers)).toMatchObject({
      renewed: true,
      renewedCookie: access.sessions.cookie(sessionId, false)
    });
    vi.setSystemTime(start + 11.9 * dayMs);
    expect(await access.actorOfSession(sessionId)).toMatchObject({ actor });
    vi.setSystemTime(start + 20 * dayMs);
    expect(await access.whoAsks(headers)).toBeUndefined();
  });

  test('[AU2] a token ends after thirty days, used or not', async () => {
    const { access } = await oneOpen();
    const { sessionId } = await access.sessions.begin(p1, 'token');
    const headers = { authorization: `Bearer ${sessionId}` };
    vi.setSystemTime(start + 29.9 * dayMs);
    const asked = await access.whoAsks(headers);
    expect(asked).toMatchObject({ actor, kind: 'token', renewed: false });
    expect(asked).not.toHaveProperty('renewedCookie');
    vi.setSystemTime(start + 30.1 * dayMs);
    expect(await access.whoAsks(headers)).toBeUndefined();
  });

  test('[AU3, AU4] a disabled person is nobody, and the session is removed and announced', async () => {
    const { storage, access, heard } = await oneOpen();
    const { sessionId } = await access.sessions.begin(p1, 'browser');
    await storage.people.change(p1, { disabled: true });
    expect(await access.actorOfSession(sessionId)).toBeUndefined();
    expect(heard).toEqual([{ kind: 'session-ended', hash: hashOf(sessionId) }]);
    await storage.people.change(p1, { disabled: false });
    expect(await access.actorOfSession(sessionId)).toBeUndefined();
  });

  test('[AU4] the end of one session and of all but one are announced by their hashes', async () => {
    const { storage, access, heard } = await oneOpen();
    await storage.people.add(aPerson('p2'));
    const begin = async (person = p1) => (await access.sessions.begin(person, 'browser')).sessionId;
    const [a, b, c] = [await begin(), await begin(), await begin()];
    const others = await begin(asId('p2'));
    await access.sessions.end(a);
    expect(heard).toEqual([{ kind: 'session-ended', hash: hashOf(a) }]);
    await access.sessions.endAllOf(p1, b);
    expect(heard.slice(1)).toEqual([{ kind: 'session-ended', hash: hashOf(c) }]);
    const left = await Promise.all([a, b, c, others].map((id) => access.actorOfSession(id)));
    expect(left.map((found) => found?.actor.person)).toEqual([undefined, 'p1', undefined, 'p2']);
    await access.sessions.endAllOf(p1);
    expect(await access.actorOfSession(b)).toBeUndefined();
  });

  test('[AU2] expired sessions are swept out', async () => {
    const { storage, access } = await oneOpen();
    await access.sessions.begin(p1, 'browser');
    await access.sessions.begin(p1, 'token');
    vi.setSystemTime(start + 8 * dayMs);
    await access.sessions.removeExpired();
    expect((await storage.people.sessionsOf(p1)).map((row) => row.kind)).toEqual(['token']);
  });
});

describe('headers', () => {
  test('[AU5] the cookie', async () => {
    const { access } = await oneOpen();
    const attributes = (cookie: string) => cookie.split('; ').sort();
    expect(attributes(access.sessions.cookie('abc', true))).toEqual(
      ['huibiao_session=abc', 'HttpOnly', `Max-Age=${7 * 86_400}`, 'Path=/', 'SameSite=Lax', 'Secure'].sort()
    );
    expect(access.sessions.cookie('abc', false)).not.toContain('Secure');
    expect(access.sessions.blankCookie(false)).toMatch(/^huibiao_session=;.*Max-Age=0/);
  });

  test('[AU11] broken, foreign and empty headers are nobody', async () => {
    const { access } = await oneOpen();
    const { sessionId } = await access.sessions.begin(p1, 'browser');
    const nobodies: Record<string, string>[] = [
      {},
      { cookie: '' },
      { cookie: '%E0%A4%A=x; huibiao_session=%E0%A4%A' },
      { cookie: 'huibiao_session' },
      { cookie: `other_huibiao_session=${sessionId}` },
      { authorization: 'Bearer' },
      { authorization: `Basic ${sessionId}` },
      { authorization: `Bearer ${'x'.repeat(10_000)}` }
    ];
    for (const headers of nobodies) {
      expect(await access.whoAsks(headers), JSON.stringify(headers).slice(0, 80)).toBeUndefined();
      expect(await access.whoAsks(new Headers(headers))).toBeUndefined();
    }
    for (const cookie of [`%E0%A4%A=x;huibiao_session=${sessionId}`, `a=b; huibiao_session=${sessionId}; c`]) {
      expect(await access.whoAsks({ cookie }), "another site's broken cookie locks nobody out").toMatchObject({
        actor
      });
    }
  });
});

describe('tries to sign in', () => {
  test('[AU9] too many for one login, or from one address, are refused with the time to wait; right ones are not held against anybody', async () => {
    const { storage } = await oneOpen();
    let now = 0;
    const limits = {
      pair: { burst: 2, perMinute: 1 },
      login: { burst: 2, perMinute: 1 },
      address: { burst: 4, perMinute: 1 }
    };
    const access = accessOver({ storage, clock: () => now }, limits);
    const tryOnce = (login: string, address: string) => () => access.tryToSignIn(login, address);
    tryOnce('zhang', '10.0.0.1')();
    tryOnce('zhang', '10.0.0.2')();
    expect(tryOnce('zhang', '10.0.0.3')).toThrow(
      expect.objectContaining({ code: 'too-many-tries', parameters: { retryAfterSeconds: 60 } })
    );
    for (const login of ['a', 'b', 'c']) tryOnce(login, '10.0.0.1')();
    expect(tryOnce('d', '10.0.0.1')).toThrow('too-many-tries');
    now = 60_000;
    tryOnce('zhang', '10.0.0.9')();
    for (let nth = 0; nth < 20; nth++) {
      tryOnce('li', '10.0.0.10')();
      access.signedIn('li', '10.0.0.10');
    }
  });

  test('[AU9] whoever guesses from one place locks out themselves, not the person whose login it is; many places together are held up too', async () => {
    const { storage } = await oneOpen();
    const access = accessOver({ storage, clock: () => 0 });
    const tries = (address: string) => {
      let made = 0;
      try {
        for (; made < 1000; made++) access.tryToSignIn('zhang', address);
      } catch {
        /* held up */
      }
      return made;
    };
    expect(tries('10.0.0.1')).toBe(8);
    access.tryToSignIn('zhang', '10.0.0.2');
    let others = 1;
    for (let nth = 3; nth < 100; nth++) others += tries(`10.0.0.${nth}`);
    expect(8 + others).toBe(40);
  });
});
