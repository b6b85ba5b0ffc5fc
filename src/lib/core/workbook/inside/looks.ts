// How a cell of each style looks in a workbook: faces, sides, frames, number formats. Both writers take it from here.
import type { PageCell, PageStyle, PageValue } from '#core/workbook/page.ts';

export interface Look {
  face: string;
  /** points */
  size: number;
  bold: boolean;
  horizontal: 'left' | 'center' | 'right';
  indent: number;
  wrap: boolean;
  /** a thin black line around */
  framed: boolean;
  /** filled grey: nothing may be entered */
  grey: boolean;
  /** smaller letters where a number is longer than its column is wide: never ##### */
  shrink: boolean;
  /** may be changed on a protected page */
  open: boolean;
  /** absent: General */
  format?: string;
}

const body = { face: '宋体', size: 10.5, bold: false };
const faces: Partial<Record<PageStyle, Pick<Look, 'face' | 'size' | 'bold'>>> = {
  // not on every machine: then the program takes another Chinese face
  title: { face: '方正小标宋简体', size: 18, bold: false },
  'table-title': { face: '黑体', size: 12, bold: false },
  head: { face: '黑体', size: 10.5, bold: false },
  heading: { ...body, bold: true }
};
const horizontal: Record<PageStyle, Look['horizontal']> = {
  title: 'center',
  subtitle: 'center',
  line: 'left',
  'line-right': 'right',
  'table-title': 'left',
  head: 'center',
  stub: 'left',
  heading: 'left',
  fact: 'center',
  value: 'right',
  sign: 'center',
  words: 'left',
  blocked: 'center',
  plain: 'left'
};
const unframed: ReadonlySet<PageStyle> = new Set(['title', 'subtitle', 'line', 'line-right', 'table-title', 'plain']);
const wrapped: ReadonlySet<PageStyle> = new Set(['line', 'head', 'stub', 'heading', 'fact', 'words']);

/** @returns undefined for a cell without any look of its own */
export function lookOf({ style, value, indent, centred, input }: PageCell): Look | undefined {
  if (style === 'plain') return undefined;
  const format = formatOf(style, value);
  return {
    ...(faces[style] ?? body),
    horizontal: centred ? 'center' : horizontal[style],
    indent: indent ?? 0,
    wrap: wrapped.has(style),
    framed: !unframed.has(style),
    grey: style === 'blocked',
    shrink: style === 'value',
    open: input ?? false,
    ...(format === undefined ? {} : { format })
  };
}

/** Text in cells of values is formatted as text: =1+1 stays text when somebody opens the cell and leaves it again. */
function formatOf(style: PageStyle, value: PageValue): string | undefined {
  if (value.kind === 'number' || value.kind === 'formula') return value.format;
  return style === 'words' || (value.kind === 'text' && /^[=+\-@]/.test(value.text)) ? '@' : undefined;
}

/** The format's own escapes: _x0041_ would come back as A, a carriage return as a line feed. */
export const escapeText = (text: string): string =>
  text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll('\r', '_x000D_');
