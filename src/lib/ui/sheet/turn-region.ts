// F6: the keyboard goes from one area of the sheet page to the next. In the grid Tab goes through cells, so it cannot lead out of it.

const areas = 'header, [data-area]';
const takesKeyboard =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** @param toGrid  the grid has a place of its own for the keyboard */
export function turnRegion(step: 1 | -1, toGrid: () => void): void {
  const all = [...document.querySelectorAll<HTMLElement>(areas)];
  const now = all.findIndex((area) => area.contains(document.activeElement));
  for (let turn = 1; turn <= all.length; turn += 1) {
    const area = all[(Math.max(now, 0) + step * turn + all.length * 2) % all.length];
    if (area?.dataset.area === 'grid') return toGrid();
    const first = area && [...area.querySelectorAll<HTMLElement>(takesKeyboard)].find((one) => one.tabIndex >= 0);
    if (first) return first.focus();
  }
}
