// Frames that no honest browser sends: made from honest ones by chance (flipped bits, cut, doubled, spliced, numbers put in), or put together
// by somebody who knows the format and wants others' cells, client ids or presence.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { writeAnswer, writeAskPresence, writeHello, writePresence, writeUpdate } from '#core/sheet/frames.ts';
import type { Random } from '#tests/tools/random.ts';

/** What an attacker knows of the sheet: all that a reader of it hears. */
export interface Knowledge {
  /** the whole document as the attacker has heard it */
  doc: Y.Doc;
  /** client ids of others */
  others: readonly number[];
  /** frames that were said by somebody before */
  heard: readonly Uint8Array[];
  /** keys of cells: own, others', computed, blocked, unknown */
  keys: readonly string[];
}

const numbers = [0, 1, 127, 128, 255, 16383, 16384, 0x7fffffff, 0xffffffff, 0x100000000, 2 ** 53 - 1];

const contents = (random: Random): unknown =>
  random.pick<unknown>([
    { number: String(random.below(1e6)) },
    { nothing: 'blank' },
    { number: '1e999' },
    { number: '9'.repeat(300) },
    { text: '=1+1' },
    { nothing: 'unobtainable', reason: 'x'.repeat(5000) },
    { number: '1', note: { toString: 'x' } },
    { __proto__: null, number: '1', constructor: { prototype: {} } },
    [{ number: '1' }],
    null,
    42,
    'text',
    true,
    { stated: [{ number: '1', source: 's', printed: '1' }] }
  ]);

/** An update that somebody made who knows Yjs. */
export function forgedUpdate(random: Random, known: Knowledge): Uint8Array {
  const doc = new Y.Doc({ guid: '' });
  if (random.chance(0.7)) Y.applyUpdate(doc, Y.encodeStateAsUpdate(known.doc));
  doc.clientID = random.pick([
    1 + random.below(0xfffffffe),
    random.pick(known.others),
    known.doc.clientID,
    0,
    0xffffffff,
    0x100000000
  ]);
  const before = Y.encodeStateVector(doc);
  const cells = doc.getMap('cells');
  const acts: (() => void)[] = [
    () => cells.set(random.pick(known.keys), contents(random)),
    () => cells.set(random.pick(known.keys), contents(random)),
    () => cells.delete(random.pick([...cells.keys(), 'nothing'])),
    () => cells.clear(),
    () => cells.set(random.pick(known.keys), new Y.Map([['number', '1']])),
    () => cells.set(random.pick(known.keys), new Y.Text('1')),
    () => cells.set(random.pick(known.keys), new Uint8Array(random.below(100))),
    () => cells.set(random.pick(known.keys), new Y.Doc()),
    () => doc.getText('cells2').insert(0, 'text'),
    () => doc.getArray(random.pick(known.keys)).push([1]),
    () => doc.getXmlFragment('x').insert(0, [new Y.XmlElement('b')])
  ];
  doc.transact(() => {
    for (let at = 0; at <= random.below(4); at++) {
      try {
        random.pick(acts)();
      } catch {
        // not even Yjs takes that
      }
    }
  });
  const full = random.chance(0.2);
  const update = Y.encodeStateAsUpdate(doc, full ? undefined : before);
  doc.destroy();
  return update;
}

/** An update written by hand: client, clock, parent and content as one likes. */
export function rawUpdate(random: Random, known: Knowledge): Uint8Array {
  const encoder = encoding.createEncoder();
  const number = () => random.pick([...numbers, random.below(300), random.pick(known.others), known.doc.clientID]);
  const clients = random.below(4);
  encoding.writeVarUint(encoder, random.chance(0.05) ? number() : clients);
  for (let at = 0; at < clients; at++) {
    const structs = random.below(4);
    encoding.writeVarUint(encoder, random.chance(0.05) ? number() : structs);
    encoding.writeVarUint(encoder, number());
    encoding.writeVarUint(encoder, random.chance(0.6) ? clockOf(random, known) : number());
    for (let nth = 0; nth < structs; nth++) writeStruct(encoder, random, known, number);
  }
  const deleting = random.chance(0.3) ? 1 + random.below(2) : 0;
  encoding.writeVarUint(encoder, deleting);
  for (let at = 0; at < deleting; at++) {
    encoding.writeVarUint(encoder, random.chance(0.7) ? random.pick(known.others) : number());
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, random.below(20));
    encoding.writeVarUint(encoder, random.chance(0.9) ? 1 + random.below(5) : number());
  }
  return encoding.toUint8Array(encoder);
}

const clockOf = (random: Random, known: Knowledge): number =>
  Y.getState(known.doc.store, random.pick([...known.others, known.doc.clientID])) + random.below(3) - 1;

