// Sentences of the guesses of a draft, and of the options of its questions.
import type { Guess } from '#core/draft/draft.ts';
import type { Catalogue } from './words.ts';

const textOf = (guess: Guess, name: string): string => String(guess.parameters[name] ?? '');
const countOf = (guess: Guess, name: string): number => Number(guess.parameters[name] ?? 0);

export function sayGuess(guess: Guess, w: Catalogue): string {
  const say = w.maker.guesses;
  const label = textOf(guess, 'label');
  switch (guess.code) {
    case 'title':
      return say.title(textOf(guess, 'title'));
    case 'period-kind':
      return guess.options ? say.periodAsked : say.period(w.maker.periods[textOf(guess, 'kind') as 'year'] ?? '');
    case 'head-line':
      return say.headLine(label, textOf(guess, 'value'));
    case 'signature':
      return say.signature(label);
    case 'table-kind':
      return say.tableKind(w.maker.tableKinds[textOf(guess, 'kind') as 'grid'] ?? '', countOf(guess, 'rows'));
    case 'unit-of-measure':
      return say.unit(label, textOf(guess, 'uom'));
    case 'no-unit':
      return say.noUnit(textOf(guess, 'title'));
    case 'total-column':
    case 'total-row':
      return countOf(guess, 'fails') > 0
        ? say.totalDenied(label, textOf(guess, 'parts'), countOf(guess, 'fails'))
        : say.total(label, textOf(guess, 'parts'), countOf(guess, 'holds'));
    case 'rate':
      return textOf(guess, 'formula') === '' ? say.rateTyped(label) : say.rate(label, countOf(guess, 'holds'));
    case 'previous-year':
      return say.previousYear(label, textOf(guess, 'of'));
    case 'change':
      return say.change(label);
    case 'formula':
      return say.formula(textOf(guess, 'formula'), textOf(guess, 'from'));
    case 'formula-not-taken':
      return say.formulaNotTaken(textOf(guess, 'formula'));
    case 'relation':
      return say.relation(textOf(guess, 'text'));
    case 'relation-not-read':
      return say.relationNotRead(textOf(guess, 'text'));
    case 'blocked':
      return guess.options ? say.signsAsked(textOf(guess, 'sign'), countOf(guess, 'count')) : say.blocked;
    case 'text-column':
      return say.textColumn(label);
    case 'group-unmerged':
      return say.groupUnmerged(textOf(guess, 'group'), label);
    case 'sheet-left-out':
      return say.sheetLeftOut(textOf(guess, 'sheet'));
    case 'code-column':
    case 'heading':
    case 'note':
      return label;
  }
}

/** An option is a word of ours or a formula. */
export function sayOption(guess: Guess, option: string, w: Catalogue): string {
  if (guess.code === 'no-unit') return option === '' ? w.maker.options.noUnit : option;
  if (guess.code === 'period-kind') return w.maker.periods[option as 'year'] ?? option;
  if (guess.code === 'table-kind') return w.maker.kindChoices[option as 'grid'] ?? option;
  return w.maker.options[option as 'typed'] ?? option;
}
