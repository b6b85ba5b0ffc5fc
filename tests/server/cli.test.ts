// The command line over a folder of its own: from nothing to a collection, and what it says when it cannot.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { isPassword } from '#server/access/passwords.ts';
import { runCommand } from '#server/cli-commands.ts';
import { askPassword } from '#server/cli-password.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { aChange, aForm, anAppend, aRow } from '#tests/tools/kept-things.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';

function aTerminal(folder = temporaryFolder(), password = 'correct horse') {
  const said: string[] = [];
  const mistakes: string[] = [];
  const run = (...words: string[]) =>
    runCommand(words, {
      environment: { DATA_DIR: folder },
      out: (line) => said.push(line),
      mistake: (line) => mistakes.push(line),
      askPassword: async () => password
    });
  const look = async <T>(work: (storage: Awaited<ReturnType<typeof openSqlite>>) => Promise<T>): Promise<T> => {
    const storage = await openSqlite(folder);
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  };
  return { folder, said, mistakes, run, look };
}

async function aCounty() {
  const terminal = aTerminal();
  await terminal.run('add-unit', '--code', '530600', '--name', '昭通市', '--level', 'prefecture');
  await terminal.run('add-unit', '--code', '530623', '--name', '盐津县', '--level', 'county', '--parent', '530600');
  return terminal;
}

describe('setting up', () => {
  test('from an empty folder to a collection', async () => {
    const { folder, run, said, mistakes, look } = await aCounty();
    const form = join(folder, 'form.json');
    writeFileSync(form, `\uFEFF${JSON.stringify(aForm())}`);
    expect(await run('migrate')).toBe(0);
    expect(await run('add-admin', '--login', 'Admin', '--name', '管理员', '--unit', '530600')).toBe(0);
    expect(
      await run(
        'add-person',
        '--login',
        'gaj',
        '--name',
        '张三',
        '--role',
        'clerk',
        '--unit',
        '530623',
        '--department',
        'GAJ'
      )
    ).toBe(0);
    expect(await run('add-person', '--login', 'gaj', '--role', 'coordinator', '--unit', '530623')).toBe(0);
    expect(await run('publish-form', form)).toBe(0);
    const open = [
      'open-collection',
      '--form',
      'small',
      '--version',
      '1',
      '--period',
      '2024',
      '--title',
      '2024年小表',
      '--unit',
      '530600'
    ];
    expect(await run(...open, '--due', '2025-01-20T18:00+08:00')).toBe(0);
    expect(mistakes).toEqual([]);
    expect(said.at(-1)).toMatch(/2024年小表: 1 张/);
    await look(async ({ people, units, sheets, collections }) => {
      const county = (await units.byCode('530623'))!;
      expect((await units.path(county.id)).map((unit) => unit.name)).toEqual(['昭通市', '盐津县']);
      const admin = (await people.byLogin('admin'))!;
      expect(await isPassword(admin.passwordHash, 'correct horse')).toBe(true);
      expect((await people.byLogin('gaj'))!.grants).toEqual([
        { role: 'clerk', unit: county.id, department: 'GAJ' },
        { role: 'coordinator', unit: county.id }
      ]);
      expect((await sheets.list({})).map((sheet) => sheet.unit)).toEqual([county.id]);
      expect((await collections.list())[0]!.dueAt).toBe(Date.parse('2025-01-20T10:00Z'));
    });
  });

  test('a new password ends the sessions', async () => {
    const { run, folder, look } = await aCounty();
    await run('add-admin', '--login', 'admin', '--name', '管理员', '--unit', '530600');
    const person = await look(async ({ people }) => {
      const { id } = (await people.byLogin('admin'))!;
      await people.addSession({ hash: 'h', person: id, expiresAt: 9e15, kind: 'browser' });
      return id;
    });
    expect(await aTerminal(folder, 'battery staple').run('set-password', '--login', 'ADMIN')).toBe(0);
    await look(async ({ people }) => {
      expect(await isPassword((await people.byId(person))!.passwordHash, 'battery staple')).toBe(true);
      expect(await people.sessionsOf(person)).toEqual([]);
    });
  });
});

describe('care', () => {
  test('the doctor finds nothing in a new sheet, and the dump shows it', async () => {
    const { run, said, look, folder } = await aCounty();
    const form = join(folder, 'form.json');
    writeFileSync(form, JSON.stringify(aForm()));
    await run('publish-form', form);
    await run(
      'open-collection',
      '--form',
      'small',
      '--version',
      '1',
      '--period',
      '2024',
      '--title',
      '小表',
      '--unit',
      '530600',
      '--units',
      '530623, 530600'
    );
    const sheet = await look(async ({ sheets, units }) => {
      const city = (await units.byCode('530600'))!;
      return (await sheets.list({ units: [city.id] }))[0];
    });
    expect(await run('doctor')).toBe(0);
    expect(said.at(-1)).toBe('2 张 sheets, 0 张不一致 disagree');
    expect(await run('sheet', 'dump', sheet!.id)).toBe(0);
    expect(JSON.parse(said.at(-1)!)).toMatchObject({
      id: sheet!.id,
      stage: 'empty',
      cells: {},
      history: [],
      unitPath: [{ code: '530600' }]
    });
  });

  test('the doctor says what disagrees', async () => {
    const { run, said, look, folder } = await aCounty();
    const form = join(folder, 'form.json');
    writeFileSync(form, JSON.stringify(aForm()));
    await run('publish-form', form);
    await run(
      'open-collection',
      '--form',
      'small',
      '--version',
      '1',
      '--period',
      '2024',
      '--title',
      '小表',
      '--unit',
      '530600'
    );
    const id = await look(async ({ sheets, log }) => {
      const [sheet] = await sheets.list({});
      const change = aChange('t1/A/bn', null, { number: '1' });
      // an update of no cells beside an entry: what no door of the program would write
      await log.append(anAppend(sheet!.id, 0, { rows: [aRow(new Uint8Array([0, 0]))], changes: [change] }));
      return sheet!.id;
    });
    expect(await run('doctor', id)).toBe(1);
    expect(said.slice(-2)).toEqual([`${id} entry t1/A/bn`, '1 张 sheets, 1 张不一致 disagree']);
  });
});

