// The legend and the grid's looks are one: each state has a sign in grid.css, a line in the legend, and colours that can be read.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { legendSamples } from '#ui/sheet/legend-samples.ts';
import { words } from '#ui/words/words.ts';

const css = readFileSync('src/lib/ui/grid/grid.css', 'utf8');
const look = readFileSync('src/lib/ui/grid/look-of-cell.ts', 'utf8');
const rulesOf = (name: string) =>
  [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)]
    .filter(([, heads]) => new RegExp(`\\.${name}(?![\\w-])`).test(heads!))
    .map(([, , body]) => body!);

test('every state that a cell can have is in the legend, once, with words', () => {
  const given = [...new Set([...look.matchAll(/'(c-[a-z]+)'/g)].map(([, name]) => name!))].filter(
    (name) => name !== 'c-text' && name !== 'c-number'
  );
  const shown = legendSamples(words('zh')).map(([classes]) => classes.split(' ').at(-1));
  expect([...shown].sort()).toEqual(given.sort());
  expect(new Set(legendSamples(words('zh')).map(([, , meaning]) => meaning)).size).toBe(shown.length);
});

test('every state has a second sign besides its colour', () => {
  for (const [classes] of legendSamples(words('zh'))) {
    const name = classes.split(' ').at(-1)!;
    const body = rulesOf(name).join(';');
    expect(body, name).toMatch(/--m-[a-z]+:|background-image|font-style|text-decoration|text-align|box-shadow/);
  }
});

/** WCAG contrast of two #rrggbb */
function contrast(a: string, b: string): number {
  const light = (colour: string) => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!;
  };
  const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
}

test('text on every ground is read at 4.5 to 1, every sign seen at 3 to 1', () => {
  const ink = '#1b2330';
  for (const [classes] of legendSamples(words('zh'))) {
    const name = classes.split(' ').at(-1)!;
    const body = rulesOf(name).join(';');
    const ground = /background-color: (#[0-9a-f]{6})/.exec(body)?.[1] ?? '#ffffff';
    const text = /(?:^|[;\s])color: (#[0-9a-f]{6})/.exec(body)?.[1] ?? ink;
    expect(contrast(text, ground), `${name} text`).toBeGreaterThanOrEqual(4.5);
    const sign = /--m-(?:finding|note|stated|saved|comment|side):[^;]*?(?:fill|stroke)='%23([0-9a-f]{6})'/.exec(
      body
    )?.[1];
    if (sign) expect(contrast(`#${sign}`, ground), `${name} sign`).toBeGreaterThanOrEqual(3);
  }
});
