// The zoom of the grid: the theme's own sizes, so that the library lays out at the true size. Text stays crisp, and editor, selection and
// fill handle stand exactly on their cells, which they would not under a scaling of the whole element.
import type HandsontableType from 'handsontable/base';
import { sizesAt } from './grid-layout.ts';

const fontPixels = 13;
const sidePadding = 7;

/** To be called before the grid is made, and with the grid after it. @param zoom 1 is 100 % */
export function setZoom(node: HTMLElement, zoom: number, hot?: HandsontableType): void {
  const { line, padding } = sizesAt(zoom);
  const sizes: Readonly<Record<string, string>> = {
    '--zoom': String(zoom),
    '--zoom-font': `${fontPixels * zoom}px`,
    '--zoom-line': `${line}px`,
    '--zoom-padding': `${padding}px`,
    '--zoom-side': `${sidePadding * zoom}px`
  };
  for (const [name, size] of Object.entries(sizes)) node.style.setProperty(name, size);
  // the library remembers the sizes of its theme
  if (hot) (hot as unknown as WithStyles).stylesHandler.clearCache();
}

/** what the library has beyond its published type; pinned with its version */
interface WithStyles {
  stylesHandler: { clearCache(): void };
}

/** Ctrl+wheel over the grid. @returns stops listening */
export function onZoomWheel(node: HTMLElement, zoomBy: (step: 1 | -1) => void): () => void {
  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault(); // the browser would make the whole page larger
    zoomBy(event.deltaY < 0 ? 1 : -1);
  };
  node.addEventListener('wheel', wheel, { passive: false });
  return () => node.removeEventListener('wheel', wheel);
}
