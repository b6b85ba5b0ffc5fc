// The actions on people, units, collections and forms with their needs put in: one part of what app.ts hands to the doors.
import type { Actions } from './actions.ts';
import { addPerson } from './add-person.ts';
import { addUnit } from './add-unit.ts';
import { changePassword } from './change-password.ts';
import { changePerson } from './change-person.ts';
import { getForm } from './get-form.ts';
import { listLibrary, takeFromLibrary } from './library.ts';
import { listCollections } from './list-collections.ts';
import { listForms } from './list-forms.ts';
import { listPeople } from './list-people.ts';
import { listUnits } from './list-units.ts';
import { openCollection } from './open-collection.ts';
import type { PeopleNeeds } from './people-needs.ts';
import { publishForm } from './publish-form.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

export type PeopleActions = Pick<
  Actions,
  | 'signIn'
  | 'signOut'
  | 'changePassword'
  | 'listForms'
  | 'getForm'
  | 'publishForm'
  | 'listLibrary'
  | 'takeFromLibrary'
  | 'listUnits'
  | 'addUnit'
  | 'listPeople'
  | 'addPerson'
  | 'changePerson'
  | 'listCollections'
  | 'openCollection'
>;

export const bindPeopleActions = (needs: PeopleNeeds): PeopleActions => ({
  signIn: (input) => signIn(needs, input),
  signOut: (sessionId, secure) => signOut(needs, sessionId, secure),
  changePassword: (actor, input) => changePassword(needs, actor, input),
  listForms: (actor) => listForms(needs, actor),
  getForm: (actor, id, version) => getForm(needs, actor, id, version),
  publishForm: (actor, definition) => publishForm(needs, actor, definition),
  listLibrary: (actor) => listLibrary(needs, actor),
  takeFromLibrary: (actor, id, version) => takeFromLibrary(needs, actor, id, version),
  listUnits: (actor) => listUnits(needs, actor),
  addUnit: (actor, input) => addUnit(needs, actor, input),
  listPeople: (actor) => listPeople(needs, actor),
  addPerson: (actor, input) => addPerson(needs, actor, input),
  changePerson: (actor, id, to) => changePerson(needs, actor, id, to),
  listCollections: (actor) => listCollections(needs, actor),
  openCollection: (actor, input) => openCollection(needs, actor, input)
});