describe('what it says when it cannot', () => {
  test.each([
    [[], 2, /./],
    [['help'], 0, undefined],
    [['fly'], 2, /没有这个命令 no such command: fly/],
    [['add-unit', '--code', 'x'], 2, /缺少 missing: --name[^]*用法 usage: add-unit/],
    [['add-unit', '--colour', 'x'], 2, /colour/],
    [['add-unit', '--code', 'x', '--name', '名', '--level', 'planet'], 1, /填写的内容不合要求.*malformed/],
    [['add-person', '--login', 'x', '--name', '名', '--role', 'clerk', '--unit', '999999'], 1, /没有找到.*999999/],
    [['add-admin', '--login', 'xx', '--name', '名', '--unit', '530600', '--department', 'GAJ'], 1, /malformed/],
    [['publish-form'], 2, /缺少文件/],
    [['publish-form', '/nowhere/form.json'], 1, /ENOENT/],
    [['sheet', 'drop', 'x'], 2, /sheet dump/],
    [['sheet', 'dump', 'x'], 1, /没有找到/],
    [['doctor', 'x'], 1, /没有找到/],
    [
      [
        'open-collection',
        '--form',
        'f',
        '--version',
        '1',
        '--period',
        '2024',
        '--title',
        't',
        '--unit',
        '530600',
        '--due',
        '2025-01-20'
      ],
      2,
      /--due/
    ]
  ])('%j', async (words, code, says) => {
    const { run, mistakes, said } = await aCounty();
    expect(await run(...words)).toBe(code);
    if (words.length === 0) expect(said.join('\n')).toContain('add-unit');
    else if (says) expect(mistakes.join('\n')).toMatch(says);
    else expect(mistakes).toEqual([]);
  });

  test('mistakes of a form are listed with their places, and a weak password is named', async () => {
    const { run, mistakes, folder } = await aCounty();
    const form = join(folder, 'form.json');
    writeFileSync(form, JSON.stringify({ ...aForm(), format: 2, departments: 7 }));
    expect(await run('publish-form', form)).toBe(1);
    expect(mistakes.join('\n')).toMatch(/format: .*\n.*departments: /);
    writeFileSync(form, '{');
    expect(await run('publish-form', form)).toBe(1);
    expect(mistakes.join('\n')).toContain('不是 JSON');
    const weak = aTerminal(folder, '1234567890');
    expect(await weak.run('add-admin', '--login', 'admin', '--name', '管理员', '--unit', '530600')).toBe(1);
    expect(weak.mistakes.join('\n')).toContain('过于常见');
  });

  test('wrong settings are all said', async () => {
    const mistakes: string[] = [];
    const environment = { PORT: 'x', ORIGIN: 'y' };
    const terminal = {
      environment,
      out: () => {},
      mistake: (line: string) => void mistakes.push(line),
      askPassword: async () => ''
    };
    expect(await runCommand(['migrate', '--data', temporaryFolder()], terminal)).toBe(2);
    expect(mistakes.join('\n')).toMatch(/PORT[^]*ORIGIN/);
  });
});

describe('passwords', () => {
  const typing = (text: string) =>
    Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => ({}) as never, text });

  test('from the environment, else typed unseen with corrections, else the first line of the input', async () => {
    const shown: string[] = [];
    const output = { write: (text: string) => (shown.push(text), true) } as unknown as NodeJS.WritableStream;
    expect(await askPassword({ HUIBIAO_PASSWORD: 'given' }, new PassThrough(), output)).toBe('given');
    const terminal = typing('');
    const typed = askPassword({}, terminal, output);
    terminal.write('secrex\u007ft 密\u007f码');
    terminal.write('!\r');
    expect(await typed).toBe('secret 码!');
    expect(shown.join('')).not.toContain('secret');
    const piped = new PassThrough();
    const line = askPassword({}, piped, output);
    piped.end('first line\r\nsecond line\n');
    expect(await line).toBe('first line');
  });

  test('Ctrl+C stops it', async () => {
    const terminal = typing('');
    const typed = askPassword({}, terminal, { write: () => true } as unknown as NodeJS.WritableStream);
    terminal.write('sec\u0003');
    await expect(typed).rejects.toThrow('interrupted');
  });
});
