// What every command of the command line has: its words, its settings, the folder it opens.
import { openSqlite } from '#server/storage/open-sqlite.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Settings } from './config.ts';

/** What a command is given. `option` answers undefined for what was not given, `need` refuses it in words. */
export interface CommandLine {
  settings: Settings;
  option(name: string): string | undefined;
  need(name: string): string;
  /** what stands without a name, after the command */
  rest: readonly string[];
  out(line: string): void;
  askPassword(): Promise<string>;
}

export interface Command {
  /** how it is written, after the program's name */
  usage: string;
  zh: string;
  en: string;
  /** @returns the exit code: 0 when all is well, 1 when it found something wrong */
  run(line: CommandLine): Promise<number>;
}

/** A command line that cannot be understood: said in words, exit code 2. */
export class Misspelt extends Error {}

/** Opens the folder for `work` and closes it whatever happens. */
export async function withStorage<T>({ settings }: CommandLine, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openSqlite(settings.dataFolder);
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}
