// The door of the catalogue: all texts of the screen in one language.
import { en } from './en.ts';
import type { Locale } from './locale.ts';
import { zh, type Catalogue } from './zh.ts';

const catalogues: Record<Locale, Catalogue> = { zh, en };

export const words = (locale: Locale): Catalogue => catalogues[locale];
export type { Catalogue } from './zh.ts';