function writeStruct(encoder: encoding.Encoder, random: Random, known: Knowledge, number: () => number): void {
  const kind = random.pick([0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 9, 10]);
  const [left, right, sub] = [random.chance(0.4), random.chance(0.2), random.chance(0.7)];
  encoding.writeUint8(encoder, kind | (left ? 0x80 : 0) | (right ? 0x40 : 0) | (sub ? 0x20 : 0));
  if (kind === 0 || kind === 10) return encoding.writeVarUint(encoder, 1 + random.below(5));
  for (const is of [left, right])
    if (is) {
      encoding.writeVarUint(encoder, random.pick(known.others));
      encoding.writeVarUint(encoder, random.below(20));
    }
  if (!left && !right) {
    const isRoot = random.chance(0.8);
    encoding.writeVarUint(encoder, isRoot ? 1 : 0);
    if (isRoot) encoding.writeVarString(encoder, random.chance(0.9) ? 'cells' : random.pick(known.keys));
    else {
      encoding.writeVarUint(encoder, random.pick(known.others));
      encoding.writeVarUint(encoder, random.below(20));
    }
    if (sub) encoding.writeVarString(encoder, random.pick(known.keys));
  }
  if (kind === 1) encoding.writeVarUint(encoder, number());
  else if (kind === 8) {
    encoding.writeVarUint(encoder, 1);
    encoding.writeAny(encoder, contents(random) as never);
  } else if (kind === 7) encoding.writeVarUint(encoder, random.below(9));
  else encoding.writeVarString(encoder, '{"number":"1"}');
}

function forgedPresence(random: Random, known: Knowledge): Uint8Array {
  const encoder = encoding.createEncoder();
  const count = random.below(4);
  encoding.writeVarUint(encoder, random.chance(0.05) ? random.pick(numbers) : count);
  for (let at = 0; at < count; at++) {
    encoding.writeVarUint(encoder, random.chance(0.7) ? random.pick(known.others) : random.pick(numbers));
    encoding.writeVarUint(encoder, random.pick([...numbers, random.below(50)]));
    const says = random.pick<unknown>([
      null,
      { at: random.pick(known.keys), editing: true },
      { person: 'bea', name: '冒名', colour: 99, at: 'x'.repeat(300) },
      { at: { toString: 1 } },
      [1, 2],
      'x'.repeat(random.pick([10, 3000]))
    ]);
    encoding.writeVarString(encoder, random.chance(0.1) ? '{"at":' : JSON.stringify(says));
  }
  return encoding.toUint8Array(encoder);
}

function forgedVector(random: Random, known: Knowledge): Uint8Array {
  const encoder = encoding.createEncoder();
  const count = random.below(6);
  encoding.writeVarUint(encoder, random.chance(0.1) ? random.pick(numbers) : count);
  for (let at = 0; at < count; at++) {
    encoding.writeVarUint(encoder, random.chance(0.5) ? random.pick(known.others) : random.pick(numbers));
    encoding.writeVarUint(encoder, random.pick(numbers));
  }
  return encoding.toUint8Array(encoder);
}

/** The bytes with some of them wrong. */
export function damaged(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  const at = random.below(copy.length + 1);
  switch (random.below(7)) {
    case 0:
    case 1:
      for (let nth = 0; nth <= random.below(6) && copy.length > 0; nth++)
        copy[random.below(copy.length)]! ^= 1 << random.below(8);
      return copy;
    case 2:
      return copy.slice(0, at);
    case 3:
      return joined(copy, copy.slice(at));
    case 4:
      return joined(copy.slice(0, at), other.slice(random.below(other.length + 1)));
    case 5:
      return joined(
        copy.slice(0, at),
        Uint8Array.from({ length: random.below(12) }, () => random.below(256)),
        copy.slice(at)
      );
    default:
      return joined(copy.slice(0, at), varuint(random.pick(numbers)), copy.slice(at + random.below(3)));
  }
}

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function varuint(number: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, number);
  return encoding.toUint8Array(encoder);
}

/** What the attacker says next. */
export function nextFrame(random: Random, known: Knowledge): Uint8Array {
  const honest = random.pick(known.heard);
  const chance = random.next();
  if (chance < 0.3) return damaged(random, honest, random.pick(known.heard));
  if (chance < 0.38) return honest; // a replay, of others' too
  if (chance < 0.58) return writeUpdate(forgedUpdate(random, known));
  if (chance < 0.78) return random.pick([writeUpdate, writeAnswer])(rawUpdate(random, known));
  if (chance < 0.86) return writePresence(forgedPresence(random, known));
  if (chance < 0.91) return writeHello(forgedVector(random, known));
  if (chance < 0.92) return writeAskPresence();
  if (chance < 0.96) return damaged(random, writeUpdate(forgedUpdate(random, known)), honest);
  return Uint8Array.from({ length: random.below(200) }, () => random.below(256));
}
