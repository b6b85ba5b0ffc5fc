// Token buckets with time as a parameter, and which addresses are one subscriber.
import { describe, expect, test } from 'vitest';
import { rateLimit, subscriberOf } from '#server/access/rate-limit.ts';

describe('tries', () => {
  test('[AU9] a burst, then as many as come back', () => {
    const limit = rateLimit({ burst: 3, perMinute: 6 });
    expect([1, 2, 3].map(() => limit.take('a', 0))).toEqual([0, 0, 0]);
    expect(limit.take('a', 0)).toBe(10_000);
    expect(limit.take('a', 4_000)).toBe(6_000);
    expect(limit.take('b', 4_000), 'another key is not concerned').toBe(0);
    expect(limit.take('a', 10_000)).toBe(0);
    expect(limit.take('a', 10_000)).toBe(10_000);
  });

  test('[AU9] a quiet hour gives the burst back and not more; a clock that goes back gives nothing', () => {
    const limit = rateLimit({ burst: 2, perMinute: 60 });
    for (let nth = 0; nth < 3; nth++) limit.take('a', 0);
    expect(limit.take('a', -60_000)).toBeGreaterThan(0);
    const later = 3_600_000;
    expect([1, 2, 3].map(() => limit.take('a', later) === 0)).toEqual([true, true, false]);
  });

  test('[AU9] a try given back can be made again, but never more than the burst', () => {
    const limit = rateLimit({ burst: 1, perMinute: 1 });
    limit.take('a', 0);
    limit.giveBack('a', 0);
    limit.giveBack('a', 0);
    expect([limit.take('a', 0), limit.take('a', 0) > 0]).toEqual([0, true]);
  });

  test('[AU9] no more keys are remembered than the bound, and those in use stay', () => {
    const limit = rateLimit({ burst: 1, perMinute: 1 }, 100);
    limit.take('victim', 0);
    for (let nth = 0; nth < 5000; nth++) {
      limit.take(`stranger ${nth}`, 0);
      if (nth % 50 === 0) expect(limit.take('victim', 0)).toBeGreaterThan(0);
    }
    expect(limit.size()).toBe(100);
  });
});

describe('subscribers', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', '']
  ])('[AU9] %s is %s', (address, subscriber) => {
    expect(subscriberOf(address)).toBe(subscriber);
  });
});
