// Figures into an official workbook, and nothing else of it touched: the parts of the sheets with declared cells are spliced together anew, every
// other byte of the package is copied, and the result is proved before anybody gets it.
import { assert } from '#core/basics/assert.ts';
import { cellOf, type PatchValue, type Slot } from './inside/sheet-patch.ts';
import { replaceParts, sameBytes, unchangedParts } from './inside/zip-patch.ts';
import { readLimits, type ReadLimits } from './limits.ts';
import { addressOf } from './raw-workbook.ts';
import { splice, type Pack, type PlannedSheet, type TemplatePlan } from './template-plan.ts';

export interface FilledTemplate {
  bytes: Uint8Array;
  proof: TemplateProof;
}

/** What was compared before the file was handed out. */
export interface TemplateProof {
  /** parts whose bytes in the package are the template's, headers included */
  identical: number;
  /** parts that were written anew; in these every byte outside the declared cells is the template's */
  changed: readonly string[];
  /** declared cells, each read back */
  cells: number;
}

/**
 * @param values one for each place of the plan, in its order; of a formula in the template only the stored result changes. A number has at
 *               most 15 significant digits, as more would be lost.
 */
export function fillTemplate(
  plan: TemplatePlan,
  values: readonly PatchValue[],
  pack: Pack,
  limits: ReadLimits = readLimits
): FilledTemplate {
  assert(values.length === plan.places, 'one value for each declared cell');
  const valueAt = (index: number): PatchValue => values[index] as PatchValue;
  const parts = new Map(
    plan.sheets.map((sheet) => [
      sheet.part,
      splice(
        sheet,
        sheet.slots.map((slot, at) => cellOf(slot, valueAt(sheet.indices[at] as number)))
      )
    ])
  );
  const bytes = replaceParts(plan.template, parts, pack, limits);
  return { bytes, proof: prove(plan, valueAt, bytes, pack, limits) };
}

// ── the proof ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * From the bytes that will be handed out: the other parts are those of the template, and the changed ones unpack to the template's texts with
 * cells between them that hold what they shall. What fails here is a mistake of ours, and no file leaves the house.
 */
function prove(
  plan: TemplatePlan,
  valueAt: (index: number) => PatchValue,
  bytes: Uint8Array,
  pack: Pack,
  limits: ReadLimits
): TemplateProof {
  const changed = plan.sheets.map(({ part }) => part);
  const { identical, contents } = unchangedParts(plan.template, bytes, changed, pack, limits);
  for (const sheet of plan.sheets) {
    const content = contents.get(sheet.part);
    assert(content !== undefined, `${sheet.part} is not in the file`);
    proveSheet(sheet, valueAt, content, pack);
  }
  return { identical, changed, cells: plan.places };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function proveSheet(sheet: PlannedSheet, valueAt: (index: number) => PatchValue, xml: Uint8Array, pack: Pack): void {
  const { name, texts, slots, indices } = sheet;
  let at = 0;
  const keep = (text: Uint8Array): void => {
    const end = at + text.length;
    assert(sameBytes(text, xml.subarray(at, end), pack), `something beside the declared cells of ${name} changed`);
    at = end;
  };
  keep(texts[0] as Uint8Array);
  for (const [index, slot] of slots.entries()) {
    const value = valueAt(indices[index] as number);
    const isNone = slot.old === '' && value.kind === 'empty';
    const end = isNone ? at : cellEnd(xml, at, slot.prefix.length);
    const cell = decoder.decode(xml.subarray(at, end));
    assert(holds(cell, slot, value), `${name}!${addressOf(slot.row, slot.column)} was not filled`);
    at = end;
    keep(texts[index + 1] as Uint8Array);
  }
  assert(at === xml.length, `something behind the last cell of ${name}`);
}

const [lessThan, greaterThan, slash] = [60, 62, 47];

/** where the cell that begins here ends: behind its own tag, or behind </c>, the only end tag of this length whose name ends in c */
function cellEnd(xml: Uint8Array, from: number, prefix: number): number {
  let at = xml.indexOf(greaterThan, from);
  if (xml[at - 1] === slash) return at + 1;
  for (; at < xml.length; at++)
    if (
      xml[at] === lessThan &&
      xml[at + 1] === slash &&
      xml[at + 2 + prefix] === 99 &&
      xml[at + 3 + prefix] === greaterThan
    )
      return at + 4 + prefix;
  return xml.length;
}

/** Takes the cell apart: its address and look, its own formula, its value. */
function holds(cell: string, { open, formula, old, prefix }: Slot, value: PatchValue): boolean {
  if (cell === '') return value.kind === 'empty' && old === '';
  if (!cell.startsWith(open)) return false;
  const inside = cell.slice(open.length);
  if (formula === '' && value.kind === 'empty') return inside === '/>';
  const stored = elementIn(inside, `${prefix}v`);
  const ownFormula = formula === '' || inside.includes(formula);
  const hasFormula = inside.includes(`<${prefix}f`);
  switch (value.kind) {
    case 'number':
      return inside[0] === '>' && stored === value.decimal && ownFormula && hasFormula === (formula !== '');
    case 'text':
      return (
        ownFormula &&
        hasFormula === (formula !== '') &&
        (formula === '' ? elementIn(inside, `${prefix}t`) : stored) === value.text
      );
    case 'empty':
      return ownFormula && stored === '';
    case 'formula':
      return (
        stored === ('number' in value.result ? value.result.number : value.result.text) &&
        ownFormula &&
        (formula !== '' || elementIn(inside, `${prefix}f`) === value.formula)
      );
  }
}

/** text of the first element of this name; undefined when there is none */
function elementIn(xml: string, name: string): string | undefined {
  const from = xml.indexOf(`<${name}`);
  if (from < 0) return undefined;
  const start = xml.indexOf('>', from) + 1;
  const to = xml.indexOf(`</${name}>`, start);
  return to < 0 ? undefined : plain(xml.slice(start, to));
}

const plain = (text: string): string =>
  text.includes('&') || text.includes('_x')
    ? text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&')
        .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
