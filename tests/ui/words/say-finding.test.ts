import { describe, expect, test } from 'vitest';
import { asCellKey } from '#core/forms/cell-key.ts';
import type { Finding } from '#core/validation/finding.ts';
import { shippedForm } from '#tests/ui/a-form.ts';
import { sayFinding } from '#ui/words/say-finding.ts';
import { sayPlace } from '#ui/words/say-place.ts';
import { words } from '#ui/words/words.ts';

const long = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const w = words('zh');

const finding = (more: Partial<Finding>): Finding => ({
  id: 'f',
  severity: 'must',
  kind: 'rule',
  places: [],
  operands: [],
  sides: [],
  fingerprint: '',
  ...more
});

describe('findings in words', () => {
  test('[UI3] a broken rule names its indicators with their row numbers and the values of both sides', () => {
    const [first, second] = [asCellKey('t1/JBQK.C/bn'), asCellKey('t1/JBQK.XZ/bn')];
    const said = sayFinding(
      finding({
        text: { zh: '行政村数不大于乡镇数' },
        places: [first],
        operands: [
          { key: first, previous: false, shown: '12' },
          { key: second, previous: true, shown: '' }
        ],
        sides: ['12', '<=', '']
      }),
      long,
      'zh',
      w
    );
    expect(said.headline).toBe('行政村数不大于乡镇数：现为 12 ≤ 未填，不成立');
    expect(said.operands).toBe('第 2 行“行政村数”＝12；上年同期第 1 行“乡镇(街道)数”＝未填');
  });

  test('[UI3] a rule that approximate figures may satisfy says so', () => {
    const about = finding({
      text: { zh: '结案数不大于收案数' },
      sides: ['3', '<=', '2'],
      severity: 'explain',
      possible: true
    });
    expect(sayFinding(about, long, 'zh', w).headline).toBe(
      '结案数不大于收案数：现为 3 ≤ 2，不成立；其中有数字带“余”“约”等字，实际也可能成立，请核实后说明'
    );
  });

  test('[UI3] in a form with several tables the table is named', () => {
    expect(sayPlace(asCellKey('t4/r1/fy5'), cross, 'zh', w)).toBe(
      '四、政府信息公开行政复议、行政诉讼情况第 1 行“行政复议 · 总计”'
    );
  });

  test.each([
    ['decimals', { sides: ['1.25'] }, '第 2 行“行政村数”填了 1.25，小数位数超过规定'],
    ['negative', { sides: ['-3'] }, '第 2 行“行政村数”填了 -3，计数不应为负'],
    ['stated', { sides: ['64.03', '<>', '73.23'] }, '第 2 行“行政村数”文件所载为 64.03，本表为 73.23，两者不符']
  ] as const)('a finding of kind %s', (kind, more, sentence) => {
    expect(sayFinding(finding({ kind, places: [asCellKey('t1/JBQK.C/bn')], ...more }), long, 'zh', w).headline).toBe(
      sentence
    );
  });

  test('a key that the form does not know is said as it is', () => {
    expect(sayPlace(asCellKey('t9/x/y'), long, 'zh', w)).toBe('t9/x/y');
  });
});
