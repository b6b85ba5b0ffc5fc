// Mistakes of a form definition in the users' words: what is wrong, what is named in it, and where it stands.
import type { FormMistake } from '#core/forms/form-mistake.ts';
import type { Catalogue } from './words.ts';

/**
 * @param place where it stands in words the person knows (a label, an address); absent: the path in the definition, said in words
 * @example 第 1 张表第 3 行的公式，第 12 个字符：没有这个代码（XZFY.XX）
 */
export function sayMistake(mistake: FormMistake, w: Catalogue, place?: string): string {
  const { formMistakes: mistakes } = w;
  const named = namedIn(mistake.text);
  const where = [place ?? sayPath(mistake.place, w), mistake.at === undefined ? '' : mistakes.position(mistake.at)];
  const what = `${mistakes.codes[mistake.code]}${named === undefined ? '' : mistakes.named(named)}`;
  return mistakes.sentence(where.filter(Boolean).join(w.formMistakes.separator), what);
}

/** the code or name that the sentence is about; the circle, link by link */
function namedIn(text: string): string | undefined {
  return (
    circleIn(text) ??
    /\b(?:code|cell|row|column|department|table|rule)\s+(\S+?)[.,]?(?=\s|$)/.exec(text)?.[1] ??
    /^(\S+) means/.exec(text)?.[1]
  );
}
const circleIn = (text: string): string | undefined => /:\s*(\S+(?: → \S+)+)/.exec(text)?.[1];

/** tables[0].rows[3].children[1].formula → 第 1 张表 · 第 4 行 · 下级第 2 项 · 公式 */
function sayPath(path: string, w: Catalogue): string {
  const { places, nth, whole } = w.formMistakes;
  if (path === '') return whole;
  return path
    .split('.')
    .map((step) => {
      const [, name = '', index] = /^([A-Za-z]+)(?:\[(\d+)\])?/.exec(step) ?? [];
      const word = places[name as keyof typeof places] ?? name;
      return index === undefined ? word : nth(word, Number(index) + 1);
    })
    .join(' · ');
}
