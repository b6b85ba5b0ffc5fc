// Random contents of a form, every kind of value and of nothing in them.
import fc from 'fast-check';
import type { CellContent, CellValue, Qualifier } from '#core/forms/cell-value.ts';
import { statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';

const words = fc
  .string({
    unit: fc.constantFrom('全', '市', '=', '+', '-', '@', '"', '<', '&', ' ', '\n', '\r', '\t', 'a', '1', '_x0041_'),
    minLength: 1,
    maxLength: 12
  })
  .map((text) => `注${text}注`);
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 6 });
const remarks = fc
  .record({ scope: optional(fc.constantFrom('全市', '市本级')), note: optional(words), quote: optional(words) })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, text]) => text !== undefined)));

/** canonical decimal text of up to 15 digits, trailing zeros too; now and then longer than a workbook can keep */
export const decimals = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 10n ** 12n }),
    fc.constantFrom('', '', '', '.5', '.50', '.00', '.125', '.3'),
    fc.constantFrom('', '', '', '-')
  )
  .map(([whole, rest, sign]) => (whole === 0n && /^[.0]*$/.test(rest) ? `${whole}${rest}` : `${sign}${whole}${rest}`));
const longDecimals = fc.constantFrom('123456789012345678', '0.1234567890123456789', '99999999999999999999.99');

const qualifiers: readonly (Qualifier | undefined)[] = [
  undefined,
  undefined,
  undefined,
  '余',
  '多',
  '约',
  '近',
  '以上',
  '至少'
];
const values: fc.Arbitrary<CellValue> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(decimals, fc.constantFrom(...qualifiers), remarks)
      .map(([number, qualifier, more]) => ({ number, ...(qualifier ? { qualifier } : {}), ...more }))
  },
  { weight: 1, arbitrary: longDecimals.map((number) => ({ number })) },
  { weight: 1, arbitrary: remarks.map((more) => ({ nothing: 'notApplicable' as const, ...more })) },
  {
    weight: 1,
    arbitrary: fc.tuple(words, remarks).map(([reason, more]) => ({ nothing: 'unobtainable' as const, reason, ...more }))
  }
);
const texts: fc.Arbitrary<CellValue> = fc.oneof(
  words.map((text) => ({ text })),
  fc.constantFrom('=1+1', '+86', '-5', '@here', '12', '不适用', '1e5').map((text) => ({ text }))
);
const statements = fc
  .array(fc.record({ number: decimals, source: words }), { minLength: 1, maxLength: 3 })
  .map((all) => ({ stated: all.map((each) => ({ ...each, printed: each.number })) }));

/** some of the entered cells filled, some of all cells with figures stated elsewhere; nothing is blank by an explicit blank */
export function randomCells(form: CompiledForm): fc.Arbitrary<Map<CellKey, CellContent>> {
  const entered = fc
    .subarray([...form.entered])
    .chain((keys) =>
      fc
        .tuple(...keys.map((key) => (form.cells.get(key)?.type === 'text' ? texts : values)))
        .map((contents) => keys.map((key, index): [CellKey, CellContent] => [key, contents[index] as CellValue]))
    );
  const numeric = [...form.cells.values()]
    .filter((cell) => cell.kind !== 'blocked' && cell.type !== 'text')
    .map((cell) => cell.key);
  const stated = fc.uniqueArray(fc.tuple(fc.constantFrom(...numeric), statements), {
    maxLength: 5,
    selector: ([key]) => key
  });
  return fc
    .tuple(entered, stated)
    .map(
      ([cells, more]) =>
        new Map<CellKey, CellContent>([
          ...cells,
          ...more.map(([key, content]): [CellKey, CellContent] => [statedKey(key), content])
        ])
    );
}
