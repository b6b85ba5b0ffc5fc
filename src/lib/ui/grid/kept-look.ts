// How a person has set up the grid of one form on this computer: zoom, widths of columns, what of the left pane is open. Kept in the
// browser's storage, which may be missing, full or hold anything; no figures of a sheet are in it.

export interface KeptLook {
  /** percent, one of `zoomSteps` */
  zoom: number;
  /** table → column code → pixels at 100 %; a table that is absent has the widths of its plan */
  widths: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** left pane: shown at all, and which of its lists */
  showsPane: boolean;
  pane: 'sections' | 'departments';
  /** codes of tables and headings that are folded in the left pane */
  folded: readonly string[];
}

export const zoomSteps = [50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200] as const;
export const narrowest = 36;
export const widest = 900;

export const freshLook: KeptLook = { zoom: 100, widths: {}, showsPane: true, pane: 'sections', folded: [] };

/** The next larger or smaller step; the same at the end. */
export function nextZoom(zoom: number, step: 1 | -1): number {
  const steps = step === 1 ? zoomSteps : zoomSteps.toReversed();
  return steps.find((one) => (step === 1 ? one > zoom : one < zoom)) ?? zoom;
}

export const lawfulWidth = (pixels: number): number => Math.round(Math.min(widest, Math.max(narrowest, pixels)));

/** What was kept, as far as it makes sense; the rest is as on the first day. */
export function readLook(text: string | null): KeptLook {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '');
  } catch {
    return freshLook; // nothing kept, or not by us
  }
  if (!isObject(kept)) return freshLook;
  const { zoom, widths, showsPane, pane, folded } = kept;
  return {
    zoom: zoomSteps.find((step) => step === zoom) ?? freshLook.zoom,
    widths: isObject(widths) ? Object.fromEntries(Object.entries(widths).flatMap(readTable)) : {},
    showsPane: typeof showsPane === 'boolean' ? showsPane : freshLook.showsPane,
    pane: pane === 'departments' ? pane : freshLook.pane,
    folded: Array.isArray(folded) ? folded.filter((code) => typeof code === 'string') : []
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readTable([table, widths]: [string, unknown]): [string, Record<string, number>][] {
  if (!isObject(widths)) return [];
  const lawful = Object.entries(widths).filter(
    (one): one is [string, number] => typeof one[1] === 'number' && lawfulWidth(one[1]) === one[1]
  );
  return lawful.length > 0 ? [[table, Object.fromEntries(lawful)]] : [];
}

/** One place per person and form: colleagues who share an office PC do not get each other's. */
export const lookName = (person: string, form: string): string => `huibiao:look:${person}:${form}`;
