// The demo: units, people, collections and real figures, brought in by the ordinary deeds and the ordinary intake. Loading it again
// adds what is missing and leaves alone what anybody has written or decided since.
import { assert } from '#core/basics/assert.ts';
import type { PersonId, UnitId } from '#core/basics/ids.ts';
import { valueKey } from '#core/forms/cell-key.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import fzzf from '#forms/fzzf-zhzb.1.json' with { type: 'json' };
import govInfo from '#forms/gov-info-2021.1.json' with { type: 'json' };
import { hashPassword } from '#server/access/passwords.ts';
import type { Actions } from '#server/actions/actions.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import { newId } from '#server/storage/new-id.ts';
import type { Sheet, Storage, Unit } from '#server/storage/storage.ts';
import { demoSheets, type DemoSheet } from './figures.ts';
import { demoPassword, people, type DemoPerson } from './people.ts';
import { collections, deedsDone, returnReason, units } from './places.ts';

/** What the demo needs of the app. */
export type DemoApp = Pick<Actions, 'publishForm' | 'openCollection' | 'decide'> & {
  storage: Storage;
  live: LiveSheets;
};

export interface LoadedDemo {
  password: string;
  people: readonly DemoPerson[];
}

const version = 1;

export async function loadDemo(app: DemoApp): Promise<LoadedDemo> {
  const unitOf = await bringUnits(app.storage);
  const admin = await bringPeople(app.storage, unitOf, people([]));
  const forms = await bringForms(app, admin.get('admin'));
  const law = forms.get('fzzf-zhzb');
  assert(law, 'the form of the demo is published');
  const everybody = people(departmentsWithRows(law));
  const actors = await bringPeople(app.storage, unitOf, everybody);
  await bringCollections(app, actors.get('admin'), unitOf);
  for (const sheet of demoSheets()) await bringFigures(app, forms, actors, everybody, unitOf, sheet);
  await bringDeeds(app, actors, everybody, unitOf);
  return { password: demoPassword, people: everybody };
}

type Actors = ReadonlyMap<string, Actor>;
type UnitOf = (code: string) => Unit;

async function bringUnits({ units: cabinet }: Storage): Promise<UnitOf> {
  const found = new Map<string, Unit>();
  for (const [place, { code, name, level, parent }] of units.entries()) {
    const above = parent === null ? null : found.get(parent);
    assert(above !== undefined, `${code}: its parent comes first`);
    const unit = { id: newId<UnitId>(), code, name, level, parent: above?.id ?? null, place };
    const there = await cabinet.byCode(code);
    if (!there) await cabinet.add(unit);
    found.set(code, there ?? unit);
  }
  return (code) => {
    const unit = found.get(code);
    assert(unit, `the demo knows no unit ${code}`);
    return unit;
  };
}

/** login → actor */
async function bringPeople(
  { people: cabinet }: Storage,
  unitOf: UnitOf,
  wanted: readonly DemoPerson[]
): Promise<Map<string, Actor>> {
  const actors = new Map<string, Actor>();
  let passwordHash: string | undefined;
  for (const { login, name, role, unit, department } of wanted) {
    const grant = { role, unit: unitOf(unit).id, ...(department === undefined ? {} : { department }) };
    let person = await cabinet.byLogin(login);
    if (!person) {
      // one hash for all of them: the password is printed anyway, and hashing is made to be slow
      passwordHash ??= await hashPassword(demoPassword);
      person = { id: newId<PersonId>(), login, name, passwordHash, disabled: false, grants: [grant] };
      await cabinet.add(person);
    }
    actors.set(login, { person: person.id, name: person.name, grants: person.grants });
  }
  return actors;
}

/** id → the form, published when it was not */
async function bringForms(app: DemoApp, admin: Actor | undefined): Promise<ReadonlyMap<string, CompiledForm>> {
  assert(admin, 'the demo has an administrator');
  const forms = new Map<string, CompiledForm>();
  for (const definition of [fzzf, govInfo]) {
    if (!(await app.storage.forms.get(definition.id, version))) await app.publishForm(admin, definition);
    const published = await app.storage.forms.get(definition.id, version);
    assert(published, `${definition.id} was published`);
    const compiled = compileForm(published);
    assert(compiled.ok, `${definition.id} compiles`);
    forms.set(definition.id, compiled.value);
  }
  return forms;
}

