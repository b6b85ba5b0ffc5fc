// A cell as people call it: the row number as printed and the label, with the table's name where the form has several.
import { splitKey, valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Locale } from './locale.ts';
import { sayWords } from './say-words.ts';
import type { Catalogue } from './words.ts';

/** 行政复议受理数: the label alone. A key that the form does not know is said as it is. */
export function sayLabel(key: CellKey, form: CompiledForm, locale: Locale): string {
  const cell = form.cells.get(valueKey(key));
  return cell ? sayWords(cell.label, locale) || cell.row : key;
}

/** 第 12 行“行政复议受理数”; with several tables 四、… 第 1 行“…”. */
export function sayPlace(key: CellKey, form: CompiledForm, locale: Locale, w: Catalogue): string {
  const { table: tableCode, row: rowCode } = splitKey(key);
  const table = form.tables.find((one) => one.code === tableCode);
  const row = table?.rows.find((one) => one.code === rowCode);
  const label = sayLabel(key, form, locale);
  if (!table || !row || row.number === 0) return label;
  const place = w.findings.place(row.number, label);
  return form.tables.length > 1 ? w.findings.placeOf(sayWords(table.definition.title, locale), place) : place;
}
