import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { touchedCells as touchedBy, type Touched } from '#core/sheet/changes.ts';
import { cellsOf, contentOf, newDocument, silentClient, type SheetDocument } from '#core/sheet/document.ts';

const touchedCells = (update: Uint8Array, doc: SheetDocument) => touchedBy(update, { doc, retired: new Map() });
const number = (text: string) => ({ number: text });

/** a server document in which client 100 has written a = 1, b = 2 */
function server(): SheetDocument {
  const writer = newDocument(100);
  writer.transact(() => {
    cellsOf(writer).set('t/a/x', number('1'));
    cellsOf(writer).set('t/b/x', number('2'));
  });
  return copyOf(writer);
}

function copyOf(doc: SheetDocument, client = silentClient): SheetDocument {
  const copy = newDocument(client);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

/** what `work` adds to a copy of `doc`, as one update */
function updateOf(doc: SheetDocument, client: number, work: (copy: SheetDocument) => void): Uint8Array {
  const copy = copyOf(doc, client);
  const before = Y.encodeStateVector(copy);
  work(copy);
  return Y.encodeStateAsUpdate(copy, before);
}

const keysOf = (touched: Touched) =>
  touched.kind === 'writes' ? [...new Set(touched.writes.map(({ key }) => key))].sort() : touched.kind;

/** What must hold of any accepted update, tried on a copy with Yjs itself. */
function proveAccepted(doc: SheetDocument, touched: Touched): void {
  if (touched.kind !== 'writes') return;
  const copy = copyOf(doc);
  const standing = new Map([...cellsOf(copy)._map].map(([key, item]) => [key, item.id]));
  Y.applyUpdate(copy, touched.update);
  expect(copy.store.pendingStructs).toBeNull();
  expect(copy.store.pendingDs).toBeNull();
  expect([...copy.share.keys()]).toEqual(['cells']);
  const named = new Set(touched.writes.map(({ key }) => key));
  for (const [key, item] of cellsOf(copy)._map) {
    expect(item.deleted, `${key} is deleted`).toBe(false);
    if (!Y.compareIDs(item.id, standing.get(key) ?? null)) expect([...named]).toContain(key);
  }
  for (const key of standing.keys()) expect(cellsOf(copy)._map.has(key)).toBe(true);
  expect(cellsOf(copy)._start).toBeNull();
}

describe('updates of honest clients', () => {
  test('a write into a filled cell names that cell with its content', () => {
    const doc = server();
    const touched = touchedCells(
      updateOf(doc, 7, (copy) => cellsOf(copy).set('t/a/x', number('5'))),
      doc
    );
    expect(touched).toMatchObject({
      kind: 'writes',
      writes: [{ key: 't/a/x', client: 7, clock: 0, content: { number: '5' } }]
    });
    expect(contentOf(doc, 't/a/x')).toEqual({ number: '1' });
  });

  test('a write into a cell that was never filled', () => {
    const doc = server();
    expect(
      keysOf(
        touchedCells(
          updateOf(doc, 7, (copy) => cellsOf(copy).set('t/c/x', number('5'))),
          doc
        )
      )
    ).toEqual(['t/c/x']);
  });

  test('[SH3] an update heard twice touches nothing the second time', () => {
    const doc = server();
    const update = updateOf(doc, 7, (copy) => cellsOf(copy).set('t/a/x', number('5')));
    Y.applyUpdate(doc, update);
    expect(touchedCells(update, doc)).toEqual({ kind: 'nothing', named: new Set([7]) });
    expect(touchedCells(Y.encodeStateAsUpdate(doc), doc)).toEqual({ kind: 'nothing', named: new Set([100, 7]) });
  });

  test('a cell that its own writer has overwritten offline many times: all its writes, the last with its content', () => {
    const doc = server();
    const update = updateOf(doc, 7, (copy) => {
      for (let at = 0; at < 20; at++) cellsOf(copy).set('t/a/x', number(String(at)));
    });
    const touched = touchedCells(update, doc);
    expect(keysOf(touched)).toEqual(['t/a/x']);
    expect(touched.kind === 'writes' && touched.writes.at(-1)!.content).toEqual({ number: '19' });
    proveAccepted(doc, touched);
  });

  test('overwritten writes whose contents were kept: each is seen with its content', () => {
    const doc = server();
    const browser = newDocument(7, ({ client }) => client === 7);
    Y.applyUpdate(browser, Y.encodeStateAsUpdate(doc));
    for (const text of ['3', '4', '5']) cellsOf(browser).set('t/a/x', number(text));
    const other = updateOf(doc, 9, (copy) => cellsOf(copy).set('t/a/x', number('theirs')));
    Y.applyUpdate(browser, other);
    const touched = touchedCells(Y.encodeStateAsUpdate(browser, Y.encodeStateVector(doc)), doc);
    proveAccepted(doc, touched);
    expect(
      touched.kind === 'writes' && touched.writes.map(({ client, clock, content }) => [client, clock, content])
    ).toEqual([
      [9, 0, number('theirs')],
      [7, 0, number('3')],
      [7, 1, number('4')],
      [7, 2, number('5')]
    ]);
  });

  test('a write that has lost a race already arrives without its content and is accepted', () => {
    const doc = server();
    const browser = copyOf(doc, 7);
    cellsOf(browser).set('t/a/x', number('mine'));
    const other = updateOf(doc, 9, (copy) => cellsOf(copy).set('t/a/x', number('theirs')));
    Y.applyUpdate(doc, other);
    const mine = Y.encodeStateAsUpdate(browser, Y.encodeStateVector(server()));
    Y.applyUpdate(browser, other); // 9 > 7: the other one wins, and Yjs drops the content of the loser
    const late = Y.encodeStateAsUpdate(browser, Y.encodeStateVector(doc));
    for (const update of [mine, late]) {
      const touched = touchedCells(update, doc);
      expect(keysOf(touched)).toEqual(['t/a/x']);
      proveAccepted(doc, touched);
    }
  });

  test('two page loads of one offline browser in one update', () => {
    const doc = server();
    const first = copyOf(doc, 7);
    cellsOf(first).set('t/a/x', number('5'));
    const second = copyOf(first, 8);
    cellsOf(second).set('t/a/x', number('6'));
    const touched = touchedCells(Y.encodeStateAsUpdate(second, Y.encodeStateVector(doc)), doc);
    expect(touched.kind === 'writes' && [...touched.clients].sort()).toEqual([7, 8]);
    proveAccepted(doc, touched);
  });
});

/** Writes an update by hand: what Yjs' own encoder would never write. */
interface Made {
  client: number;
  clock: number;
  items: ((encoder: Y.UpdateEncoderV1) => void)[];
}
function made(blocks: Made[], deletions: [number, number, number][] = []): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  encoding.writeVarUint(encoder.restEncoder, blocks.length);
  for (const { client, clock, items } of blocks) {
    encoding.writeVarUint(encoder.restEncoder, items.length);
    encoder.writeClient(client);
    encoding.writeVarUint(encoder.restEncoder, clock);
    for (const item of items) item(encoder);
  }
  encoding.writeVarUint(encoder.restEncoder, deletions.length);
  for (const [client, clock, length] of deletions) {
    encoding.writeVarUint(encoder.restEncoder, client);
    encoding.writeVarUint(encoder.restEncoder, 1);
    encoding.writeVarUint(encoder.restEncoder, clock);
    encoding.writeVarUint(encoder.restEncoder, length);
  }
  return encoder.toUint8Array();
}
const origin = 0x80;
const rightOrigin = 0x40;
const parentSub = 0x20;
type Id = [client: number, clock: number];
interface ItemSpec {
  root?: string;
  parent?: Id;
  key?: string | null;
  left?: Id;
  right?: Id;
  any?: unknown[];
  gone?: number;
}
const item =
  ({ root = 'cells', parent, key = 't/a/x', left, right, any = [number('66')], gone }: ItemSpec) =>
  (encoder: Y.UpdateEncoderV1): void => {
    const named = !left && !right;
    encoder.writeInfo(
      (gone ? 1 : 8) | (left ? origin : 0) | (right ? rightOrigin : 0) | (named && key !== null ? parentSub : 0)
    );
    if (left) encoder.writeLeftID(Y.createID(...left));
    if (right) encoder.writeRightID(Y.createID(...right));
    if (named) {
      encoder.writeParentInfo(!parent);
      if (parent) encoder.writeLeftID(Y.createID(...parent));
      else encoder.writeString(root);
      if (key !== null) encoder.writeString(key);
    }
    if (gone) encoder.writeLen(gone);
    else {
      encoder.writeLen(any.length);
      for (const one of any) encoder.writeAny(one);
    }
  };
