// Labels as they really look (spaced out, broken over lines, numbered, with a unit in brackets) → one form that can be compared.

export interface PlainLabel {
  /** '' when nothing but signs was there */
  text: string;
  /** unit of measure found in brackets at the end: 罚没金额（万元） */
  unit?: string;
}

// units as they stand in heads; the last character decides, so that 万元, 亿条, 人次 and 件次 need no entry of their own
const unitEnd =
  /^(?:[十百千万亿]{0,2})(?:[元件人次个条份项起场户家名位本篇天日分亩吨宗例部期班处所支张台套页字种类级度]|小时|分钟|公里|平方米|人次|场次|件次|户次|百分点|%)$/;
const unitLead = /^(?:计量)?单位[::]?/;

/** 一、 （一） 1. 1、 (1) ① ⒈ 第一项 1) — after NFKC, which turns ⒈ into 1. (and ① into 1, so that goes before) */
const numbering =
  /^(?:第?[一二三四五六七八九十百]+[、.:)]|\([一二三四五六七八九十百]+\)|\(\d{1,3}\)|\d{1,3}(?:\.\d{1,3}){0,4}[、.):](?!\d))/;
const among = /^(?:其中|含|#|-+|—+)[::]?(?=.)/;
const signs = /[\s\u200b\u3000,，、。.;；:：'"“”‘’《》「」·・_—–-]/g;

/**
 * @example '（一） 罚 没 金 额\n(单位：万元)' → { text: '罚没金额', unit: '万元' }
 */
export function plainLabel(label: string): PlainLabel {
  let text = label
    .replace(/^\s*[①-⑳❶-❿]/u, '')
    .normalize('NFKC')
    .replace(/\s+/g, '');
  const bracketed = /[([〔【]([^()[\]〔〕【】]{1,12})[)\]〕】]$/.exec(text);
  const inside = bracketed?.[1]?.replace(unitLead, '') ?? '';
  const unit = unitEnd.test(inside) ? inside : undefined;
  if (unit !== undefined) text = text.slice(0, -(bracketed?.[0].length ?? 0));
  text = stripNumbering(text);
  const plain = text.replace(signs, '').toLowerCase();
  return unit === undefined ? { text: plain } : { text: plain, unit };
}

function stripNumbering(text: string): string {
  let left = text;
  // （六）3.其他 has two
  for (let times = 0; times < 3; times++) {
    const shorter = left.replace(numbering, '').replace(among, '');
    if (shorter === left || shorter === '') break;
    left = shorter;
  }
  return left;
}

/** A unit that stands alone in a cell or behind 单位：; undefined when the text is none. */
export function unitIn(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/^[(]|[)]$/g, '')
    .replace(unitLead, '');
  return unitEnd.test(plain) ? plain : undefined;
}

/** '（单位：万元）' anywhere in a title line → 万元 */
export function unitOfTitle(text: string): string | undefined {
  const found = /(?<![报表送制])单位[::]([^\s)\],，;；]{1,6})/.exec(text.normalize('NFKC'));
  return found?.[1] === undefined ? undefined : unitIn(found[1]);
}
