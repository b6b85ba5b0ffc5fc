// 计量单位 with their powers of ten: 万元 is 10^4 元, 亿条 is 10^8 条. Only these conversions are exact and undisputed.

const powers = { 万: 4, 亿: 8, 万亿: 12 } as const;
export type ScaleWord = keyof typeof powers;
export const powerOf = (scale: ScaleWord | undefined): number => (scale === undefined ? 0 : powers[scale]);

const uomShape = /^(万亿|亿|万)?(.*)$/s;

/** 万人次 → power 4, base 人次; 件 → power 0, base 件; % and 百分点 have no powers */
export function uomParts(uom: string): { power: number; base: string } {
  const [, scale, base = ''] = uomShape.exec(uom)!;
  return { power: powerOf(scale as ScaleWord | undefined), base };
}

/** 百分点 and 个百分点, ％ and % are the same unit */
export function plainUom(uom: string): string {
  const plain = uom.replaceAll('％', '%').replaceAll(/\s/g, '');
  return plain === '百分点' ? '个百分点' : plain;
}

/** How many `to` are in one `from`, as a power of ten (元 → 万元: -4); undefined when they measure different things. */
export function powerBetween(from: string, to: string): number | undefined {
  const [a, b] = [uomParts(plainUom(from)), uomParts(plainUom(to))];
  return a.base === b.base ? a.power - b.power : undefined;
}

/** Canonical decimal text times 10^power, exactly. Zeros that the shift brings after the point are left out. */
export function shiftDecimal(number: string, power: number): string {
  if (power === 0) return number;
  const sign = number.startsWith('-') ? '-' : '';
  const [whole = '', decimals = ''] = number.slice(sign.length).split('.');
  const digits = whole + decimals;
  const point = whole.length + power;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const cut = Math.max(point, 1);
  const left = padded.slice(0, cut).replace(/^0+(?=\d)/, '');
  const right = padded.slice(cut).replace(/0+$/, '');
  return right === '' ? (left === '0' ? '0' : sign + left) : `${sign}${left}.${right}`;
}
