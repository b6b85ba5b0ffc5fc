import { expect, test } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import { uploadQuota } from '#server/actions/upload-quota.ts';

const [a, b] = [asId<PersonId>('a'), asId<PersonId>('b')];

test('[AC28] what one person sends in a day has a bound, told with the time to wait; others are not hindered', () => {
  let now = 0;
  const quota = uploadQuota({ burst: 50, perMinute: 1 }, () => now);
  const send = (person: PersonId, megabytes: number) => quota.take(person, megabytes * 1024 * 1024);
  send(a, 20);
  send(a, 20);
  expect(() => send(a, 20)).toThrow(
    expect.objectContaining({ code: 'too-fast', parameters: { retryAfterSeconds: 600 } })
  );
  send(b, 20);
  send(a, 10);
  now += 20 * 60_000;
  send(a, 20);
});
