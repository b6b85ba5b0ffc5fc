// Mistakes of definitions in the users' words, with their place.
import { expect, test } from 'vitest';
import { openForm } from '#core/forms/read-form.ts';
import { sayMistake } from '#ui/words/say-mistake.ts';
import { words } from '#ui/words/words.ts';
import { readFileSync } from 'node:fs';

const definition = JSON.parse(readFileSync('static/forms/gov-info-2021.2.json', 'utf8')) as {
  tables: { columns: { formula?: string }[]; rows: { department?: string }[] }[];
};
const mistakesOf = (change: (form: typeof definition) => void) => {
  const changed = structuredClone(definition);
  change(changed);
  const opened = openForm(changed);
  return opened.ok ? [] : opened.error;
};
const zh = words('zh');

test('[UI1] a mistake names its place and what is named in it, in Chinese and in English', () => {
  const [mistake] = mistakesOf((form) => {
    form.tables[1]!.rows[0]!.department = '不存在的部门';
  });
  expect(sayMistake(mistake!, zh)).toBe('第 2 个表 · 第 1 个行 · 责任部门：没有这个代码（不存在的部门）');
  expect(sayMistake(mistake!, words('en'))).toContain('names something that is not there (不存在的部门)');
});

test('[UI1] in a formula also the position; a place that people know goes before the path', () => {
  const [mistake] = mistakesOf((form) => {
    form.tables[0]!.columns[0]!.formula = '1 + :nowhere';
  });
  expect(sayMistake(mistake!, zh, 'B7 本年制发件数')).toMatch(/^B7 本年制发件数，第 5 个字符：没有这个代码/);
});
