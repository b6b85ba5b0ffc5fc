// Parts that all sheets of a workbook lean on: shared strings, number formats, names, properties.
import { Problem } from '#core/basics/problem.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';
import { builtInFormat } from './number-format.ts';
import { readQuickStrings } from './quick-strings.ts';
import { readXml, textOf } from './xml.ts';

/** _x000D_ → carriage return; Excel writes a literal `_x000D_` as `_x005F_x000D_` */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

/** Collects the text of `t` elements, without those of phonetic helps (`rPh`). */
export function textCollector(limits: ReadLimits, part: string) {
  let text = '';
  let inText = false;
  let inPhonetic = false;
  return {
    open(name: string) {
      if (name === 't') inText = true;
      if (name === 'rPh') inPhonetic = true;
    },
    close(name: string) {
      if (name === 't') inText = false;
      if (name === 'rPh') inPhonetic = false;
    },
    add(piece: string) {
      if (!inText || inPhonetic) return;
      text += piece;
      if (text.length > limits.textLength) throw new Problem('file-hostile', { because: 'text-too-long', part });
    },
    take(): string {
      const taken = unescapeText(text);
      text = '';
      return taken;
    }
  };
}

export function readSharedStrings(bytes: Uint8Array, part: string, limits: ReadLimits): string[] {
  const text = textOf(bytes, part);
  const quick = text === undefined ? undefined : readQuickStrings(text, part, limits);
  if (quick) return quick.map(unescapeText);
  const strings: string[] = [];
  const collector = textCollector(limits, part);
  readXml(bytes, part, limits, {
    open: (element) => collector.open(element.name),
    close(name) {
      collector.close(name);
      if (name !== 'si') return;
      strings.push(collector.take());
      if (strings.length > limits.cells) throw new Problem('file-hostile', { because: 'too-many-strings', part });
    },
    text: (piece) => collector.add(piece)
  });
  return strings;
}

/** @returns number format of each cell style, by its index; undefined for General */
export function readStyles(bytes: Uint8Array, part: string, limits: ReadLimits): (string | undefined)[] {
  const named = new Map<number, string>();
  const styles: (string | undefined)[] = [];
  let inCellStyles = false;
  let count = 0;
  readXml(bytes, part, limits, {
    open(element) {
      if (++count > limits.styles * 8) throw new Problem('file-hostile', { because: 'too-many-styles', part });
      if (element.name === 'numFmt') {
        named.set(Number(element.attribute('numFmtId')), (element.attribute('formatCode') ?? '').slice(0, 512));
        if (named.size > limits.formats) throw new Problem('file-hostile', { because: 'too-many-styles', part });
      }
      if (element.name === 'cellXfs') inCellStyles = true;
      if (element.name !== 'xf') return;
      if (inCellStyles) {
        const id = Number(element.attribute('numFmtId') ?? 0);
        styles.push(named.get(id) ?? builtInFormat(id));
      }
      if (styles.length > limits.styles) throw new Problem('file-hostile', { because: 'too-many-styles', part });
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    }
  });
  return styles.map((format) => (format === undefined || /^general$/i.test(format) ? undefined : format));
}

export interface WorkbookPart {
  date1904: boolean;
  sheets: { name: string; visibility: 'visible' | 'hidden' | 'veryHidden'; relationship: string }[];
  definedNames: { name: string; text: string }[];
}

export function readWorkbookPart(bytes: Uint8Array, part: string, limits: ReadLimits): WorkbookPart {
  const found: WorkbookPart = { date1904: false, sheets: [], definedNames: [] };
  let name: string | undefined;
  let text = '';
  readXml(bytes, part, limits, {
    open(element) {
      if (element.name === 'workbookPr') found.date1904 = /^(1|true)$/i.test(element.attribute('date1904') ?? '');
      if (element.name === 'sheet') {
        const state = element.attribute('state');
        const sheetName = unescapeText(element.attribute('name') ?? '');
        if (sheetName.length > limits.nameLength) throw new Problem('file-hostile', { because: 'text-too-long', part });
        found.sheets.push({
          name: sheetName,
          visibility: state === 'hidden' || state === 'veryHidden' ? state : 'visible',
          relationship: element.relationship('id') ?? ''
        });
        if (found.sheets.length > limits.sheets) throw new Problem('file-hostile', { because: 'too-many-sheets' });
      }
      if (element.name === 'definedName') {
        name = element.attribute('name') ?? '';
        text = '';
      }
    },
    text(piece) {
      if (name !== undefined && text.length < limits.textLength) text += piece;
    },
    close(closed) {
      if (closed !== 'definedName' || name === undefined) return;
      found.definedNames.push({ name, text });
      name = undefined;
      if (found.definedNames.length > limits.definedNames)
        throw new Problem('file-hostile', { because: 'too-many-names' });
    }
  });
  return found;
}

export function readProperties(bytes: Uint8Array, part: string, limits: ReadLimits): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = [];
  let current: { name: string; value: string } | undefined;
  readXml(bytes, part, limits, {
    open(element) {
      if (element.name === 'property') current = { name: element.attribute('name') ?? '', value: '' };
    },
    text(piece) {
      if (current && current.value.length < limits.textLength) current.value += piece;
    },
    close(name) {
      if (name !== 'property' || !current) return;
      found.push({ name: current.name, value: unescapeText(current.value) });
      current = undefined;
      if (found.length > limits.definedNames) throw new Problem('file-hostile', { because: 'too-many-names' });
    }
  });
  return found;
}
