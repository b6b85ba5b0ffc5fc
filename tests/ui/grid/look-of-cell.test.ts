import { describe, expect, test } from 'vitest';
import { asCellKey, statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { shippedForm, standingSheet } from '#tests/ui/a-form.ts';
import { lookOfCell, type LookSources } from '#ui/grid/look-of-cell.ts';
import { words } from '#ui/words/words.ts';

const form = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const towns = asCellKey('t1/JBQK.XZ/bn');
const mine = (key: CellKey) => form.cells.get(key)?.department === '民政局';

function look(key: CellKey, content: [CellKey, CellContent][] = [], more: Partial<LookSources> = {}, of = form) {
  const sheet = { ...standingSheet(of, content, mine), savedState: () => 'saved' as const, wroteHere: () => false };
  return lookOfCell(key, {
    form: of,
    sheet,
    severities: new Map(),
    present: new Map(),
    commented: new Map(),
    draft: () => undefined,
    w: words('zh'),
    ...more
  });
}

describe('how a cell looks', () => {
  test('mine is open and says nothing, another department’s is closed and says why', () => {
    expect(look(towns, [[towns, { number: '5' }]])).toEqual({ text: '5', classes: ['c-number', 'c-mine'], said: '' });
    expect(look(asCellKey('t1/ZZLD.JF/bn'))).toMatchObject({
      classes: ['c-number', 'c-foreign'],
      said: '属于其他部门，您不能修改'
    });
  });

  test('a computed cell shows its outcome, a blocked one nothing', () => {
    const change = asCellKey('t1/JBQK.XZ/tb');
    expect(look(change).classes).toContain('c-derived');
    expect(look(asCellKey('t2/r1.1/c4'), [], {}, cross)).toMatchObject({ text: '', classes: ['c-blocked'] });
  });

  test('every state has a class of its own and words for it', () => {
    const waiting = {
      ...standingSheet(form, [
        [towns, { nothing: 'unobtainable', reason: '未统计', note: '附注' }],
        [statedKey(towns), { stated: [] }]
      ]),
      savedState: () => 'waiting' as const,
      wroteHere: () => true
    };
    const all = look(towns, [], {
      sheet: waiting,
      severities: new Map([[towns, 'must']]),
      present: new Map([[towns, { person: 'p', name: '盐津县 李建国', colour: 3, at: towns }]])
    });
    expect(all.classes).toEqual([
      'c-number',
      'c-mine',
      'c-waiting',
      'c-nothing',
      'c-note',
      'c-stated',
      'c-must',
      'c-person'
    ]);
    expect(all.said).toBe('等待保存；无法取得: 未统计；附注；所载数字；强制性问题，必须改正；盐津县 李建国');
    expect(all.who).toEqual({ name: '李建国', colour: 3 });
  });

  test('[UI4] a text that was not written stands in its cell with its reason', () => {
    const draft = () => ({ key: towns, text: 'abc', reason: 'not-a-number' as const });
    expect(look(towns, [[towns, { number: '5' }]], { draft })).toMatchObject({ text: 'abc', said: '不是数字' });
  });
});
