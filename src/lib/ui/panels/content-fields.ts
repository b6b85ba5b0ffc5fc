// The content of a cell as fields of a form, and back: a value or one of the kinds of nothing, with its remarks.
import type { CellContent, CellValue, Qualifier } from '#core/forms/cell-value.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';
import { readValue, type ValueMistake } from '#core/forms/read-value.ts';
import { fail, ok, type Result } from '#core/basics/result.ts';

export interface ContentFields {
  kind: 'value' | 'blank' | 'notApplicable' | 'unobtainable';
  text: string;
  reason: string;
  qualifier: Qualifier | '';
  scope: string;
  note: string;
  quote: string;
}

export function fieldsOf(content: CellContent | undefined): ContentFields {
  const fields: ContentFields = { kind: 'blank', text: '', reason: '', qualifier: '', scope: '', note: '', quote: '' };
  if (!content || 'stated' in content) return fields;
  const remarks = {
    qualifier: content.qualifier ?? '',
    scope: content.scope ?? '',
    note: content.note ?? '',
    quote: content.quote ?? ''
  } as const;
  if ('number' in content) return { ...fields, ...remarks, kind: 'value', text: content.number };
  if ('text' in content) return { ...fields, ...remarks, kind: 'value', text: content.text };
  return {
    ...fields,
    ...remarks,
    kind: content.nothing,
    reason: content.nothing === 'unobtainable' ? content.reason : ''
  };
}

/** Remarks that are empty are left out; a value without text is blank; a qualifier typed with the number goes before the chosen one. */
export function contentOf(
  fields: ContentFields,
  cell: Pick<FormCell, 'type' | 'uom'>,
  form: Pick<CompiledForm, 'definition'>
): Result<CellValue, Pick<ValueMistake, 'code' | 'detail'>> {
  const bare = bareContent(fields, cell, form);
  if (!bare.ok) return bare;
  const content: CellValue = { ...bare.value };
  const isValue = 'number' in content || 'text' in content;
  if (isValue && fields.qualifier !== '') content.qualifier ??= fields.qualifier;
  if (fields.scope.trim() !== '') content.scope = fields.scope.trim();
  if (fields.note.trim() !== '') content.note = fields.note.trim();
  if (isValue && fields.quote.trim() !== '') content.quote = fields.quote.trim();
  return ok(content);
}

function bareContent(
  { kind, text, reason }: ContentFields,
  cell: Pick<FormCell, 'type' | 'uom'>,
  form: Pick<CompiledForm, 'definition'>
): Result<CellValue, Pick<ValueMistake, 'code' | 'detail'>> {
  if (kind === 'value') return text.trim() === '' ? ok({ nothing: 'blank' }) : readValue(text, cell, form);
  if (kind !== 'unobtainable') return ok({ nothing: kind });
  return reason.trim() === ''
    ? fail({ code: 'reason-missing' })
    : ok({ nothing: 'unobtainable', reason: reason.trim() });
}
