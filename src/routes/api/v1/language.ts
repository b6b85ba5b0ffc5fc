// In which language a program is answered: Chinese, unless Accept-Language prefers English.
import type { Locale } from '#ui/words/locale.ts';

/** `en;q=0.9, zh;q=0.5` → en. Absent, unknown or tied: zh. */
export function languageOf(header: string | null): Locale {
  let [zh, en] = [0, 0];
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...settings] = part.trim().toLowerCase().split(';');
    const weight = Number(
      settings
        .find((one) => one.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1
    );
    if (Number.isNaN(weight)) continue;
    if (/^zh\b/.test(tag)) zh = Math.max(zh, weight);
    if (/^en\b/.test(tag)) en = Math.max(en, weight);
  }
  return en > zh ? 'en' : 'zh';
}
