// What the grid is to a screen reader. The library names its outermost box a treegrid, in which its editor and its scrolling box have no
// place, and shows rows up to four times (frozen heads and columns are copies): here the one table that has everything is the grid.
import type HandsontableType from 'handsontable/base';

const ofTheGrid = ['aria-rowcount', 'aria-colcount', 'aria-multiselectable'] as const;

/** @param name  what the grid is called */
export function tellStructure(hot: HandsontableType, name: string): void {
  const box = hot.rootElement;
  const grid = box.querySelector('.ht_master table.htCore');
  if (!grid) return;
  const move = (): void => {
    box.removeAttribute('role');
    for (const attribute of ofTheGrid) {
      const value = box.getAttribute(attribute);
      if (value === null) continue;
      grid.setAttribute(attribute, value);
      box.removeAttribute(attribute);
    }
    grid.setAttribute('role', 'grid');
    grid.setAttribute('aria-label', name);
    for (const copy of box.querySelectorAll('[class*="ht_clone_"]')) copy.setAttribute('aria-hidden', 'true');
  };
  move();
  hot.addHook('afterRender', move); // it writes the counts anew, and makes copies when the first of their rows is shown
}
