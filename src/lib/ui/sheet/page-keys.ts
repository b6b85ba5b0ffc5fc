// Keys of the whole sheet page, wherever the keyboard is: what the browser would do with them helps nobody here.
import type { Look } from '#ui/grid/look.svelte.ts';

export interface PageKeys {
  askSaved(): void;
  find(): void;
  look: Pick<Look, 'zoomBy' | 'zoomTo'>;
}

/** Ctrl+S says whether all is saved, Ctrl+F finds an indicator, Ctrl with +, - and 0 zoom the grid. */
export function pageKey(event: KeyboardEvent, deeds: PageKeys): void {
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
