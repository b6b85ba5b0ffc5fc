// A clipboard is written by strangers: nothing of it runs (no DOM is ever made of it), and the largest is refused in bounded time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostCells, mostRows } from '#ui/clipboard/clip-block.ts';
import { readClipboard } from '#ui/clipboard/read-clipboard.ts';
import { scanHtml } from '#ui/clipboard/scan-html.ts';

const read = (html: string, text = '') => readClipboard({ own: '', html, text });
const texts = (html: string) => {
  const clip = read(html);
  return clip.ok ? clip.value.block.map((row) => row.map((cell) => cell?.text)) : clip.error;
};
/** seconds of this thread */
function spent(deed: () => void): number {
  const before = process.cpuUsage();
  deed();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe('[UI11] hostile clipboards', () => {
  test('a million cells are refused before they are all read', () => {
    const row = `<tr>${'<td x:num="1">1</td>'.repeat(100)}</tr>`;
    expect(spent(() => expect(texts(`<table>${row.repeat(10_000)}</table>`)).toBe('too-large'))).toBeLessThan(5);
    const text = `${'1\t'.repeat(100)}\n`.repeat(10_000);
    expect(read('', text)).toEqual({ ok: false, error: 'too-large' });
  });

  test('a whole column of blank rows under a few figures is the few figures', () => {
    const clip = read('', `5\r\n6\r\n${'\r\n'.repeat(1_048_574)}`);
    expect(clip.ok && clip.value.block.length).toBe(2);
  });

  test('ten thousand cells with all of the styles of Excel are read', () => {
    const cell = `<td height=20 class=xl65 align=right width=64 style='height:15.0pt;width:48pt;border-top:none'>1,234</td>`;
    const html = `<table>${`<tr height=20 style='height:15.0pt'>${cell.repeat(10)}</tr>`.repeat(1_000)}</table>`;
    let count = 0;
    const seconds = spent(() => {
      const clip = read(html);
      count = clip.ok ? clip.value.block.flat().length : 0;
    });
    expect(count).toBe(10_000);
    expect(seconds).toBeLessThan(3);
  });

  test.each([
    ['quotes that never end', `<table><tr><td a="`.repeat(30_000)],
    ['tags that never end', '<td '.repeat(200_000)],
    ['signs of tags', '<'.repeat(500_000)],
    ['comments that never end', '<!--'.repeat(200_000)],
    ['conditional remarks that never end', '<table><![if supportMisalignedColumns]>'.repeat(20_000)],
    ['scripts that never end', '<table><script>'.repeat(50_000)],
    ['nested tables', `${'<table><tr><td>'.repeat(50_000)}5`],
    ['references', `<table><tr><td>${'&#x'.repeat(200_000)}`],
    ['many attributes', `<table><tr><td ${'a=1 '.repeat(200_000)}>5`],
    ['a style sheet without end', `<table><style>${'.a{b:"'.repeat(50_000)}`],
    ['long inline style', `<table><tr><td style='${'mso-ignore:"\\'.repeat(50_000)}'>5`],
    ['spans', `<table>${'<tr><td rowspan=16384 colspan=16384>5</td></tr>'.repeat(100)}`],
    ['spans side by side', `<table><tr>${'<td colspan=1000>5</td>'.repeat(1_000)}`],
    ['quotes in text', '"'.repeat(300_000)],
    ['quotes that pair', `"${'""'.repeat(200_000)}x`]
  ])('%s: an answer in bounded time', (_, hostile) => {
    expect(spent(() => [read(hostile, hostile)])).toBeLessThan(4);
  });

  test('no block is larger than the bounds, whatever is read, and reading never throws', () => {
    const piece = fc.constantFrom(
      '<table>',
      '</table>',
      '<tr>',
      '</tr>',
      '<td>',
      '<td colspan=3>',
      '<td rowspan=9999>',
      '</td>',
      "<col span=2 style='display:none'>",
      '<br>',
      '<p>',
      '<!--',
      '-->',
      '<![if supportMisalignedColumns]>',
      '<![endif]>',
      '<style>.a{mso-number-format:"0"}',
      '</style>',
      '<td class=a x:num="1E400">',
      '<td data-sheets-value="{">',
      '"',
      "'",
      '&#0;',
      '&nbsp;',
      '\t',
      '\n',
      '5',
      '<tr style="mso-xlrowspan:99999999">',
      '<',
      '>'
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const clip = read(pieces.join(''), pieces.join(''));
        if (!clip.ok) return;
        expect(clip.value.block.length).toBeLessThanOrEqual(mostRows);
        expect(clip.value.block.reduce((sum, row) => sum + row.length, 0)).toBeLessThanOrEqual(mostCells);
      }),
      { numRuns: 2_000 }
    );
  });

  test('what stands in scripts, styles, comments and attributes is never text', () => {
    const heard: string[] = [];
    scanHtml(
      `a<script>b</script><STYLE>c</style>d<!-- e --><title>f</title><img alt="g" src=x onerror="h"><svg onload='i'>j</svg><?k?><!l>m`,
      { open: () => undefined, close: () => undefined, text: (text) => void heard.push(text) }
    );
    expect(heard.join('')).toBe('adjm');
  });
});
