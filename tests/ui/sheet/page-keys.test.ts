import { expect, test } from 'vitest';
import { pageKey } from '#ui/sheet/page-keys.ts';

function press(key: string, more: Partial<KeyboardEvent> = {}) {
  const done: string[] = [];
  let prevented = false;
  const event = {
    key,
    ctrlKey: true,
    metaKey: false,
    altKey: false,
    defaultPrevented: false,
    preventDefault: () => (prevented = true),
    ...more
  } as unknown as KeyboardEvent;
  pageKey(event, {
    askSaved: () => done.push('saved'),
    find: () => done.push('find'),
    region: (step) => done.push(`area ${step}`),
    look: { zoomBy: (step) => done.push(`by ${step}`), zoomTo: (percent) => done.push(`to ${percent}`) }
  });
  return { done, prevented };
}

test('Ctrl with s, f, +, - and 0 are the page’s, not the browser’s', () => {
  expect(['s', 'S', 'f', '+', '=', '-', '0'].map((key) => press(key))).toEqual(
    ['saved', 'saved', 'find', 'by 1', 'by 1', 'by -1', 'to 100'].map((deed) => ({ done: [deed], prevented: true }))
  );
});

test('[UI51] F6 goes to the next area and Shift+F6 to the one before', () => {
  expect(press('F6', { ctrlKey: false })).toEqual({ done: ['area 1'], prevented: true });
  expect(press('F6', { ctrlKey: false, shiftKey: true })).toEqual({ done: ['area -1'], prevented: true });
  expect(press('F6')).toEqual({ done: [], prevented: false });
});

test('other keys, keys without Ctrl and keys that the grid has dealt with are left alone', () => {
  for (const one of [
    press('p'),
    press('s', { ctrlKey: false }),
    press('0', { altKey: true }),
    press('f', { defaultPrevented: true })
  ])
    expect(one).toEqual({ done: [], prevented: false });
});
