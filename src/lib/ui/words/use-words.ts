// Hands the catalogue from the root layout down to every component.
import { getContext, setContext } from 'svelte';
import type { Locale } from './locale.ts';
import { words, type Catalogue } from './words.ts';

const key = Symbol.for('huibiao words');

export interface Speech {
  locale: Locale;
  w: Catalogue;
}

/** Called once by the root layout. A change of language loads the page anew, so this is no state. */
export function provideWords(locale: Locale): Speech {
  return setContext(key, { locale, w: words(locale) });
}

export const useWords = (): Speech => getContext<Speech>(key);