const gc = (length: number) => (encoder: Y.UpdateEncoderV1) => {
  encoder.writeInfo(0);
  encoder.writeLen(length);
};
const skip = (length: number) => (encoder: Y.UpdateEncoderV1) => {
  encoder.writeInfo(10);
  encoding.writeVarUint(encoder.restEncoder, length);
};

describe('[SH2] an update that is no set of cell writes is refused whole, before the document takes it', () => {
  const attacks: [string, (doc: SheetDocument) => Uint8Array, string][] = [
    ['another root map', (doc) => updateOf(doc, 7, (copy) => copy.getMap('rights').set('all', true)), 'not-cells'],
    ['a root list', (doc) => updateOf(doc, 7, (copy) => copy.getArray('rows').push([1])), 'not-cells'],
    ['a root text', (doc) => updateOf(doc, 7, (copy) => copy.getText('text').insert(0, 'x')), 'not-cells'],
    [
      'a root XML fragment',
      (doc) => updateOf(doc, 7, (copy) => copy.getXmlFragment('xml').push([new Y.XmlElement('p')])),
      'not-cells'
    ],
    ...(
      [
        ['map', () => new Y.Map()],
        ['list', () => new Y.Array()],
        ['text', () => new Y.Text('x')],
        ['XML element', () => new Y.XmlElement('p')],
        ['XML text', () => new Y.XmlText('x')],
        ['document', () => new Y.Doc()],
        ['bytes', () => new Uint8Array([1, 2])]
      ] as [string, () => unknown][]
    ).map(([name, value]): [string, (doc: SheetDocument) => Uint8Array, string] => [
      `a nested ${name}`,
      (doc) => updateOf(doc, 7, (copy) => (cellsOf(copy) as Y.Map<unknown>).set('t/a/x', value())),
      'not-cells'
    ]),
    ['a deleted cell', (doc) => updateOf(doc, 7, (copy) => cellsOf(copy).delete('t/a/x')), 'not-cells'],
    [
      'a cell written and deleted',
      (doc) => updateOf(doc, 7, (copy) => (cellsOf(copy).set('t/a/x', number('5')), cellsOf(copy).delete('t/a/x'))),
      'not-cells'
    ],
    ['all cells cleared', (doc) => updateOf(doc, 7, (copy) => cellsOf(copy).clear()), 'not-cells'],
    ['a delete set alone', () => made([], [[100, 0, 2]]), 'not-cells'],
    [
      'a delete set beside a lawful write of another cell',
      () => made([{ client: 7, clock: 0, items: [item({ key: 't/c/x' })] }], [[100, 0, 1]]),
      'not-cells'
    ],
    ['a deletion of what is not there', () => made([], [[55, 0, 1]]), 'clock-gap'],
    ['a deletion beyond what is there', () => made([], [[100, 1, 5]]), 'clock-gap'],
    [
      'an item of the list inside the map',
      () => made([{ client: 7, clock: 0, items: [item({ key: null })] }]),
      'not-cells'
    ],
    [
      'a child of another item',
      () => made([{ client: 7, clock: 0, items: [item({ parent: [100, 0] })] }]),
      'not-cells'
    ],
    [
      'an item to the left of another',
      () => made([{ client: 7, clock: 0, items: [item({ right: [100, 0] })] }]),
      'not-cells'
    ],
    [
      'an item whose content is gone, standing alone',
      () => made([{ client: 7, clock: 0, items: [item({ left: [100, 0], gone: 1 })] }]),
      'not-cells'
    ],
    [
      'two values in one item',
      () => made([{ client: 7, clock: 0, items: [item({ any: [number('1'), number('2')] })] }]),
      'not-cells'
    ],
    ['no value in an item', () => made([{ client: 7, clock: 0, items: [item({ any: [] })] }]), 'malformed'],
    ['undefined', () => made([{ client: 7, clock: 0, items: [item({ any: [undefined] })] }]), 'not-cells'],
    ['NaN inside', () => made([{ client: 7, clock: 0, items: [item({ any: [{ number: NaN }] })] }]), 'not-cells'],
    ['a big integer', () => made([{ client: 7, clock: 0, items: [item({ any: [{ number: 5n }] })] }]), 'not-cells'],
    [
      'an inherited property',
      () => made([{ client: 7, clock: 0, items: [item({ any: [JSON.parse('{"__proto__":{"number":"5"}}')] })] }]),
      'not-cells'
    ],
    [
      'a deep nest',
      () => made([{ client: 7, clock: 0, items: [item({ any: [JSON.parse('['.repeat(60) + ']'.repeat(60))] })] }]),
      'not-cells'
    ],
    ['a collected item', () => made([{ client: 7, clock: 0, items: [gc(3)] }]), 'not-cells'],
    ['a gap in the clocks', () => made([{ client: 7, clock: 3, items: [item({})] }]), 'clock-gap'],
    ['a skip', () => made([{ client: 7, clock: 0, items: [skip(3), item({})] }]), 'clock-gap'],
    [
      'a left neighbour that nobody knows',
      () => made([{ client: 7, clock: 0, items: [item({ left: [55, 9] })] }]),
      'clock-gap'
    ],
    [
      'a left neighbour of its own future',
      () => made([{ client: 7, clock: 0, items: [item({ left: [7, 4] })] }]),
      'malformed'
    ],
    [
      'itself as its left neighbour',
      () => made([{ client: 7, clock: 0, items: [item({ left: [7, 0] })] }]),
      'malformed'
    ],
    [
      'two that wait for each other',
      () =>
        made([
          { client: 8, clock: 0, items: [item({ left: [7, 0] })] },
          { client: 7, clock: 0, items: [item({ left: [8, 0] })] }
        ]),
      'clock-gap'
    ],
    [
      'a client twice',
      () =>
        made([
          { client: 7, clock: 0, items: [item({})] },
          { client: 8, clock: 0, items: [item({})] },
          { client: 7, clock: 0, items: [item({ key: 't/c/x' })] }
        ]),
      'malformed'
    ],
    ['the silent client', () => made([{ client: 0, clock: 0, items: [item({})] }]), 'malformed'],
    ['a client id beyond 32 bits', () => made([{ client: 2 ** 40, clock: 0, items: [item({})] }]), 'malformed'],
    [
      'a run that would exhaust the clock',
      () => made([{ client: 7, clock: 0, items: [item({ gone: 2 ** 40 })] }]),
      'malformed'
    ],
    [
      'ranges of deletions out of order',
      () => {
        const encoder = new Y.UpdateEncoderV1();
        for (const n of [0, 1, 100, 2, 1, 1, 0, 1]) encoding.writeVarUint(encoder.restEncoder, n);
        return encoder.toUint8Array();
      },
      'malformed'
    ],
    [
      'format v2',
      (doc) => {
        const copy = copyOf(doc, 7);
        let update = new Uint8Array();
        copy.on('updateV2', (bytes: Uint8Array) => (update = new Uint8Array(bytes)));
        cellsOf(copy).set('t/a/x', number('5'));
        return update;
      },
      'malformed'
    ],
    ['a number of structs that is not there', () => new Uint8Array([1, 255, 255, 255, 255, 15, 7, 0]), 'malformed'],
    ['no bytes', () => new Uint8Array(), 'malformed'],
    ['text', () => new TextEncoder().encode('{"update":true}'), 'malformed']
  ];

  test.each(attacks)('%s', (_, attack, reason) => {
    const doc = server();
    const before = Y.encodeStateAsUpdate(doc);
    expect(touchedCells(attack(doc), doc)).toMatchObject({ kind: 'breach', reason });
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
    expect([...doc.share.keys()]).toEqual(['cells']);
  });

  test('a run that grew under another name: the rest would be tied to the cell of the known part', () => {
    const doc = server();
    // 7 has overwritten a twice; the server knows the first of the two
    const first = updateOf(doc, 7, (copy) => cellsOf(copy).set('t/a/x', number('5')));
    Y.applyUpdate(doc, first);
    const attack = made([{ client: 7, clock: 0, items: [item({ key: 't/b/x', gone: 2 }), item({ left: [7, 1] })] }]);
    expect(touchedCells(attack, doc)).toMatchObject({ kind: 'breach', reason: 'not-cells' });
  });

  test('what is known already is not shown to Yjs again: it could keep it waiting', () => {
    const doc = server();
    const lawful = updateOf(doc, 7, (copy) => cellsOf(copy).set('t/a/x', number('5')));
    Y.applyUpdate(doc, lawful);
    // clock 0 is known; here it names a neighbour that never comes
    const attack = made([
      { client: 7, clock: 0, items: [item({ left: [55, 9] }), item({ key: 't/a/x', left: [7, 0] })] }
    ]);
    const touched = touchedCells(attack, doc);
    expect(keysOf(touched)).toEqual(['t/a/x']);
    proveAccepted(doc, touched);
  });

  test('a cell named by its left neighbour only is found', () => {
    const doc = server();
    const touched = touchedCells(made([{ client: 7, clock: 0, items: [item({ left: [100, 1] })] }]), doc);
    expect(keysOf(touched)).toEqual(['t/b/x']);
  });

  test('more racing items of one cell than any browser makes', () => {
    const doc = server();
    const items = Array.from({ length: 2000 }, () => item({ key: 't/a/x' }));
    expect(touchedCells(made([{ client: 7, clock: 0, items }]), doc)).toMatchObject({ kind: 'breach' });
  });
});

