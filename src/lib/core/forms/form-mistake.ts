// What is wrong with a form definition, and where: the answer of read-form.ts and compile-form.ts.

export type FormMistakeCode =
  | 'wrong-kind' // not the JSON kind that stands there
  | 'missing'
  | 'unknown-name' // a property that the format does not have
  | 'forbidden-name' // __proto__ and the like
  | 'too-large'
  | 'bad-text' // text that does not have the wanted shape
  | 'bad-number'
  | 'not-in-list'
  | 'duplicate'
  | 'unknown-code' // names a row, column, table, department that is not there
  | 'bad-period'
  | 'contradiction' // two statements of the definition exclude each other
  | 'formula' // the text is no formula
  | 'no-main-column' // a bare code into a table that has no main column
  | 'ambiguous' // the code stands in several tables
  | 'no-row-here' // a relative reference where there is no own row or column
  | 'blocked-cell'
  | 'text-operand'
  | 'circle';

/**
 * - `place`: path in the definition, e.g. `tables[0].rows[3].children[1].formula`; '' is the definition itself
 * - `at`: position in that text, counted in characters from 1; absent when the place is not a formula
 * - `text`: one English sentence for the author of the form
 */
export interface FormMistake {
  place: string;
  at?: number;
  code: FormMistakeCode;
  text: string;
}

/** `tables[0].rows[3].formula, position 12: unknown code XZFY.XX` */
export function mistakeText(mistake: FormMistake): string {
  const place = mistake.place === '' ? 'definition' : mistake.place;
  return `${place}${mistake.at === undefined ? '' : `, position ${mistake.at}`}: ${mistake.text}`;
}
