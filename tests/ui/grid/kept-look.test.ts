import { describe, expect, test } from 'vitest';
import { freshLook, lookName, narrowest, nextZoom, readLook, widest, zoomSteps } from '#ui/grid/kept-look.ts';

describe('[UI26] what is kept of a person’s set-up', () => {
  test('comes back as it was', () => {
    const kept = {
      zoom: 125,
      widths: { t1: { bn: 120, 'label:0': 300 } },
      showsPane: false,
      pane: 'departments',
      folded: ['t3']
    };
    expect(readLook(JSON.stringify(kept))).toEqual(kept);
  });

  test.each([null, '', 'null', '[]', '"x"', '{', '{"zoom":"big","widths":7,"folded":[1],"pane":"x","showsPane":1}'])(
    'nonsense is as on the first day: %s',
    (text) => {
      expect(readLook(text)).toEqual(freshLook);
    }
  );

  test('one bad width does not take the others with it', () => {
    const text = JSON.stringify({ widths: { t1: { a: 90, b: -5, c: 'wide', d: widest + 1, e: narrowest }, t2: [] } });
    expect(readLook(text).widths).toEqual({ t1: { a: 90, e: narrowest } });
  });

  test('people of one computer and forms do not share it', () => {
    const names = [lookName('a', 'f'), lookName('b', 'f'), lookName('a', 'g')];
    expect(new Set(names).size).toBe(3);
  });
});

test('zoom goes step by step from 50 to 200 % and stops there', () => {
  const up = [50];
  while (nextZoom(up.at(-1)!, 1) !== up.at(-1)) up.push(nextZoom(up.at(-1)!, 1));
  expect(up).toEqual([...zoomSteps]);
  expect(nextZoom(50, -1)).toBe(50);
  expect(nextZoom(110, -1)).toBe(100);
});
