// The library of official forms: what ships, how firmly each is established, and which of it is published here already.
import { Problem } from '#core/basics/problem.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayMakeForms } from '#core/workflow/permissions.ts';
import type { LibraryForm, LibrarySubject } from './actions.ts';
import type { PeopleNeeds } from './people-needs.ts';

type Needs = Pick<PeopleNeeds, 'storage' | 'clock'>;

/** `…/gov-info-2021.2.json` → the definition, read when it is wanted */
const shipped = import.meta.glob<FormDefinition>('/static/forms/*.json', { import: 'default' });
const readAll = (): Promise<FormDefinition[]> => Promise.all(Object.values(shipped).map((read) => read()));

/** What ships does not change while the program runs, and compiling all of it takes half a second. */
let shelf: Promise<Omit<LibraryForm, 'isPublished'>[]> | undefined;

/** in the order in which the library shows them; a form's subject is told by the beginning of its id */
const subjects: readonly [LibrarySubject, RegExp][] = [
  ['indicators', /^fzzf-/],
  ['disclosure', /^(gov-info|generic-dingxi)/],
  ['enforcement', /^(enforcement|double-random|env)/],
  ['reconsideration', /^(reconsideration|normative)/],
  ['mediation', /^(mediation|dispute)/],
  ['ledgers', /^zhongjiang/],
  ['other', /^/]
];

const subjectOf = (id: string): LibrarySubject => subjects.find(([, shape]) => shape.test(id))?.[0] ?? 'other';
const placeOf = (subject: LibrarySubject): number => subjects.findIndex(([each]) => each === subject);

/** By subject, then by the years that a form is for, the newest first. */
export async function listLibrary({ storage }: Needs, _actor: Actor): Promise<LibraryForm[]> {
  const published = new Set((await storage.forms.list()).map(({ id, version }) => `${id}@${version}`));
  shelf ??= fillShelf();
  return (await shelf).map((line) => ({ ...line, isPublished: published.has(`${line.id}@${line.version}`) }));
}

const fillShelf = async (): Promise<Omit<LibraryForm, 'isPublished'>[]> =>
  newestVersions(await readAll())
    .map(lineOf)
    .sort(
      (a, b) =>
        placeOf(a.subject) - placeOf(b.subject) ||
        (a.periods.from < b.periods.from ? 1 : a.periods.from > b.periods.from ? -1 : 0) ||
        (a.id < b.id ? -1 : 1)
    );

/** Earlier versions of one form stay for the sheets that have them; nobody begins with one. */
function newestVersions(all: readonly FormDefinition[]): FormDefinition[] {
  const newest = new Map<string, FormDefinition>();
  for (const definition of all)
    if ((newest.get(definition.id)?.version ?? 0) < definition.version) newest.set(definition.id, definition);
  return [...newest.values()];
}

function lineOf(definition: FormDefinition): Omit<LibraryForm, 'isPublished'> {
  const { id, version, title, periods, levels, evidence, earlier, rules, source, heads } = definition;
  const compiled = compileForm(definition);
  const cells = compiled.ok ? [...compiled.value.cells.values()].filter(({ kind }) => kind !== 'blocked') : [];
  return {
    id,
    version,
    title,
    subject: subjectOf(id),
    periods,
    levels: levels ?? [],
    evidence: evidence ?? null,
    source,
    number: heads.find(({ label }) => label === '批准文号' || label === '表号')?.value ?? '',
    earlier: (earlier ?? []).map(({ form, text }) => ({ form, text })),
    size: {
      tables: definition.tables.length,
      entered: cells.filter(({ kind }) => kind === 'entered').length,
      derived: cells.filter(({ kind }) => kind === 'derived').length,
      rules: rules.length
    }
  };
}

/**
 * Publishes a form of the library as it ships, with the earlier forms that it compares with last year's figures. What is published
 * already stays. Coordinators may: nothing of it is of their own making. Throws `not-allowed`, or `not-found` for what does not ship.
 */
export async function takeFromLibrary(
  { storage, clock }: Needs,
  actor: Actor,
  id: string,
  version: number
): Promise<void> {
  if (!mayMakeForms(actor)) throw new Problem('not-allowed', { what: 'form' });
  const all = await readAll();
  const wanted = all.find((each) => each.id === id && each.version === version);
  if (!wanted) throw new Problem('not-found', { what: 'form' });
  const before = newestVersions(all).filter((each) => wanted.earlier?.some(({ form }) => form === each.id));
  for (const definition of [...before, wanted]) await storage.forms.publish(definition, clock());
}
