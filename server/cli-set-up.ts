// Commands that set up: units, people, forms, collections. The operator acts as an administrator of every tree.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { asId, type PersonId, type UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { mistakeText, type FormMistake } from '#core/forms/form-mistake.ts';
import type { DeclaredPlaces } from '#core/workbook/place-template.ts';
import type { TemplateMistake } from '#core/workbook/template-map.ts';
import type { Actor, Grant, Role } from '#core/workflow/actor.ts';
import { accessOver } from '#server/access/access.ts';
import { hashPassword, requireGoodPassword } from '#server/access/passwords.ts';
import { addTopUnit } from '#server/actions/add-unit.ts';
import { bindPeopleActions, type PeopleActions } from '#server/actions/bind-people-actions.ts';
import { keepTemplate } from '#server/actions/templates.ts';
import { findWorkbookWorker } from '#server/jobs/find-worker.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { loginOf } from '#server/actions/people-needs.ts';
import type { Storage, Unit, UnitLevel } from '#server/storage/storage.ts';
import { Misspelt, withStorage, type Command, type CommandLine } from './cli-line.ts';

interface Office {
  storage: Storage;
  actions: PeopleActions;
  operator: Actor;
  /** throws `not-found` for a code that no unit has */
  unitOf(code: string): Promise<Unit>;
}

const inOffice = (line: CommandLine, work: (office: Office) => Promise<void>): Promise<number> =>
  withStorage(line, async (storage) => {
    const clock = Date.now;
    const actions = bindPeopleActions({ storage, access: accessOver({ storage, clock }), clock });
    const unitOf = async (code: string) => {
      const unit = await storage.units.byCode(code);
      if (!unit) throw new Problem('not-found', { what: 'unit', code });
      return unit;
    };
    await work({ storage, actions, operator: await operatorOf(storage), unitOf });
    return 0;
  });

/** Whoever can run this can also open the database file: rights begin behind this door. */
async function operatorOf({ units }: Storage): Promise<Actor> {
  const tops = (await units.list()).filter((unit) => unit.parent === null);
  const grants = tops.map((unit): Grant => ({ role: 'administrator', unit: unit.id }));
  return { person: asId<PersonId>('operator'), name: '运维', grants };
}

export const addUnitCommand: Command = {
  usage:
    'add-unit --code <code> --name <name> --level nation|province|prefecture|county|street|village|body [--parent <code>]',
  zh: '增加填报单位；不写上级时为最上级',
  en: 'add a unit; without a parent it stands at the top',
  run: (line) =>
    inOffice(line, async ({ storage, actions, operator, unitOf }) => {
      const unit = { code: line.need('code'), name: line.need('name'), level: line.need('level') as UnitLevel };
      const parent = line.option('parent');
      const added =
        parent === undefined
          ? await addTopUnit({ storage }, unit)
          : await actions.addUnit(operator, { ...unit, parent: (await unitOf(parent)).id });
      line.out(`${added.code} ${added.name}`);
    })
};

export const addPersonCommand: Command = {
  usage:
    'add-person --login <login> --name <name> --role clerk|coordinator|upper|administrator|auditor --unit <code> [--department <code>]',
  zh: '增加人员及其权限；已有此用户名时增加权限',
  en: 'add a person with a grant; a person who is there gets one more grant',
  run: (line) => addPersonAs(line, line.need('role') as Role)
};

export const addAdminCommand: Command = {
  usage: 'add-admin --login <login> --name <name> --unit <code>',
  zh: '增加系统管理员',
  en: 'add an administrator',
  run: (line) => addPersonAs(line, 'administrator')
};

function addPersonAs(line: CommandLine, role: Role): Promise<number> {
  return inOffice(line, async ({ storage, actions, operator, unitOf }) => {
    const login = loginOf(line.need('login'));
    const department = line.option('department');
    const unit = await unitOf(line.need('unit'));
    const grant: Grant = { role, unit: unit.id, ...(department === undefined ? {} : { department }) };
    const known = await storage.people.byLogin(login);
    if (known) await actions.changePerson(operator, known.id, { grants: [...known.grants, grant] });
    else
      await actions.addPerson(operator, {
        login,
        name: line.need('name'),
        password: await line.askPassword(),
        grants: [grant]
      });
    line.out(`${login} ${role} ${unit.name}${department === undefined ? '' : ` ${department}`}`);
  });
}

export const setPasswordCommand: Command = {
  usage: 'set-password --login <login>',
  zh: '重设密码，并结束此人的所有会话',
  en: 'set a new password and end all sessions of the person',
  run: (line) =>
    inOffice(line, async ({ storage }) => {
      const login = loginOf(line.need('login'));
      const person = await storage.people.byLogin(login);
      if (!person) throw new Problem('not-found', { what: 'person', login });
      const password = await line.askPassword();
      requireGoodPassword(password, login);
      await storage.people.change(person.id, { passwordHash: await hashPassword(password) });
      await storage.people.removeSessionsOf(person.id);
      line.out(login);
    })
};

