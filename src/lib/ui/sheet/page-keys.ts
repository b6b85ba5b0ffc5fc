// Keys of the whole sheet page, wherever the keyboard is: what the browser would do with them helps nobody here.
import type { Look } from '#ui/grid/look.svelte.ts';

export interface PageKeys {
  askSaved(): void;
  find(): void;
  /** takes the keyboard to the next or previous area of the page */
  region(step: 1 | -1): void;
  look: Pick<Look, 'zoomBy' | 'zoomTo'>;
}

/** Ctrl+S says whether all is saved, Ctrl+F finds an indicator, Ctrl with +, - and 0 zoom the grid, F6 changes the area. */
export function pageKey(event: KeyboardEvent, deeds: PageKeys): void {
  if (event.key === 'F6' && !event.defaultPrevented && !event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    return deeds.region(event.shiftKey ? -1 : 1);
  }
  if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  const deed = deedOf(event.key, deeds);
  if (!deed) return;
  event.preventDefault();
  deed();
}

function deedOf(key: string, { askSaved, find, look }: PageKeys): (() => void) | undefined {
  switch (key.toLowerCase()) {
    case 's':
      return askSaved;
    case 'f':
      return find;
    case '+':
    case '=':
      return () => look.zoomBy(1);
    case '-':
    case '_':
      return () => look.zoomBy(-1);
    case '0':
      return () => look.zoomTo(100);
    default:
      return undefined;
  }
}
