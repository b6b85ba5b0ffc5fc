import { asId, type PersonId, type UnitId } from '#core/basics/ids.ts';
import type { Grant, Role } from '#core/workflow/actor.ts';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const actor = actorOf(locals);
  const [people, units, forms] = await answer(
    Promise.all([locals.app.listPeople(actor), locals.app.listUnits(actor), locals.app.listForms(actor)])
  );
  // newest version first within an id: its departments are the ones to choose from
  const newest = forms.filter((form, at) => forms.findIndex((other) => other.id === form.id) === at);
  const definitions = await answer(Promise.all(newest.map((form) => locals.app.getForm(actor, form.id, form.version))));
  const departments = definitions.map(({ id, title, departments }) => ({ form: id, title: title.zh, departments }));
  return { people, units, departments };
};

const text = (fields: FormData, name: string): string => String(fields.get(name) ?? '');

function grantOf(fields: FormData): Grant {
  const department = text(fields, 'department');
  const grant: Grant = { role: text(fields, 'role') as Role, unit: asId<UnitId>(text(fields, 'unit')) };
  return grant.role === 'clerk' && department !== '' ? { ...grant, department } : grant;
}

export const actions: Actions = {
  add: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const added = await attempt(
      locals.app.addPerson(actorOf(locals), {
        login: text(fields, 'login').trim(),
        name: text(fields, 'name').trim(),
        password: text(fields, 'password'),
        grants: [grantOf(fields)]
      })
    );
    return 'status' in added ? added : { added: added.name };
  },
  disable: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const disabled = text(fields, 'disabled') === 'yes';
    const refused = await attempt(
      locals.app.changePerson(actorOf(locals), asId<PersonId>(text(fields, 'person')), { disabled })
    );
    return refused ?? { changed: true };
  },
  password: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const refused = await attempt(
      locals.app.changePerson(actorOf(locals), asId<PersonId>(text(fields, 'person')), {
        password: text(fields, 'password')
      })
    );
    return refused ?? { passwordReset: true };
  }
};
