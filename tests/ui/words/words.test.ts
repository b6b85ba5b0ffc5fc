import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemStatus } from '#core/basics/problem.ts';
import { stages } from '#core/workflow/stages.ts';
import { deeds } from '#core/workflow/transitions.ts';
import { locales, readLocale } from '#ui/words/locale.ts';
import { sayProblem } from '#ui/words/say-problem.ts';
import { sayReason } from '#ui/words/say-reason.ts';
import { words } from '#ui/words/words.ts';

/** the catalogue itself, and the API, which speaks to programs and their makers */
const elsewhere = ['src/lib/ui/words', 'src/routes/api'];

const han = /[\u3400-\u9fff]/;

/** every text of a catalogue with its path; functions are called with their own parameter names as arguments */
function textsOf(part: unknown, path = ''): [string, string][] {
  if (typeof part === 'string') return [[path, part]];
  if (typeof part === 'function')
    return [[path, String((part as (...given: unknown[]) => string)(...Array(part.length).fill(2)))]];
  return Object.entries(part as object).flatMap(([name, inner]) => textsOf(inner, `${path}.${name}`));
}

describe('words', () => {
  test.each(locales)('[UI1] every problem, stage, deed and reason has words in %s', (locale) => {
    const w = words(locale);
    for (const code of Object.keys(problemStatus)) expect(sayProblem(code, {}, w).length, code).toBeGreaterThan(3);
    for (const stage of stages) expect(w.stages[stage], stage).toBeTruthy();
    for (const deed of deeds) expect(w.deeds[deed], deed).toBeTruthy();
    for (const reason of Object.keys({ ...w.whyNot, ...w.mistakes }))
      expect(sayReason(reason, undefined, w)).not.toBe(reason);
  });

  test('[UI1] the stages are called as PRODUCT calls them', () => {
    expect(stages.map((stage) => words('zh').stages[stage])).toEqual([
      '未填',
      '填报中',
      '待审核',
      '已退回',
      '已上报',
      '已接收'
    ]);
  });

  test('no text is empty, Chinese texts are Chinese and English ones are not', () => {
    const bare = /^\.(keys\.|nothings\.zero|qualifiers|common\.\w+Separator|product\.other)/;
    for (const [path, text] of textsOf(words('zh')))
      if (!bare.test(path) && !/^[\d\s./%＝：，→×（）—]+$/.test(text))
        expect(han.test(text), `${path}: ${text}`).toBe(true);
    const quoted =
      /^\.(preview\.askNone|mistakes\.(scale|ambiguous-none|reason-missing)|importProblems\.reason-missing|product\.other|importProblems\.asked-nothing)$/;
    for (const [path, text] of textsOf(words('en'))) {
      expect(text.trim(), path).not.toBe('');
      if (!quoted.test(path)) expect(han.test(text), `${path}: ${text}`).toBe(false);
    }
  });

  test('a problem names the units and versions that it speaks of', () => {
    const parameters = { field: 'units', why: 'other-version', names: ['盐津县', '镇雄县'], versions: [1, 3] };
    expect(sayProblem('malformed', parameters, words('zh'))).toContain('涉及：盐津县、镇雄县。 那里用的是第 1、3 版。');
    expect(sayProblem('malformed', { ...parameters, names: [], versions: [] }, words('zh'))).not.toContain('涉及');
  });

  test('a problem says what its parameters add, and an unknown code is said in general', () => {
    const w = words('zh');
    expect(sayProblem('malformed', { field: 'text', why: 'reason-needed' }, w)).toBe(
      '填写的内容不合要求。 问题在：理由或说明。 请写明理由。'
    );
    expect(sayProblem('too-many-tries', { retryAfterSeconds: 12.2 }, w)).toContain('13 秒');
    expect(sayProblem('malformed', { field: '<b>', secret: 'x' }, w)).toBe('填写的内容不合要求。');
    expect(sayProblem('made-up', undefined, w)).toBe(w.errors.server);
  });

  test('a locale that nobody offers is Chinese', () => {
    expect([readLocale('en'), readLocale('zh'), readLocale('fr'), readLocale(undefined)]).toEqual([
      'en',
      'zh',
      'zh',
      'zh'
    ]);
  });

  test('[UI2] no Chinese text stands in components, pages or other code of the screen', () => {
    const files = ['src/lib/ui', 'src/routes'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
    );
    const code = files.filter(
      (name) => /\.(svelte|ts)$/.test(name) && !elsewhere.some((folder) => name.startsWith(folder))
    );
    expect(code.length).toBeGreaterThan(20);
    const found = code.filter((name) => han.test(withoutComments(readFileSync(name, 'utf8'))));
    expect(found).toEqual([]);
  });
});

const withoutComments = (text: string): string =>
  text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
