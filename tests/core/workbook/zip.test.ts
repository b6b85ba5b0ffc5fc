import { crc32 as nodeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32, openZip } from '#core/workbook/inside/zip.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { inflate, makeZip } from '#tests/tools/zip.ts';
import { refusalOf } from './refusal.ts';

const open = (bytes: Uint8Array, limits = {}) => openZip(bytes, inflate, { ...readLimits, ...limits });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('the zip container', () => {
  test('reads packed, stored and streamed parts, names in any case and with backslashes', () => {
    const zip = open(
      makeZip([
        { name: 'a.xml', content: 'packed'.repeat(50) },
        { name: 'B.XML', content: 'stored', stored: true },
        { name: 'c\\d.xml', content: 'streamed', descriptor: true }
      ])
    );
    expect(text(zip.read('A.xml'))).toBe('packed'.repeat(50));
    expect(text(zip.read('b.xml'))).toBe('stored');
    expect(text(zip.read('c/d.xml'))).toBe('streamed');
    expect(refusalOf(() => zip.read('e.xml'))).toEqual(['file-unreadable', 'part-missing']);
  });

  test('[WB2] a part whose size, checksum or bytes do not agree with the directory is refused', () => {
    const one =
      (says: object, more: object = {}) =>
      () =>
        open(makeZip([{ name: 'a', content: 'x'.repeat(1000), says, ...more }])).read('a');
    expect(refusalOf(one({ crc: 1 }))).toEqual(['file-unreadable', 'checksum']);
    expect(refusalOf(one({ unpacked: 999 }))).toEqual(['file-unreadable', 'part-damaged']); // unpacks to more than it says
    expect(refusalOf(one({ unpacked: 1001 }))).toEqual(['file-hostile', 'size-lies']);
    expect(refusalOf(one({ unpacked: 10 }, { stored: true }))).toEqual(['file-hostile', 'size-lies']);
    expect(refusalOf(one({ flags: 1 }))).toEqual(['file-encrypted', undefined]);
    expect(refusalOf(one({ method: 12 }))).toEqual(['file-unreadable', 'packing-method']);
    expect(refusalOf(one({ localName: 'b' }))).toEqual(['file-hostile', 'two-names']);
  });

  test('[WB2] parts that share bytes, come twice or climb out of their folder are refused', () => {
    const shared = makeZip([
      { name: 'a', content: 'x' },
      { name: 'a', content: 'x', sharesBytesOf: 0 }
    ]);
    expect(refusalOf(() => open(shared))).toEqual(['file-hostile', 'duplicate-part']);
    const overlapping = makeZip([
      { name: 'a', content: 'x', says: {} },
      { name: 'b', content: 'x', sharesBytesOf: 0 }
    ]);
    expect(refusalOf(() => open(overlapping))?.[0]).toBe('file-hostile');
    expect(
      refusalOf(() =>
        open(
          makeZip([
            { name: 'A', content: '1' },
            { name: 'a', content: '2' }
          ])
        )
      )
    ).toEqual(['file-hostile', 'duplicate-part']);
    for (const name of ['../a', 'x/../../a', 'x\\..\\a', 'C:/a', 'a\u0000b']) {
      expect(refusalOf(() => open(makeZip([{ name, content: '' }])))).toEqual(['file-hostile', 'path']);
    }
  });

  test('[WB1] limits: parts, bytes of one part, bytes of all parts', () => {
    const many = makeZip(Array.from({ length: 30 }, (_, index) => ({ name: `p${index}`, content: 'y'.repeat(100) })));
    expect(refusalOf(() => open(many, { entries: 29 }))).toEqual(['file-hostile', 'too-many-parts']);
    expect(refusalOf(() => open(many, { partBytes: 99 }).read('p0'))).toEqual(['file-hostile', 'part-too-large']);
    const zip = open(many, { totalBytes: 150 });
    zip.read('p0');
    expect(refusalOf(() => zip.read('p1'))).toEqual(['file-hostile', 'too-large-unpacked']);
  });

  test('[WB2] every cut of a zip is refused, and so is every flipped byte that changes a part', () => {
    const content = 'some content of a part '.repeat(20);
    const whole = makeZip([
      { name: 'a.xml', content },
      { name: 'b.xml', content: 'b', stored: true }
    ]);
    for (let length = 0; length < whole.length; length++) {
      expect(refusalOf(() => open(whole.slice(0, length)))?.[0]).toBe('file-unreadable');
    }
    for (let at = 0; at < whole.length; at++) {
      const flipped = whole.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0x55;
      const outcome = refusalOf(() => {
        const zip = open(flipped);
        // what can still be read is what was put in
        if (zip.has('a.xml') && text(zip.read('a.xml')) !== content) throw new Error(`byte ${at} went unnoticed`);
      });
      if (outcome) expect(['file-unreadable', 'file-hostile', 'file-encrypted']).toContain(outcome[0]);
    }
  });

  test('the checksum is that of zlib', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(crc32(bytes)).toBe(nodeCrc32(Buffer.from(bytes)));
      })
    );
  });
});