export const publishFormCommand: Command = {
  usage: 'publish-form <file.json>',
  zh: '发布一个报表版本（发布后不可更改）',
  en: 'publish a version of a form, which never changes afterwards',
  run: (line) =>
    inOffice(line, async ({ actions, operator }) => {
      const [file] = line.rest;
      if (file === undefined) throw new Misspelt('缺少文件 missing: the file');
      const { id, version } = await actions.publishForm(operator, await readJson(file)).catch((error) => {
        throw inWords(error);
      });
      line.out(`${id} ${version}`);
    })
};

export const keepTemplateCommand: Command = {
  usage: 'keep-template --form <id> --version <n> <file.xlsx> [<places.json>]',
  zh: '为报表版本存官方表样；单元格按表头、行名对应，或按 places.json（单元格键 → 工作表!A1）',
  en: 'keep the official workbook of a form version; its cells are found by their labels, or told by places.json (cell key → sheet!A1)',
  run: (line) =>
    inOffice(line, async ({ storage, operator }) => {
      const [file, places] = line.rest;
      if (file === undefined) throw new Misspelt('缺少文件 missing: the file');
      const workerPath = findWorkbookWorker();
      if (workerPath === undefined) throw new Error('not built: npm run build:tools');
      const needs = { storage, forms: compiledForms(storage), clock: Date.now, workbook: { workerPath } };
      const form = { id: line.need('form'), version: Number(line.need('version')) };
      const declared = places === undefined ? {} : { places: (await readJson(places)) as DeclaredPlaces };
      const input = { fileName: basename(file), bytes: new Uint8Array(await readFile(file)), ...declared };
      const kept = await keepTemplate(needs, operator, form, input).catch((error) => {
        throw unfitInWords(error);
      });
      line.out(`${form.id} ${form.version}: ${kept.cells} 格 cells, ${kept.lines} 行 lines`);
    })
};

function unfitInWords(error: unknown): unknown {
  const { code, parameters } = error as Partial<Problem>;
  if (code !== 'template-unfit') return error;
  const mistakes = (parameters?.mistakes ?? []) as readonly TemplateMistake[];
  const lines = mistakes.map((one) => [one.code, one.label, one.where].filter(Boolean).join(' '));
  return new Error(
    `官方表样与报表对不上 the workbook does not fit, ${String(parameters?.count)}:\n${lines.join('\n')}`
  );
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`${file} 不是 JSON is no JSON`, { cause: error });
  }
}

/** An author of forms wants to see each mistake with its place. */
function inWords(error: unknown): unknown {
  const { code, parameters } = error as Partial<Problem>;
  if (code !== 'form-invalid') return error;
  const mistakes = (parameters?.mistakes ?? []) as readonly FormMistake[];
  return new Error(
    `报表定义有误 the form has ${String(parameters?.count)} mistakes:\n${mistakes.map(mistakeText).join('\n')}`
  );
}

export const openCollectionCommand: Command = {
  usage:
    'open-collection --form <id> --version <n> --period <period> --title <title> --unit <code> [--units <code,code,…>] [--due <2025-01-20T18:00+08:00>]',
  zh: '发起填报任务；不写填报单位时为发起单位的直接下级',
  en: 'open a collection; without units it asks those directly below the asking unit',
  run: (line) =>
    inOffice(line, async ({ storage, actions, operator, unitOf }) => {
      const unit = await unitOf(line.need('unit'));
      const collection = await actions.openCollection(operator, {
        form: line.need('form'),
        version: Number(line.need('version')),
        period: line.need('period'),
        title: line.need('title'),
        unit: unit.id,
        units: await askedUnits(storage, unitOf, unit, line.option('units')),
        dueAt: dueAtOf(line.option('due'))
      });
      const sheets = await storage.sheets.list({ collection: collection.id });
      line.out(`${collection.id} ${collection.title}: ${sheets.length} 张 sheets`);
    })
};

async function askedUnits(storage: Storage, unitOf: Office['unitOf'], asker: Unit, codes?: string): Promise<UnitId[]> {
  if (codes === undefined) {
    return (await storage.units.list()).filter((unit) => unit.parent === asker.id).map((unit) => unit.id);
  }
  const asked: UnitId[] = [];
  for (const code of codes.split(',')) asked.push((await unitOf(code.trim())).id);
  return asked;
}

function dueAtOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  // without a zone the same text would mean another moment on another machine
  if (!/(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(at))
    throw new Misspelt(`--due: ${text} 应如 should be like 2025-01-20T18:00+08:00`);
  return at;
}
