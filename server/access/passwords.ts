// Passwords: which are good enough, how they are kept, and an answer that takes the same time whether the login exists or not.
import { hash, verify } from '@node-rs/argon2';
import { Problem } from '#core/basics/problem.ts';

// argon2id is the library's default; 19 MiB, two passes, one lane: what OWASP names as the least, 24 ms on a small server
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const leastCharacters = 10;
/** Longer ones would let a stranger make the server hash megabytes. */
export const mostCharacters = 200;

// Every hash takes 19 MiB and a thread. Past this many at once people are told to come again, instead of all waiting for minutes.
const mostAtOnce = 200;
let atOnce = 0;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (atOnce >= mostAtOnce) throw new Problem('busy');
  atOnce += 1;
  try {
    return await work();
  } finally {
    atOnce -= 1;
  }
}

/** The text that is stored: algorithm, strength, salt and hash in one. Throws `busy` when too many are being hashed. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize('NFC'), strength));

let nobodys: Promise<string> | undefined;

/**
 * Whether `password` is the one that `kept` was made of. With `kept` undefined (no such login) the answer is false after the same work,
 * so that the time tells nobody which logins exist. Throws `busy` when too many are being hashed.
 */
export async function isPassword(kept: string | undefined, password: string): Promise<boolean> {
  if (password.length > mostCharacters * 2) return false; // no password that was ever accepted is that long
  return inTurn(async () => {
    nobodys ??= hash('no password is this one', strength);
    const same = await verify(kept ?? (await nobodys), password.normalize('NFC'));
    return kept !== undefined && same;
  });
}

// The worst of ten characters and more, as leaked lists have them; runs of one character and of neighbours are refused by rule.
const worst = new Set(
  `1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 123456789q a123456789 a1234567890 aa123456789 qq123456789
   abc123456789 abcd123456 abc1234567 q123456789 woaini1314 woaini5201314 5201314520 1314520520 1314521521 123123123123 1231231234
   112233445566 1122334455 147258369a 1472583690 789456123a qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwer123456 qwer1234qwer
   1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz@wsx3edc !qaz2wsx#edc zaq12wsxcde asdfghjkl1 asdfghjkl; asdf123456 zxcvbnm123 zxcvbnm,./
   password12 password123 password1234 password@123 p@ssw0rd123 p@ssword123 passw0rd123 passw0rd12 admin12345 admin123456 admin@123456
   admin@1234 adminadmin administrator administrator1 root123456 test123456 user123456 welcome123 welcome1234 iloveyou12 iloveyou123
   huibiao123 huibiao1234 huibiao123456 sifaju1234 sifaju123456 tongji1234 tongji123456 zhengfu123 zhengfu123456`.split(
    /\s+/
  )
);

export type PasswordWeakness = 'too-short' | 'too-long' | 'too-common' | 'same-as-login';

/** Why a new password is refused; undefined when it is good enough. Characters are counted as people count them, not as UTF-16 does. */
export function weaknessOf(password: string, login: string): PasswordWeakness | undefined {
  const plain = password.normalize('NFC');
  const characters = [...plain];
  if (characters.length < leastCharacters) return 'too-short';
  if (characters.length > mostCharacters) return 'too-long';
  const lower = plain.toLowerCase();
  if (lower === login.toLowerCase()) return 'same-as-login';
  return worst.has(lower) || isOneRun(lower) ? 'too-common' : undefined;
}

/** aaaaaaaaaa, 2345678901, jihgfedcba: every step the same, -1, 0 or 1 (9 and 0 being neighbours) */
function isOneRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  return [-1, 0, 1].some((step) =>
    codes.every((code, at) => {
      const before = codes[at - 1];
      return before === undefined || code === before + step || (step !== 0 && code === before - 9 * step);
    })
  );
}

/** Throws `malformed` with the field and why, when the new password is not good enough. */
export function requireGoodPassword(password: string, login: string, field = 'password'): void {
  const why = weaknessOf(password, login);
  if (!why) return;
  const bound = why === 'too-short' ? { least: leastCharacters } : why === 'too-long' ? { most: mostCharacters } : {};
  throw new Problem('malformed', { field, why, ...bound });
}
