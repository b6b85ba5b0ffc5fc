// Passwords: what is refused, how they are kept, and that the answer to an unknown login costs as much.
import { describe, expect, test } from 'vitest';
import { hashPassword, isPassword, requireGoodPassword, weaknessOf } from '#server/access/passwords.ts';

describe('weakness', () => {
  test.each([
    ['Tr0ub4dor', 'too-short'],
    ['', 'too-short'],
    ['一二三四五六七八九', 'too-short'],
    ['😀😀😀😀😁', 'too-short'], // ten UTF-16 units, five characters
    ['x'.repeat(100) + 'y'.repeat(101), 'too-long'],
    ['sifaju-clerk', 'same-as-login'],
    ['SIFAJU-Clerk', 'same-as-login'],
    ['Password123', 'too-common'],
    ['QQ123456789', 'too-common'],
    ['aaaaaaaaaaaa', 'too-common'],
    ['2345678901', 'too-common'],
    ['4321098765', 'too-common'],
    ['abcdefghijkl', 'too-common'],
    ['盐津县司法局科员张三', undefined],
    ['correct horse', undefined],
    ['1357924680', undefined],
    ['y'.repeat(100) + 'x'.repeat(100), undefined]
  ])('[AU8] %s: %s', (password, weakness) => {
    expect(weaknessOf(password, 'sifaju-clerk')).toBe(weakness);
  });

  test('[AU8] a refusal names the field and the bounds, not the password', () => {
    expect(() => requireGoodPassword('short', 'x', 'next')).toThrow(
      expect.objectContaining({
        code: 'malformed',
        parameters: { field: 'next', why: 'too-short', least: 10 }
      })
    );
    expect(() => requireGoodPassword('long enough it is', 'x')).not.toThrow();
  });
});

describe('hashes', () => {
  test('[AU6] kept as argon2id with the promised strength, each with a salt of its own', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await isPassword(one, 'correct horse')).toBe(true);
    expect(await isPassword(one, 'correct horsf')).toBe(false);
    expect(await isPassword(one, '')).toBe(false);
  });

  test('[AU6] the same characters typed another way are the same password', async () => {
    const composed = 'caf\u00e9 au lait';
    expect(await isPassword(await hashPassword(composed), 'cafe\u0301 au lait')).toBe(true);
  });

  test('[AU7] without a login the answer is no after the work of a real one', async () => {
    const kept = await hashPassword('correct horse');
    await isPassword(undefined, 'warm up');
    const cpuOf = async (hash: string | undefined) => {
      const before = process.cpuUsage();
      for (let nth = 0; nth < 5; nth++) expect(await isPassword(hash, 'wrong password')).toBe(false);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const known = await cpuOf(kept);
    const unknown = await cpuOf(undefined);
    // far apart would be a factor of a hundred: an answer without hashing takes microseconds
    expect(unknown / known).toBeGreaterThan(0.3);
    expect(await isPassword(undefined, 'no password is this one')).toBe(false);
  });

  test('[AU8] an endless password is refused without hashing it', async () => {
    expect(await isPassword(await hashPassword('correct horse'), 'x'.repeat(1_000_000))).toBe(false);
  });

  test('[AU6] past a bound people are told to come again', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 230 }, () => isPassword('$argon2id$broken', 'x'.repeat(20)))
    );
    const busy = answers.filter((answer) => answer.status === 'rejected' && answer.reason.code === 'busy');
    expect(busy.length).toBe(30);
    expect(await isPassword(await hashPassword('correct horse'), 'correct horse')).toBe(true);
  });
});
