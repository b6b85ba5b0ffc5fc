// What the grid shows of a cell's content and what its editor begins with. Both are read back by read-value.ts to the same value,
// remarks aside; only the sign of 无法取得 needs its reason again.
import type { CellContent, CellValue, Qualifier } from './cell-value.ts';
import type { CompiledForm, FormCell } from './compiled-form.ts';
import { readValue } from './read-value.ts';

type Cell = Pick<FormCell, 'type' | 'uom'>;
type Form = Pick<CompiledForm, 'definition'>;

const beforeNumber: readonly Qualifier[] = ['约', '近', '至少'];

/** Digits as typed with their qualifier (57余, 约20), text, or the form's sign for the kind of nothing. Never filled is blank; statements are ''. */
export function showContent(content: CellContent | undefined, _cell: Cell, form: Form): string {
  const { print } = form.definition;
  if (content === undefined) return print.blank;
  if ('stated' in content) return '';
  if ('number' in content) return withQualifier(content.number, content.qualifier);
  if ('text' in content) return content.text;
  return print[content.nothing];
}

/** What stands in the editor: like showContent, but nothing is said in words, because two forms may use one sign for two things. */
export function editText(content: CellContent | undefined, cell: Cell, form: Form): string {
  if (content === undefined || 'stated' in content) return '';
  if ('number' in content) return withQualifier(content.number, content.qualifier);
  if ('text' in content) return asText(content.text, cell, form);
  if (content.nothing === 'unobtainable') return `无法取得（${content.reason}）`;
  return content.nothing === 'notApplicable' ? '不适用' : '';
}

function withQualifier(number: string, qualifier: Qualifier | undefined): string {
  if (qualifier === undefined) return number;
  return beforeNumber.includes(qualifier) ? `${qualifier}${number}` : `${number}${qualifier}`;
}

/** a text that would be read as something else is marked with ', as in Excel */
function asText(text: string, cell: Cell, form: Form): string {
  const read = readValue(text, cell, form);
  return read.ok && 'text' in read.value && read.value.text === text ? text : `'${text}`;
}

/**
 * A newly typed value with the remarks of the one that stood there: scope and note stay; the quote and, unless typed anew, the
 * qualifier stay only with an unchanged number, because they belong to that figure.
 */
export function keepRemarks(typed: CellValue, standing: CellContent | undefined): CellValue {
  if (!standing || 'stated' in standing || 'nothing' in typed) return typed;
  const kept: CellValue = { ...typed };
  if (standing.scope !== undefined) kept.scope ??= standing.scope;
  if (standing.note !== undefined) kept.note ??= standing.note;
  const isSame = 'number' in typed && 'number' in standing && typed.number === standing.number;
  if (isSame && standing.quote !== undefined) kept.quote ??= standing.quote;
  return kept;
}
