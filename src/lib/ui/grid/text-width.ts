// How wide a text is at 13 pixels, near enough to choose widths and heights before anything is painted.

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’—…]/;

/** pixels of one line */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += wide.test(sign) ? 13 : 7.4;
  return Math.ceil(width);
}

/** how many lines the text takes in `width` pixels; at least 1 */
export const linesOf = (text: string, width: number): number =>
  Math.max(1, Math.ceil(widthOf(text) / Math.max(width, 14)));
