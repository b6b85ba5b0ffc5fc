// What the legend shows: a cell in each of its states, drawn with the grid's own classes, and what that means.
import type { Catalogue } from '#ui/words/words.ts';

/** [classes of grid.css, text in the cell, meaning]; every class that look-of-cell.ts can give but the kinds of content is in one of them */
export const legendSamples = (w: Catalogue): readonly (readonly [string, string, string])[] => [
  ['c-mine', '12', w.legend.mine],
  ['c-foreign', '12', w.legend.foreign],
  ['c-locked', '12', w.legend.locked],
  ['c-derived', '73.23', w.legend.derived],
  ['c-blocked', '', w.legend.blocked],
  ['c-mine c-waiting', '12', w.legend.waiting],
  ['c-mine c-saved', '12', w.legend.saved],
  ['c-mine c-must', '12', w.legend.must],
  ['c-mine c-explain', '12', w.legend.explain],
  ['c-mine c-comment', '12', w.legend.comment],
  ['c-mine c-note', '12', w.legend.note],
  ['c-mine c-stated', '12', w.panel.stated],
  ['c-mine c-draft', 'abc', w.legend.draft],
  ['c-mine c-nothing', '/', w.legend.nothing],
  ['c-mine c-person', '12', w.legend.person]
];
