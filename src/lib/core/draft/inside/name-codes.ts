// Codes for rows and columns: those that are printed, else made of the first letters of the label's pinyin, else of the place.
// The same paper gives the same codes.

/** first pinyin letter of a Chinese character; absent for others */
export type Initials = Readonly<Record<string, string>>;

const longest = 8;

/** '本年新收政府信息公开申请数量（件）' → BNXSZFXX; '' when there is nothing to make it of */
export function codeOfLabel(label: string, initials: Initials): string {
  const plain = label
    .normalize('NFKC')
    .replace(/[([〔【].*?[)\]〕】]/g, '')
    .replace(/^(?:[一二三四五六七八九十]+、|\d+[.、]|第[一二三四五六七八九十]+[项条]?)/, '')
    .replace(/^其中[::]?/, '');
  let code = '';
  for (const letter of plain) {
    const initial = /[A-Za-z0-9]/.test(letter) ? letter : initials[letter];
    if (initial !== undefined) code += initial.toUpperCase();
    if (code.length === longest) break;
  }
  return /^[A-Z]/.test(code) ? code : '';
}

/** 01 → R01; a code that is fit stays as it is; undefined when it cannot be made one */
export function codeOfPrinted(printed: string, lead: string): string | undefined {
  const plain = printed
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replaceAll('-', '.')
    .replace(/[.、]$/, '')
    .slice(0, 40);
  if (/^[A-Za-z\p{Script=Han}][A-Za-z0-9._\p{Script=Han}]*$/u.test(plain)) return plain;
  return /^\d[\d.]*$/.test(plain) ? `${lead}${plain}` : undefined;
}

/** Gives each wanted code once; the second one of a kind gets a number. */
export function codeGiver(taken: Iterable<string> = []): (wanted: string) => string {
  const given = new Set(taken);
  return (wanted) => {
    let code = wanted;
    for (let number = 2; given.has(code); number++) code = `${wanted}${/\d$/.test(wanted) ? '_' : ''}${number}`;
    given.add(code);
    return code;
  };
}