describe('against Yjs itself', () => {
  type Act =
    { do: 'write'; browser: number; key: number; value: number } | { do: 'push' | 'pull' | 'reload'; browser: number };
  const act = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('write' as const), browser: fc.nat(3), key: fc.nat(2), value: fc.nat(99) })
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('push' as const, 'pull' as const), browser: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const), browser: fc.nat(3) }) }
  );

  test('no update of an honest browser is ever refused, and all of it is seen', () => {
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 80, maxLength: 80 }),
        (acts, ids) => {
          const doc = newDocument(silentClient);
          const unused = [...new Set(ids)];
          // two of them keep the contents of their own overwritten writes, as ours do while these are unsaved
          const browserOf = (at: number, client: number) =>
            newDocument(client, at < 2 ? (write) => write.client === client : undefined);
          const browsers = [0, 1, 2, 3].map((at) => browserOf(at, unused.pop()!));
          const step = (one: Act) => {
            const browser = browsers[one.browser]!;
            if (one.do === 'write') cellsOf(browser).set(`t/${one.key}/x`, number(String(one.value)));
            else if (one.do === 'pull')
              Y.applyUpdate(browser, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(browser)));
            else if (one.do === 'reload') {
              const next = browserOf(one.browser, unused.pop() ?? browser.clientID);
              Y.applyUpdate(next, Y.encodeStateAsUpdate(browser));
              browsers[one.browser] = next;
            } else {
              const update = Y.encodeStateAsUpdate(browser, Y.encodeStateVector(doc));
              const touched = touchedCells(update, doc);
              expect(touched.kind).not.toBe('breach');
              proveAccepted(doc, touched);
              if (touched.kind === 'writes') Y.applyUpdate(doc, touched.update);
              expect(touchedCells(update, doc).kind).toBe('nothing');
            }
          };
          acts.forEach(step);
          for (const browser of [0, 1, 2, 3]) step({ do: 'push', browser });
          for (const browser of [0, 1, 2, 3]) step({ do: 'pull', browser });
          for (const browser of browsers) expect(cellsOf(browser).toJSON()).toEqual(cellsOf(doc).toJSON());
        }
      ),
      { numRuns: 300 }
    );
  });

  test('[SH2] whatever is accepted of a mutated update leaves nothing pending, deletes no cell and touches only what was named', () => {
    const client = fc.constantFrom(7, 8, 100);
    const seldom = <T>(one: fc.Arbitrary<T>, weight = 1) =>
      fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight, arbitrary: one });
    const anItem = fc.record({
      key: fc.constantFrom('t/a/x', 't/b/x', 't/c/x', 't/a/x', 't/b/x', 't/c/x', 't/a/x', 't/b/x', null),
      // a write that is there, counted from the newest of its client
      left: fc.option(fc.tuple(client, fc.integer({ min: -1, max: 4 })), { nil: undefined }),
      right: seldom(fc.tuple(client, fc.nat(4))),
      gone: seldom(fc.integer({ min: 1, max: 3 }), 6)
    });
    const block = fc.record({
      client,
      late: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, -1),
      items: fc.array(anItem, { minLength: 1, maxLength: 4 })
    });
    const deletion = fc.tuple(client, fc.nat(4), fc.integer({ min: 1, max: 2 }));
    const anUpdate = fc.tuple(
      fc.uniqueArray(block, { minLength: 1, maxLength: 2, selector: (one) => one.client }),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant<[number, number, number][]>([]) },
        fc.array(deletion, { maxLength: 2 })
      )
    );
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.array(anUpdate, { maxLength: 6 }), (updates) => {
        const doc = server();
        for (const [blocks, deletions] of updates) {
          const clocks = new Map<number, number>();
          const known = (of: number) => clocks.get(of) ?? Y.getState(doc.store, of);
          const update = made(
            blocks.map((one) => {
              const clock = Math.max(0, known(one.client) - one.late);
              clocks.set(one.client, clock);
              const items = one.items.map(({ left, right, gone, key }) => {
                const spec: ItemSpec = { key, gone, right };
                if (left) spec.left = [left[0], Math.max(0, known(left[0]) - 1 - left[1])];
                clocks.set(one.client, known(one.client) + (gone ?? 1));
                return item(spec);
              });
              return { client: one.client, clock, items };
            }),
            deletions
          );
          const touched = touchedCells(update, doc);
          proveAccepted(doc, touched);
          if (touched.kind === 'breach') refused++;
          if (touched.kind !== 'writes') continue;
          accepted++;
          Y.applyUpdate(doc, touched.update);
        }
      }),
      { numRuns: 6000 }
    );
    expect(refused).toBeGreaterThan(1000);
    expect(accepted).toBeGreaterThan(1000);
  });
});
