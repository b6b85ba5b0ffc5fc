// Hands a ready `Set-Cookie` text (made by server/access) to Kit, which takes cookies by name, value and options only.
import type { Cookies } from '@sveltejs/kit';

type CookieOptions = Parameters<Cookies['set']>[2];

/** `name=value; Path=/; HttpOnly; Max-Age=60; SameSite=Lax; Secure` as name, value and options. */
export function readSetCookie(text: string): { name: string; value: string; options: CookieOptions } {
  const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
  const [name = '', value = ''] = halves(pair);
  const options: CookieOptions = { path: '/', httpOnly: false, secure: false, encode: (raw) => raw };
  for (const attribute of attributes) {
    const [key = '', setting = ''] = halves(attribute);
    if (/^path$/i.test(key)) options.path = setting || '/';
    else if (/^max-age$/i.test(key)) options.maxAge = Number(setting);
    else if (/^expires$/i.test(key)) options.expires = new Date(setting);
    else if (/^domain$/i.test(key)) options.domain = setting;
    else if (/^httponly$/i.test(key)) options.httpOnly = true;
    else if (/^secure$/i.test(key)) options.secure = true;
    else if (/^samesite$/i.test(key)) options.sameSite = setting.toLowerCase() as 'lax' | 'strict' | 'none';
  }
  return { name, value, options };
}

export function putCookie(cookies: Cookies, text: string): void {
  const { name, value, options } = readSetCookie(text);
  if (name !== '') cookies.set(name, value, options);
}

function halves(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