function departmentsWithRows(form: CompiledForm): string[] {
  const owners = new Set(form.entered.map((key) => form.cells.get(key)?.department));
  return form.definition.departments.map(({ code }) => code).filter((code) => owners.has(code));
}

async function bringCollections(app: DemoApp, admin: Actor | undefined, unitOf: UnitOf): Promise<void> {
  assert(admin, 'the demo has an administrator');
  const there = await app.storage.collections.list();
  for (const { form, period, unit, units: asked, title } of collections) {
    const asker = unitOf(unit).id;
    if (there.some((one) => one.form === form && one.period === period && one.unit === asker)) continue;
    await app.openCollection(admin, {
      form,
      version,
      period,
      title,
      unit: asker,
      units: asked.map((code) => unitOf(code).id),
      dueAt: null
    });
  }
}

async function findSheet(
  { storage }: DemoApp,
  unitOf: UnitOf,
  { form, unit, period }: Pick<DemoSheet, 'form' | 'unit' | 'period'>
): Promise<Sheet> {
  const sheets = await storage.sheets.list({ form, units: [unitOf(unit).id] });
  const sheet = sheets.find((one) => one.period === period);
  assert(sheet, `${unit} has a sheet of ${form} for ${period}`);
  return sheet;
}

/** Each row by the clerk of its department where there is one, else by the unit's coordinator; cells that hold something stay. */
async function bringFigures(
  app: DemoApp,
  forms: ReadonlyMap<string, CompiledForm>,
  actors: Actors,
  everybody: readonly DemoPerson[],
  unitOf: UnitOf,
  demoSheet: DemoSheet
): Promise<void> {
  const sheet = await findSheet(app, unitOf, demoSheet);
  const form = forms.get(demoSheet.form);
  assert(form, `${demoSheet.form} is published`);
  const there = await app.storage.entries.of(sheet.id);
  const byWriter = new Map<string, DemoSheet['writes'][number][]>();
  for (const write of demoSheet.writes) {
    if (there.has(write.key)) continue;
    const department = form.cells.get(valueKey(write.key))?.department ?? null;
    const login = writerOf(everybody, demoSheet.unit, department);
    byWriter.set(login, [...(byWriter.get(login) ?? []), write]);
  }
  for (const [login, writes] of byWriter) {
    const { refused } = await app.live.writeCells(sheet.id, actorOf(actors, login), 'seed', writes);
    assert(
      refused.length === 0,
      `${login} may write ${refused.map(({ key, reason }) => `${key} (${reason})`).join(', ')}`
    );
  }
}

function writerOf(everybody: readonly DemoPerson[], unit: string, department: string | null): string {
  const here = everybody.filter((person) => person.unit === unit);
  const writer =
    here.find((person) => person.role === 'clerk' && person.department === department) ??
    here.find((person) => person.role === 'coordinator');
  assert(writer, `somebody writes for ${unit}`);
  return writer.login;
}

function actorOf(actors: Actors, login: string): Actor {
  const actor = actors.get(login);
  assert(actor, `the demo knows ${login}`);
  return actor;
}

/** Goes on from the last deed; where somebody decided otherwise meanwhile, nothing more is done. */
async function bringDeeds(
  app: DemoApp,
  actors: Actors,
  everybody: readonly DemoPerson[],
  unitOf: UnitOf
): Promise<void> {
  for (const { unit, period, deeds } of deedsDone) {
    const { id } = await findSheet(app, unitOf, { form: 'fzzf-zhzb', unit, period });
    const done = await app.storage.events.of(id);
    if (done.some((event, index) => event.deed !== deeds[index])) continue;
    for (const deed of deeds.slice(done.length)) {
      const byCoordinator = deed === 'submit' || deed === 'report';
      const parent = units.find((one) => one.code === unit)?.parent;
      const doer = everybody.find((person) =>
        byCoordinator
          ? person.role === 'coordinator' && person.unit === unit
          : person.role === 'upper' && person.unit === parent
      );
      assert(doer, `somebody decides for ${unit}`);
      await app.decide(actorOf(actors, doer.login), id, deed, deed === 'return' ? returnReason : '');
    }
  }
}
