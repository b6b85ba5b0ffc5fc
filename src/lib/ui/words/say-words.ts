// Words of a form (labels, titles) in the reader's language; forms always have the Chinese ones.
import type { Words } from '#core/forms/form.ts';
import type { Locale } from './locale.ts';

export const sayWords = (words: Words, locale: Locale): string => (locale === 'en' && words.en ? words.en : words.zh);
