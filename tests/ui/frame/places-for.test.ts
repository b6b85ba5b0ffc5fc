import { expect, test } from 'vitest';
import { placesFor } from '#ui/frame/places-for.ts';

test.each([
  [['clerk'], ['work', 'imports', 'exports']],
  [['coordinator'], ['work', 'totals', 'imports', 'exports', 'setup']],
  [['upper'], ['work', 'totals', 'exports']],
  [['administrator'], ['work', 'totals', 'exports', 'setup']],
  [['auditor'], ['work', 'totals', 'exports']],
  [
    ['clerk', 'upper'],
    ['work', 'totals', 'imports', 'exports']
  ],
  [[], []]
] as const)('%j is offered %j', (roles, places) => {
  expect(placesFor(roles)).toEqual(places);
});
