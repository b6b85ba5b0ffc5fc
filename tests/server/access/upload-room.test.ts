// Bodies that are being read: how many at once, of all and of one person.
import { expect, test } from 'vitest';
import { uploadRoom } from '#server/access/upload-room.ts';

const busy = expect.objectContaining({ code: 'busy' });

test('[AU12] all bodies together have a bound, and leaving makes room', () => {
  const room = uploadRoom({ bytes: 100, perPerson: 9 });
  const leave = room.enter('a', 60);
  expect(() => room.enter('b', 41)).toThrow(busy);
  room.enter('b', 40);
  leave();
  leave(); // twice is once
  room.enter('c', 60);
  expect(() => room.enter('d', 1)).toThrow(busy);
});

test('[AU12] one person has a few at once, others are not hindered', () => {
  const room = uploadRoom({ bytes: 1000, perPerson: 2 });
  const leave = room.enter('a', 1);
  room.enter('a', 1);
  expect(() => room.enter('a', 1)).toThrow(busy);
  room.enter('b', 1);
  leave();
  room.enter('a', 1);
});

test('[AU12] a body larger than all the room comes in when it is alone', () => {
  const room = uploadRoom({ bytes: 10, perPerson: 2 });
  const leave = room.enter('a', 50);
  expect(() => room.enter('b', 1)).toThrow(busy);
  leave();
  room.enter('b', 1);
});
