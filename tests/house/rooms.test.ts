// The house itself: the table of rooms, the folders, the READMEs and the linter say the same.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { folderOf, rooms } from '../../house.config.js';

const names = Object.keys(rooms);

/** room → its sentence; the only other places where it stands are the room's README and the picture in README.md */
const sentences: Record<string, string> = {
  'core/basics': 'The floor: results, problems, ids, exact numbers, assertions.',
  'core/places': 'Who reports and when: the unit tree as it was on a day, and periods.',
  'core/formula':
    'A small language of numbers: read, check, order and evaluate expressions over named operands, errors being values.',
  'core/forms': 'What is asked: form versions, their fixed grid, cell keys and values, and what is derived from them.',
  'core/sheet': 'A filled form as a shared document: its Yjs shape, its frames, and the two session machines.',
  'core/validation': 'What is doubtful: findings for a cell, for a sheet, and against the past.',
  'core/workflow': 'Who may do what now: stages, transitions, deadlines, permissions.',
  'core/consolidation': 'Many sheets as one: fold entries up the tree, count what is missing, recompute rates.',
  'core/workbook': 'Sheets as Excel files, and Excel files as proposals: bytes to model and back.',
  'core/draft':
    'An official workbook as the draft of a form: what is guessed from it, on what evidence, and what must be asked.',
  live: 'A sheet being edited in this browser: connection, offline copy, saved mark, presence, as reactive state.',
  ui: 'What people see and touch: the grid, the panels, and all words in all languages.',
  'server/storage': 'Everything that is kept: cabinets over SQLite or PostgreSQL, blobs, and the feed of commits.',
  'server/access': 'Who is asking: passwords, sessions, rate limits, the actor with its grants.',
  'server/live': 'Sheets being edited on this node: intake of frames, order of commits, projection to entries.',
  'server/jobs': 'Work that takes time: import, export, totals, compaction, reminders.',
  'server/actions': 'One deed or question per file: check the actor, call the rooms, return facts or a Problem.',
  'server/sockets': 'The live door: accepts sockets, hands frames in, sends what was committed out.'
};

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

describe('rooms', () => {
  test('every folder of the core, of lib and of the server is a room or a named door', () => {
    const doors = ['server/demo'];
    const folders = [
      ...readdirSync('src/lib/core').map((name) => `core/${name}`),
      ...readdirSync('src/lib').filter((name) => name !== 'core' && !name.includes('.')),
      ...readdirSync('server')
        .filter((name) => !name.includes('.'))
        .map((name) => `server/${name}`)
    ].filter((room) => !doors.includes(room));
    expect(folders.sort()).toEqual([...names].sort());
  });

  test.each(names)('%s has a README that opens with its sentence', (room) => {
    const readme = join(folderOf(room), 'README.md');
    expect(existsSync(readme), `${readme} is missing`).toBe(true);
    const text = readFileSync(readme, 'utf8').replaceAll('\n', ' ');
    expect(text).toContain(sentences[room]);
  });

  test('a room calls only rooms further down: the table has no circle', () => {
    const table: Record<string, string[]> = rooms;
    const visit = (room: string, way: string[]): void => {
      expect(way, `circle through ${room}`).not.toContain(room);
      for (const next of table[room] ?? []) visit(next, [...way, room]);
    };
    for (const room of names) visit(room, []);
  });

  test('every rule id of a README stands in a test title, and every id in a title has its rule', () => {
    const ruleId = /\b([A-Z]{2}\d{1,3})\b/g;
    const told = names.flatMap((room) => {
      const readme = join(folderOf(room), 'README.md');
      const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';
      return [...text.matchAll(/^\s*(?:[-*]|\|)?\s*\*{0,2}`?([A-Z]{2}\d{1,3})`?\b/gm)].map((match) => match[1]);
    });
    const defined = new Set(told);
    expect(
      told.filter((id, at) => told.indexOf(id) !== at),
      'ids of two rules'
    ).toEqual([]);
    const titled = new Set(
      filesBelow('tests')
        .filter((path) => path.endsWith('.ts'))
        .flatMap((path) => [
          ...readFileSync(path, 'utf8').matchAll(/['"`]\[([A-Z]{2}\d{1,3}(?:[, ]+[A-Z]{2}\d{1,3})*)\]/g)
        ])
        .flatMap((match) => [...(match[1] ?? '').matchAll(ruleId)].map((id) => id[1]))
    );
    expect(
      [...defined].filter((id) => !titled.has(id)),
      'rules without a test'
    ).toEqual([]);
    expect(
      [...titled].filter((id) => !defined.has(id)),
      'test titles without a rule'
    ).toEqual([]);
  });
});

describe('the linter keeps the table', () => {
  const eslint = new ESLint();
  const planted: [string, string, string][] = [
    [
      'an upward call',
      'src/lib/core/formula/planted.ts',
      "import { x } from '#core/forms/form.ts'; export const y = x;"
    ],
    [
      'a sideways call',
      'src/lib/core/workflow/planted.ts',
      "import { x } from '#core/forms/form.ts'; export const y = x;"
    ],
    [
      'a relative escape',
      'src/lib/core/forms/planted.ts',
      "import { x } from '../basics/exact.ts'; export const y = x;"
    ],
    ['Node in the core', 'src/lib/core/forms/planted.ts', "import { x } from 'node:fs'; export const y = x;"],
    ['Yjs in a wrong room', 'src/lib/core/forms/planted.ts', "import * as Y from 'yjs'; export const y = Y;"],
    [
      'storage calling actions',
      'server/storage/planted.ts',
      "import { x } from '#server/actions/x.ts'; export const y = x;"
    ],
    [
      'a route importing server values',
      'src/routes/planted.ts',
      "import { x } from '#server/app.ts'; export const y = x;"
    ],
    [
      'the screen importing the server',
      'src/lib/ui/planted.ts',
      "import { x } from '#server/app.ts'; export const y = x;"
    ],
    [
      "another room's inside",
      'server/live/planted.ts',
      "import { x } from '#server/storage/inside/x.ts'; export const y = x;"
    ],
    ['a clock in the core', 'src/lib/core/forms/planted.ts', 'export const y = Date.now();'],
    ['chance in the core', 'src/lib/core/forms/planted.ts', 'export const y = Math.random();']
  ];

  test.each(planted)('it reports %s', async (_, filePath, code) => {
    const [found] = await eslint.lintText(code, { filePath });
    expect(found?.errorCount).toBeGreaterThan(0);
  });

  test('it is silent on a good file', async () => {
    const code = "import { ok } from '#core/basics/result.ts';\nexport const y = ok(1);\n";
    const [found] = await eslint.lintText(code, { filePath: 'src/lib/core/forms/planted.ts' });
    expect(found?.messages).toEqual([]);
  });
});
