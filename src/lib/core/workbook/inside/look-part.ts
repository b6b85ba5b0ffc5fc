// How cells look, as far as it tells what they are: framed cells are the table, grey ones are closed, bold and indented labels are headings.
import { Problem } from '#core/basics/problem.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';
import type { RawLook } from '#core/workbook/raw-workbook.ts';
import { readXml, type XmlElement } from './xml.ts';

/** @returns look of each cell style, by its index; undefined for one that tells nothing */
export function readLooks(bytes: Uint8Array, part: string, limits: ReadLimits): (RawLook | undefined)[] {
  const bold: boolean[] = [];
  const grey: boolean[] = [];
  const framed: boolean[] = [];
  const looks: (RawLook | undefined)[] = [];
  let list = '';
  let open: { font: number; fill: number; border: number; indent: number } | undefined;
  let count = 0;
  readXml(bytes, part, limits, {
    open(element) {
      if (++count > limits.styles * 16) throw new Problem('file-hostile', { because: 'too-many-styles', part });
      const { name } = element;
      if (/^(fonts|fills|borders|cellXfs|cellStyleXfs|dxfs)$/.test(name)) list = name;
      else if (name === 'font' && list === 'fonts') bold.push(false);
      else if (name === 'b' && list === 'fonts') bold[bold.length - 1] = isOn(element);
      else if (name === 'fill' && list === 'fills') grey.push(false);
      else if (name === 'patternFill' && list === 'fills') grey[grey.length - 1] = shades(element);
      else if (name === 'fgColor' && list === 'fills') {
        if (isWhite(element)) grey[grey.length - 1] = false;
      } else if (name === 'border' && list === 'borders') framed.push(false);
      else if (/^(left|right|top|bottom|start|end)$/.test(name) && list === 'borders') {
        if ((element.attribute('style') ?? 'none') !== 'none') framed[framed.length - 1] = true;
      } else if (name === 'xf' && list === 'cellXfs') {
        const index = (attribute: string) => Number(element.attribute(attribute) ?? 0);
        open = { font: index('fontId'), fill: index('fillId'), border: index('borderId'), indent: 0 };
      } else if (name === 'alignment' && open) open.indent = Number(element.attribute('indent') ?? 0) || 0;
    },
    close(name) {
      if (name === 'xf' && open) {
        const look = {
          framed: framed[open.border] === true,
          grey: grey[open.fill] === true,
          bold: bold[open.font] === true,
          indent: open.indent
        };
        looks.push(look.framed || look.grey || look.bold || look.indent > 0 ? look : undefined);
        open = undefined;
      }
      if (name === list) list = '';
    }
  });
  return looks;
}

const isOn = (element: XmlElement): boolean => !/^(0|false)$/i.test(element.attribute('val') ?? '1');

/** solid, a grey of dots, stripes */
const shades = (element: XmlElement): boolean => (element.attribute('patternType') ?? 'none') !== 'none';

/** the plain paper: white by its number, its theme colour or its index */
const isWhite = (element: XmlElement): boolean =>
  /^(ff)?ffffff$/i.test(element.attribute('rgb') ?? '') ||
  (element.attribute('theme') === '0' && element.attribute('tint') === undefined) ||
  /^(1|9|65)$/.test(element.attribute('indexed') ?? '');
