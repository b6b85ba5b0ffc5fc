// Token buckets in memory: how often something may be tried by one login or from one address. Time is a parameter.

export interface Limit {
  /** tries that may be made at once */
  burst: number;
  /** tries that come back per minute */
  perMinute: number;
}

export interface RateLimit {
  /** Takes one try, or `amount` of them at once. Returns 0 when they may be made, else the milliseconds until they are free. */
  take(key: string, now: number, amount?: number): number;
  /** Gives one try back: it turned out well and is not to be held against anybody. */
  giveBack(key: string, now: number): void;
  /** number of keys that are remembered */
  size(): number;
}

// A key costs some 100 bytes: at most 2 MB, whatever a stranger sends. The key that was quiet longest is forgotten first.
const mostKeys = 20_000;

export function rateLimit({ burst, perMinute }: Limit, most = mostKeys): RateLimit {
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, { tokens: number; at: number }>();

  const fill = (key: string, now: number) => {
    const known = buckets.get(key);
    const tokens = known ? Math.min(burst, known.tokens + Math.max(0, now - known.at) * perMs) : burst;
    const bucket = { tokens, at: now };
    buckets.delete(key); // and back in at the end: the map's order is the order of last use
    buckets.set(key, bucket);
    if (buckets.size > most) buckets.delete(buckets.keys().next().value!);
    return bucket;
  };

  return {
    take(key, now, amount = 1) {
      const bucket = fill(key, now);
      if (bucket.tokens < amount) return Math.ceil((amount - bucket.tokens) / perMs);
      bucket.tokens -= amount;
      return 0;
    },
    giveBack(key, now) {
      const bucket = fill(key, now);
      bucket.tokens = Math.min(burst, bucket.tokens + 1);
    },
    size: () => buckets.size
  };
}

/**
 * The part of an address that one subscriber has: an IPv4 address whole, of an IPv6 address the first 64 bits (a subscriber has at
 * least so many addresses, and could try from each). `::ffff:1.2.3.4` is the IPv4 address 1.2.3.4.
 */
export function subscriberOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${groups.join(':')}::/64`;
}
