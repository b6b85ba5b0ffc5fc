// Which language a person reads: Chinese unless they chose English. Kept in the cookie named here.
export const locales = ['zh', 'en'] as const;
export type Locale = (typeof locales)[number];

export const localeCookie = 'locale';

/** The locale of a cookie's text; anything unknown or absent is Chinese. */
export const readLocale = (text: string | undefined): Locale => (text === 'en' ? 'en' : 'zh');

/** The locale of a whole `document.cookie`. */
export const localeOfCookie = (cookies: string): Locale =>
  readLocale(new RegExp(`(?:^|; )${localeCookie}=([^;]*)`).exec(cookies)?.[1]);

/** For `<html lang>`: decides the forms of the glyphs. */
export const htmlLang = (locale: Locale): string => (locale === 'en' ? 'en' : 'zh-CN');

/** For Intl and toLocaleString. */
export const intlLocale = htmlLang;

/** The language that is not `locale`. */
export const otherLocale = (locale: Locale): Locale => (locale === 'zh' ? 'en' : 'zh');
