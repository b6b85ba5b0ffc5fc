// Contrast of the look, computed from the style sheets themselves: every colour of text on what it stands on, every mark of a cell.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { personColours } from '#ui/grid/paint-cell.ts';

const app = readFileSync('src/app.css', 'utf8');
const grid = readFileSync('src/lib/ui/grid/grid.css', 'utf8');
const variables = new Map(
  [...app.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{3,6})\b/g)].map(([, name, value]) => [name!, value!])
);

function colour(written: string): string {
  const name = /var\((--[\w-]+)/.exec(written)?.[1];
  const found = name === undefined ? written : variables.get(name);
  if (found === undefined || !/^#([0-9a-f]{3}|[0-9a-f]{6})$/.test(found)) throw new Error(`no colour: ${written}`);
  return found.length === 4 ? `#${[...found.slice(1)].map((digit) => digit + digit).join('')}` : found;
}

/** relative luminance as WCAG 2.2 defines it */
function luminance(written: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour(written).slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** what the rule with exactly this selector says of a property */
function said(css: string, selector: string, property: string): string | undefined {
  for (const [, selectors = '', body = ''] of css.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors.split(',').some((one) => one.trim() === selector)) continue;
    const value = new RegExp(`(?:^|[;\\s])${property}:\\s*([^;]+);`).exec(body)?.[1];
    if (value !== undefined) return value.trim();
  }
  return undefined;
}

function tooFaint(pairs: readonly (readonly [name: string, text: string, ground: string])[], least: number): string[] {
  return pairs
    .map(([name, text, ground]) => ({ name, ratio: contrast(text, ground) }))
    .filter(({ ratio }) => ratio < least)
    .map(({ name, ratio }) => `${name}: ${ratio.toFixed(2)}`);
}

const cell = (name: string, property: string) => said(grid, `.ht-theme-main .htCore td.${name}`, property);
const cellGrounds = ['c-mine', 'c-foreign', 'c-locked', 'c-derived', 'c-blocked', 'c-must', 'c-explain'].map(
  (name) => [name, cell(name, 'background-color')!] as const
);
const cellInks = ['c-foreign', 'c-locked', 'c-derived', 'c-nothing', 'c-draft'].map(
  (name) => [name, cell(name, 'color')!] as const
);

test('[UI52] black on white is 21 : 1, and the measure knows grey', () => {
  expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(tooFaint([['grey', '#777777', '#ffffff']], 4.5)).toEqual(['grey: 4.48']);
});

test('[UI52] inks stand out from papers', () => {
  const pairs = ['--ink', '--ink-soft', '--ink-faint', '--accent'].flatMap((ink) =>
    ['--paper', '--ground', '--shade', '--line-soft', '--accent-soft'].map(
      (paper) => [`${ink} on ${paper}`, `var(${ink})`, `var(${paper})`] as const
    )
  );
  expect(tooFaint(pairs, 4.5)).toEqual([]);
});

test('[UI52] stages, badges and notices stand out from their own ground', () => {
  const stages = [...variables.keys()].filter((name) => /^--stage-\w+$/.test(name));
  expect(stages).toHaveLength(6);
  const kinds = ['bad', 'warn', 'good'];
  const pairs = [
    ...stages.map((stage) => [stage, `var(${stage})`, `var(${stage}-soft)`] as const),
    ...stages.map((stage) => [`${stage} on paper`, `var(${stage})`, 'var(--paper)'] as const),
    ...kinds.map((kind) => [`badge ${kind}`, `var(--${kind})`, `var(--${kind}-soft)`] as const),
    ...kinds.map((kind) => [`${kind} on paper`, `var(--${kind})`, 'var(--paper)'] as const),
    ...kinds.map(
      (kind) => [`message ${kind}`, said(app, `.message.${kind}`, 'color')!, `var(--${kind}-soft)`] as const
    ),
    ['badge', said(app, '.badge', 'color')!, said(app, '.badge', 'background')!] as const,
    ['primary button', '#ffffff', 'var(--accent)'] as const,
    ['placeholder', said(app, '.input::placeholder', 'color')!, 'var(--paper)'] as const
  ];
  expect(tooFaint(pairs, 4.5)).toEqual([]);
});

test('[UI52] the text of a cell can be read in every state, and with every finding over it', () => {
  const pairs = cellGrounds.flatMap(([ground, background]) =>
    [['--ink', 'var(--ink)'] as const, ...cellInks].map(
      ([ink, text]) => [`${ink} on ${ground}`, text, background] as const
    )
  );
  expect(pairs).toHaveLength(42);
  expect(tooFaint(pairs, 4.5)).toEqual([]);
});

test('[UI52] the marks of a cell, what frames it, and names of people on their colours can be told', () => {
  const marks = [...grid.matchAll(/td\.(c-[\w-]+) \{\s*--m-\w+: url\("([^"]+)"\)/g)].flatMap(
    ([, name = '', picture = '']) => {
      // the first colour is that of the mark; what is white is drawn into it
      const drawn = [...picture.matchAll(/(?:fill|stroke)='%23([0-9a-f]{6})'/g)].map(([, hex]) => `#${hex}`);
      return drawn.length > 0 ? [[name, drawn[0]!] as const] : [];
    }
  );
  expect(marks.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'c-locked',
      'c-derived',
      'c-must',
      'c-explain',
      'c-note',
      'c-stated',
      'c-waiting',
      'c-saved'
    ])
  );
  const pairs = cellGrounds.flatMap(([ground, background]) =>
    [...marks, ...personColours.map((one) => [`person ${one}`, one] as const)].map(
      ([mark, drawn]) => [`${mark} on ${ground}`, drawn, background] as const
    )
  );
  expect(tooFaint(pairs, 3)).toEqual([]);
  expect(
    tooFaint(
      personColours.map((one) => [one, '#ffffff', one] as const),
      4.5
    )
  ).toEqual([]);
});

test('[UI52] the frame of what has the focus can be seen on every ground', () => {
  expect(said(app, ':focus-visible', 'outline')).toContain('var(--accent)');
  const pairs = ['--paper', '--ground', '--shade', '--accent-soft', '--line-soft'].map(
    (ground) => [ground, 'var(--accent)', `var(${ground})`] as const
  );
  expect(tooFaint(pairs, 3)).toEqual([]);
});
