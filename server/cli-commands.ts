// What the command line can do: each command opens the folder, does one thing by the same actions as the screen, and closes it.
import { parseArgs } from 'node:util';
import { isProblem } from '#core/basics/problem.ts';
import { sayProblem } from '#ui/words/say-problem.ts';
import { words } from '#ui/words/words.ts';
import { doctorCommand, dumpCommand, migrateCommand } from './cli-care.ts';
import { demoCommand } from './cli-demo.ts';
import {
  addAdminCommand,
  addPersonCommand,
  addUnitCommand,
  keepTemplateCommand,
  openCollectionCommand,
  publishFormCommand,
  setPasswordCommand
} from './cli-set-up.ts';
import { Misspelt, type Command, type CommandLine } from './cli-line.ts';
import { readSettings } from './config.ts';

const commands: Readonly<Record<string, Command>> = {
  migrate: migrateCommand,
  'add-unit': addUnitCommand,
  'add-admin': addAdminCommand,
  'add-person': addPersonCommand,
  'set-password': setPasswordCommand,
  'publish-form': publishFormCommand,
  'keep-template': keepTemplateCommand,
  'open-collection': openCollectionCommand,
  doctor: doctorCommand,
  sheet: dumpCommand,
  demo: demoCommand
};

const names = ['data', 'code', 'name', 'level', 'parent', 'login', 'role', 'unit', 'department', 'form'].concat([
  'version',
  'period',
  'title',
  'units',
  'due',
  'port'
]);
const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));

export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  out(line: string): void;
  mistake(line: string): void;
  askPassword(): Promise<string>;
}

/** @returns exit code: 0 well, 1 refused or something wrong found, 2 not understood */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help') {
    for (const line of help()) terminal.out(line);
    return name === undefined ? 2 : 0;
  }
  try {
    const command = commands[name];
    if (!command) throw new Misspelt(`没有这个命令 no such command: ${name}`);
    return await command.run(readLine(rest, terminal));
  } catch (error) {
    return sayMistake(error, commands[name], terminal);
  }
}

function readLine(rest: readonly string[], { environment, out, askPassword }: Terminal): CommandLine {
  const { values, positionals } = parse(rest);
  const given = new Map(Object.entries(values).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  const settings = readSettings({ ...environment, ...(given.has('data') ? { DATA_DIR: given.get('data') } : {}) });
  if (!settings.ok) throw new Misspelt(settings.error.join('\n'));
  const option = (name: string) => given.get(name);
  const need = (name: string) => {
    const value = option(name);
    if (value === undefined) throw new Misspelt(`缺少 missing: --${name}`);
    return value;
  };
  return { settings: settings.value, option, need, rest: positionals, out, askPassword };
}

function parse(rest: readonly string[]) {
  try {
    return parseArgs({ args: [...rest], options, allowPositionals: true });
  } catch (error) {
    throw new Misspelt((error as Error).message); // an option that there is not, or one without its value
  }
}

function sayMistake(error: unknown, command: Command | undefined, { mistake }: Terminal): number {
  if (error instanceof Misspelt) {
    mistake(error.message);
    mistake(command ? `用法 usage: ${command.usage}` : '列出命令 list of commands: help');
    return 2;
  }
  if (isProblem(error)) {
    mistake(
      `${sayProblem(error.code, error.parameters, words('zh'))} (${error.code} ${JSON.stringify(error.parameters)})`
    );
    return 1;
  }
  // no stack for what an operator can do something about: a folder that is not there, a database of a newer release
  mistake(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && error.cause instanceof Error) mistake(`  ${error.cause.message}`);
  return 1;
}

const help = (): string[] => [
  '汇表 Huibiao: node dist/cli.js <command> [--data <folder>]   (DATA_DIR; default: data)',
  '',
  ...Object.values(commands).flatMap(({ usage, zh, en }) => [`  ${usage}`, `      ${zh}`, `      ${en}`]),
  '',
  '密码取自环境变量 HUIBIAO_PASSWORD，否则键入（不显示），否则取自标准输入的第一行。',
  'A password comes from HUIBIAO_PASSWORD, else it is typed unseen, else it is the first line of the standard input.'
];
