// @ in comments: what is begun, who fits, how a name is put in, and how a text is taken apart again.
import { describe, expect, test } from 'vitest';
import { begunMention, fittingPeople, partsOf, withMention } from '#ui/panels/mentions.ts';
import type { TalkPerson } from '#ui/panels/talk.svelte.ts';

const person = (name: string, department?: string): TalkPerson => ({
  person: name,
  name,
  unitName: '盐津县',
  role: 'clerk',
  ...(department ? { department } : {})
});

describe('what is begun', () => {
  test.each([
    ['@', { at: 0, typed: '' }],
    ['请看 @王', { at: 3, typed: '王' }],
    ['请看＠王', { at: 2, typed: '王' }],
    ['请看@王 ', undefined],
    ['写到 a@b', undefined],
    ['没有', undefined]
  ])('%s', (text, begun) => expect(begunMention(text, text.length)).toEqual(begun));

  test('only what stands before the caret counts', () =>
    expect(begunMention('@王五 好', 2)).toEqual({ at: 0, typed: '王' }));
});

test('people fit by name, department or unit; names that begin with it come first', () => {
  const people = [person('李司法'), person('司马', '公安局'), person('王五', '司法局')];
  expect(fittingPeople(people, '司').map(({ name }) => name)).toEqual(['司马', '李司法', '王五']);
  expect(fittingPeople(people, '盐津')).toHaveLength(3);
  expect(fittingPeople(people, 'x')).toEqual([]);
});

test('the begun name is made whole and the caret stands behind it', () => {
  expect(withMention('请 @王 看', { at: 2, typed: '王' }, '王五')).toEqual({ text: '请 @王五 看', caret: 6 });
});

test('a text comes apart into names and the rest; of names that begin alike the longest counts', () => {
  const mentioned = [
    { person: '1', name: '王五' },
    { person: '2', name: '王五六' }
  ];
  expect(partsOf('请@王五六和@王五看@别人', mentioned)).toEqual([
    { text: '请' },
    { text: '@王五六', person: '2' },
    { text: '和' },
    { text: '@王五', person: '1' },
    { text: '看@别人' }
  ]);
});
