// Forms for tests of the screen: the two that ship, and an in-memory sheet for pure functions that ask one.
import { readFileSync } from 'node:fs';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import { deriveAll, outcomeOf } from '#core/forms/derive.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Outcome } from '#core/formula/ast.ts';

export function shippedForm(file: 'fzzf-zhzb.1' | 'gov-info-2021.1'): CompiledForm {
  const definition = JSON.parse(readFileSync(`static/forms/${file}.json`, 'utf8')) as FormDefinition;
  const compiled = compileForm(definition);
  if (!compiled.ok) throw new Error(`${file} does not compile`);
  return compiled.value;
}

/** What pure functions of the grid ask of a sheet; writable are the entered cells that `isMine` names. */
export function standingSheet(
  form: CompiledForm,
  content: Iterable<readonly [CellKey, CellContent]> = [],
  isMine: (key: CellKey) => boolean = () => true
) {
  const cells = new Map(content);
  const derived = deriveAll(form, cells, new Map());
  const kind = (key: CellKey) => form.cells.get(key)?.kind;
  return {
    content: (key: CellKey) => cells.get(key),
    outcome: (key: CellKey): Outcome => derived.get(key) ?? outcomeOf(cells.get(key), key),
    mayWrite: (key: CellKey) => kind(key) === 'entered' && isMine(key),
    whyNot: (key: CellKey) =>
      kind(key) === undefined
        ? 'unknown-cell'
        : kind(key) !== 'entered'
          ? 'not-entered'
          : isMine(key)
            ? undefined
            : 'foreign-cell'
  } as const;
}
