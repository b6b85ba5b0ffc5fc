// The actions on people, units, collections and forms, over real storage and access in a temporary folder.
import { describe, expect, test } from 'vitest';
import { asId, type PersonId, type UnitId } from '#core/basics/ids.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import { accessOver } from '#server/access/access.ts';
import { hashPassword } from '#server/access/passwords.ts';
import { hashOf } from '#server/access/session-rows.ts';
import type { Actions } from '#server/actions/actions.ts';
import { bindPeopleActions } from '#server/actions/bind-people-actions.ts';
import type { Announcement } from '#server/storage/storage.ts';
import { aForm, aPerson, aUnit } from '#tests/tools/kept-things.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';

const unit = (id: string) => asId<UnitId>(id);
const person = (id: string) => asId<PersonId>(id);
const actorWith = (id: string, ...grants: Grant[]): Actor => ({ person: person(id), name: `人员${id}`, grants });
const password = 'correct horse';
const refused = (code: string, parameters?: Record<string, unknown>) =>
  expect.objectContaining({ code, ...(parameters ? { parameters: expect.objectContaining(parameters) } : {}) });

// 省 p ─ 市 c ─ 县 d, 县 e; 省 q beside it
const admin = actorWith('admin', { role: 'administrator', unit: unit('p') });
const countyAdmin = actorWith('county', { role: 'administrator', unit: unit('d') });
const coordinator = actorWith('coordinator', { role: 'coordinator', unit: unit('d') });
const upper = actorWith('upper', { role: 'upper', unit: unit('c') });
const auditor = actorWith('auditor', { role: 'auditor', unit: unit('p') });
const clerk = actorWith('clerk', { role: 'clerk', unit: unit('d'), department: 'GAJ' });

let oneHash: Promise<string> | undefined; // hashing is made to be slow: once for all tests

async function anAdministration() {
  const storage = await temporaryStorage();
  for (const [id, parent] of [
    ['p', null],
    ['q', null],
    ['c', 'p'],
    ['d', 'c'],
    ['e', 'c']
  ] as const) {
    await storage.units.add(aUnit(id, parent));
  }
  const passwordHash = await (oneHash ??= hashPassword(password));
  for (const { person: id, name, grants } of [admin, countyAdmin, coordinator, upper, auditor, clerk]) {
    await storage.people.add(aPerson(id, { name, grants, passwordHash }));
  }
  let now = 1000;
  const clock = () => now;
  const access = accessOver({ storage, clock });
  const heard: Announcement[] = [];
  storage.feed.listen((what) => heard.push(what));
  const actions = bindPeopleActions({ storage, access, clock });
  return { storage, access, actions, heard, wait: (ms: number) => (now += ms) };
}

describe('signing in', () => {
  const address = '10.0.0.1';

  test('[AC11] the right password makes a session, a cookie and the actor; capitals and full-width letters do not count in the login', async () => {
    const { actions, access } = await anAdministration();
    const signedIn = await actions.signIn({ login: ' ＣＬerk ', password, address });
    expect(signedIn.actor).toEqual(clerk);
    expect(signedIn.cookie).toBe(access.sessions.cookie(signedIn.sessionId, false));
    expect(await access.actorOfSession(signedIn.sessionId)).toMatchObject({ actor: clerk });
    const token = await actions.signIn({ login: 'clerk', password, address, kind: 'token', secure: true });
    expect(await access.sessions.ask(token.sessionId)).toMatchObject({ kind: 'token' });
    expect(token.cookie).toContain('Secure');
  });

  test('[AC11] unknown, wrong and disabled get one answer', async () => {
    const { actions, storage } = await anAdministration();
    await storage.people.change(person('auditor'), { disabled: true });
    const answers = await Promise.all(
      [
        { login: 'nobody', password },
        { login: 'clerk', password: 'wrong horse' },
        { login: 'auditor', password },
        { login: '', password: '' }
      ].map((input) => actions.signIn({ ...input, address }).catch((error: unknown) => error))
    );
    for (const answer of answers) expect(answer).toMatchObject({ code: 'wrong-name-or-password', parameters: {} });
  });

  test('[AC11] after too many tries even the right password is not looked at, until time has passed', async () => {
    const { actions, wait } = await anAdministration();
    for (let nth = 0; nth < 8; nth++) {
      await expect(actions.signIn({ login: 'clerk', password: `wrong ${nth}`, address })).rejects.toEqual(
        refused('wrong-name-or-password')
      );
    }
    await expect(actions.signIn({ login: 'CLERK', password, address })).rejects.toEqual(
      refused('too-many-tries', { retryAfterSeconds: 30 })
    );
    // whoever guessed locked out themselves, and not the person at their own desk
    expect((await actions.signIn({ login: 'clerk', password, address: '10.0.0.2' })).actor).toEqual(clerk);
    wait(30_000);
    expect((await actions.signIn({ login: 'clerk', password, address })).actor).toEqual(clerk);
  });

  test('[AC12] a sign-in whose password was changed, or whose person was disabled, while it was being checked is none', async () => {
    for (const change of [{ passwordHash: 'another' }, { disabled: true }]) {
      const { actions, storage, access } = await anAdministration();
      const signing = actions.signIn({ login: 'clerk', password, address });
      await storage.people.byLogin('clerk'); // it has read the old one, and works on it for some 20 ms
      await storage.people.change(person('clerk'), change);
      await access.sessions.endAllOf(person('clerk'));
      await expect(signing).rejects.toEqual(refused('wrong-name-or-password'));
      expect(await storage.people.sessionsOf(person('clerk'))).toEqual([]);
    }
  });

  test('[AC21] what is no sign-in at all is malformed', async () => {
    const { actions } = await anAdministration();
    const odd = { login: 'clerk', password: 7, address } as unknown as Parameters<Actions['signIn']>[0];
    await expect(actions.signIn(odd)).rejects.toEqual(refused('malformed', { field: 'password' }));
  });

  test('[AC12] signing out ends the session', async () => {
    const { actions, access, heard } = await anAdministration();
    const { sessionId } = await actions.signIn({ login: 'clerk', password, address });
    expect((await actions.signOut(sessionId)).cookie).toContain('Max-Age=0');
    expect(await access.actorOfSession(sessionId)).toBeUndefined();
    expect(heard).toContainEqual({ kind: 'session-ended', hash: hashOf(sessionId) });
    await actions.signOut('no session');
  });
});

describe('changing the password', () => {
  test('[AC12] the current one is asked; other sessions end, the asking one stays', async () => {
    const { actions, access } = await anAdministration();
    const [mine, other] = await Promise.all(
      ['1', '2'].map((nth) => actions.signIn({ login: 'clerk', password, address: nth }))
    );
    const next = 'battery staple';
    await actions.changePassword(clerk, { current: password, next, keepSession: mine!.sessionId });
    expect(await access.actorOfSession(mine!.sessionId)).toBeDefined();
    expect(await access.actorOfSession(other!.sessionId)).toBeUndefined();
    await expect(actions.signIn({ login: 'clerk', password, address: '3' })).rejects.toEqual(
      refused('wrong-name-or-password')
    );
    expect((await actions.signIn({ login: 'clerk', password: next, address: '3' })).actor).toEqual(clerk);
  });

  test('[AC12] a wrong current one, a weak next one and the same one are refused, and guessing has an end', async () => {
    const { actions, access } = await anAdministration();
    const { sessionId } = await actions.signIn({ login: 'clerk', password, address: '1' });
    const change = (current: string, next: string) => actions.changePassword(clerk, { current, next });
    await expect(change(password, 'short')).rejects.toEqual(refused('malformed', { field: 'next', why: 'too-short' }));
    await expect(change(password, password)).rejects.toEqual(refused('malformed', { field: 'next' }));
    for (let nth = 0; nth < 8; nth++)
      await expect(change(`guess ${nth}`, 'battery staple')).rejects.toEqual(refused('wrong-name-or-password'));
    await expect(change(password, 'battery staple')).rejects.toEqual(refused('too-many-tries'));
    expect(await access.actorOfSession(sessionId)).toBeDefined();
  });
});

describe('units', () => {
  const ids = async (units: Promise<readonly { id: string }[]>) => (await units).map((one) => one.id).join(' ');

  test('[AC20] each sees their own and, but for clerks, those below', async () => {
    const { actions } = await anAdministration();
    expect(await ids(actions.listUnits(admin))).toBe('p c d e');
    expect(await ids(actions.listUnits(upper))).toBe('c d e');
    expect(await ids(actions.listUnits(coordinator))).toBe('d');
    expect(await ids(actions.listUnits(clerk))).toBe('d');
    expect(await ids(actions.listUnits(actorWith('x')))).toBe('');
  });

  test('[AC13] an administrator adds units below their own, last among the siblings', async () => {
    const { actions, storage } = await anAdministration();
    const input = { code: '530623', name: ' 盐津县 ', level: 'county' as const, parent: unit('c') };
    const added = await actions.addUnit(admin, input);
    expect(added).toMatchObject({ code: '530623', name: '盐津县', level: 'county', parent: 'c', place: 1 });
    expect(await storage.units.byCode('530623')).toEqual(added);
    expect(await ids(actions.listUnits(upper))).toBe(`c d e ${added.id}`);
    await expect(actions.addUnit(admin, input)).rejects.toEqual(refused('already-exists', { field: 'code' }));
  });

  test('[AC13] nobody else does, and nowhere else', async () => {
    const { actions, storage } = await anAdministration();
    const input = { code: 'x', name: '新', level: 'street' as const, parent: unit('d') };
    for (const actor of [coordinator, upper, auditor, clerk]) {
      await expect(actions.addUnit(actor, input)).rejects.toEqual(refused('not-allowed'));
    }
    await expect(actions.addUnit(countyAdmin, { ...input, parent: unit('e') })).rejects.toEqual(refused('not-allowed'));
    await expect(actions.addUnit(admin, { ...input, parent: unit('q') })).rejects.toEqual(refused('not-allowed'));
    await expect(actions.addUnit(admin, { ...input, parent: null })).rejects.toEqual(refused('not-allowed'));
    await expect(actions.addUnit(admin, { ...input, parent: unit('nowhere') })).rejects.toEqual(refused('not-found'));
    expect(await storage.units.list()).toHaveLength(5);
  });

  test.each([
    ['code', ''],
    ['code', 'a/b'],
    ['code', '../x'],
    ['name', '  '],
    ['name', '名'.repeat(61)],
    ['name', 'a\nb'],
    ['name', 'a\u202eb'],
    ['name', 'a\u2028b'],
    ['name', 'a\ud800b'],
    ['level', 'planet'],
    ['parent', 7]
  ])('[AC21] %s %j does not fit', async (field, value) => {
    const { actions } = await anAdministration();
    const input = { code: 'x', name: '新', level: 'street' as const, parent: unit('d'), [field]: value };
    await expect(actions.addUnit(admin, input as never)).rejects.toEqual(refused('malformed', { field }));
  });
});

describe('people', () => {
  const newPerson = {
    login: 'New.Person',
    name: '新人',
    password,
    grants: [{ role: 'clerk' as const, unit: unit('d'), department: 'SFJ' }]
  };

  test('[AC13] an administrator adds people at units in their care, who can then sign in', async () => {
    const { actions } = await anAdministration();
    const grants: Grant[] = [...newPerson.grants, { role: 'coordinator', unit: unit('e') }, ...newPerson.grants];
    const added = await actions.addPerson(admin, { ...newPerson, grants });
    expect(added).toEqual({
      id: expect.any(String),
      login: 'new.person',
      name: '新人',
      disabled: false,
      grants: grants.slice(0, 2)
    });
    const { actor } = await actions.signIn({ login: 'new.person', password, address: '1' });
    expect(actor).toEqual({ person: added.id, name: '新人', grants: grants.slice(0, 2) });
    await expect(actions.addPerson(admin, newPerson)).rejects.toEqual(refused('already-exists', { field: 'login' }));
  });

  test('[AC13] nobody gives what is not in their care', async () => {
    const { actions, storage } = await anAdministration();
    for (const actor of [coordinator, upper, auditor, clerk]) {
      await expect(actions.addPerson(actor, newPerson)).rejects.toEqual(refused('not-allowed'));
    }
    const above: Grant[] = [...newPerson.grants, { role: 'administrator', unit: unit('c') }];
    await expect(actions.addPerson(countyAdmin, { ...newPerson, grants: above })).rejects.toEqual(
      refused('not-allowed')
    );
    expect(await storage.people.byLogin('new.person')).toBeUndefined();
  });

  test.each([
    ['login', 'x'],
    ['login', 'a b'],
    ['login', '-dash'],
    ['name', ''],
    ['password', 'short'],
    ['grants', []],
    ['grants', [{ role: 'clerk', unit: 'd' }]],
    ['grants', [{ role: 'coordinator', unit: 'd', department: 'SFJ' }]],
    ['grants', [{ role: 'king', unit: 'd' }]],
    ['extra', 1]
  ])('[AC21] %s %j does not fit', async (field, value) => {
    const { actions } = await anAdministration();
    const fits = field === 'grants' ? expect.stringMatching(/^grants/) : field;
    await expect(actions.addPerson(admin, { ...newPerson, [field]: value } as never)).rejects.toEqual(
      refused('malformed', { field: fits })
    );
  });

  test('[AC13] listed are the people in care, with the grants in care, never a hash', async () => {
    const { actions, storage } = await anAdministration();
    await storage.people.setGrants(person('auditor'), [...auditor.grants, { role: 'auditor', unit: unit('d') }]);
    const lines = await actions.listPeople(countyAdmin);
    expect(lines.map((line) => line.login)).toEqual(['auditor', 'clerk', 'coordinator', 'county']);
    expect(lines[0]!.grants).toEqual([{ role: 'auditor', unit: 'd' }]);
    expect(JSON.stringify(lines)).not.toContain('argon2');
    expect((await actions.listPeople(coordinator)).map((line) => line.login)).toEqual([
      'auditor',
      'clerk',
      'coordinator',
      'county'
    ]);
    expect((await actions.listPeople(admin)).map((line) => line.login)).toEqual([
      'admin',
      'auditor',
      'clerk',
      'coordinator',
      'county',
      'upper'
    ]);
    for (const actor of [clerk, upper, auditor]) expect(await actions.listPeople(actor)).toEqual([]);
  });

  test('[AC16] name and grants change and are announced; a disabled person is out at once', async () => {
    const { actions, storage, access, heard } = await anAdministration();
    const { sessionId } = await actions.signIn({ login: 'clerk', password, address: '1' });
    await actions.changePerson(countyAdmin, person('clerk'), {
      name: '改名',
      grants: [{ role: 'coordinator', unit: unit('d') }]
    });
    expect(heard).toEqual([{ kind: 'grants', person: 'clerk' }]);
    expect(await access.actorOfSession(sessionId)).toMatchObject({
      actor: { name: '改名', grants: [{ role: 'coordinator', unit: 'd' }] }
    });
    await actions.changePerson(countyAdmin, person('clerk'), { disabled: true });
    expect(heard.at(-1)).toEqual({ kind: 'session-ended', hash: hashOf(sessionId) });
    expect(await access.actorOfSession(sessionId)).toBeUndefined();
    await actions.changePerson(countyAdmin, person('clerk'), { disabled: false, password: 'battery staple' });
    expect(await storage.people.byId(person('clerk'))).toMatchObject({ disabled: false });
    expect((await actions.signIn({ login: 'clerk', password: 'battery staple', address: '1' })).actor.name).toBe(
      '改名'
    );
  });

  test('[AC16] a new password set by the administrator ends the sessions that the old one opened', async () => {
    const { actions, access } = await anAdministration();
    const { sessionId } = await actions.signIn({ login: 'clerk', password, address: '1' });
    await expect(actions.changePerson(admin, person('clerk'), { password: 'clerk' })).rejects.toEqual(
      refused('malformed', { field: 'password' })
    );
    expect(await access.actorOfSession(sessionId)).toBeDefined();
    await actions.changePerson(admin, person('clerk'), { password: 'battery staple' });
    expect(await access.actorOfSession(sessionId)).toBeUndefined();
  });

  test('[AC14] nor who gets a grant above while the new password is being hashed', async () => {
    const { actions, storage } = await anAdministration();
    const taking = actions.changePerson(countyAdmin, person('clerk'), { password: 'battery staple' });
    await storage.people.byId(person('clerk')); // it has looked at the grants, and hashes for some 20 ms
    const before = await storage.people.byId(person('clerk'));
    await storage.people.setGrants(person('clerk'), [...clerk.grants, { role: 'auditor', unit: unit('p') }]);
    await expect(taking).rejects.toEqual(refused('not-allowed'));
    expect((await storage.people.byId(person('clerk')))!.passwordHash).toBe(before!.passwordHash);
  });

  test('[AC13, AC14] a county administrator cannot take over who also has a grant above, and leaves that grant alone', async () => {
    const { actions, storage } = await anAdministration();
    const both: Grant[] = [
      { role: 'administrator', unit: unit('p') },
      { role: 'clerk', unit: unit('d'), department: 'SFJ' }
    ];
    await storage.people.setGrants(person('admin'), both);
    for (const to of [{ password: 'battery staple' }, { disabled: true }, { name: '新名' }]) {
      await expect(actions.changePerson(countyAdmin, person('admin'), to)).rejects.toEqual(refused('not-allowed'));
    }
    await actions.changePerson(countyAdmin, person('admin'), { grants: [{ role: 'auditor', unit: unit('d') }] });
    expect((await storage.people.byId(person('admin')))!.grants).toEqual([both[0], { role: 'auditor', unit: 'd' }]);
    const rise = { grants: [{ role: 'administrator' as const, unit: unit('c') }] };
    await expect(actions.changePerson(countyAdmin, person('clerk'), rise)).rejects.toEqual(refused('not-allowed'));
    await expect(actions.changePerson(countyAdmin, person('upper'), { name: '新名' })).rejects.toEqual(
      refused('not-found')
    );
    await expect(actions.changePerson(coordinator, person('clerk'), { name: '新名' })).rejects.toEqual(
      refused('not-found')
    );
  });

  test('[AC15] nobody locks themselves out', async () => {
    const { actions } = await anAdministration();
    await expect(actions.changePerson(admin, person('admin'), { disabled: true })).rejects.toEqual(
      refused('not-allowed', { what: 'oneself' })
    );
    const less = { grants: [{ role: 'auditor' as const, unit: unit('p') }] };
    await expect(actions.changePerson(admin, person('admin'), less)).rejects.toEqual(
      refused('not-allowed', { what: 'oneself' })
    );
  });
});

describe('forms', () => {
  test('[AC19] an administrator of the whole publishes a form that compiles, once', async () => {
    const { actions } = await anAdministration();
    expect(await actions.publishForm(admin, aForm())).toEqual({ id: 'small', version: 1 });
    expect(await actions.getForm(clerk, 'small', 1)).toEqual(aForm());
    expect(await actions.listForms(clerk)).toEqual([{ id: 'small', version: 1, title: '小表' }]);
    await expect(actions.publishForm(admin, aForm())).rejects.toEqual(refused('already-exists'));
    // nor the administrator of a county: a version of theirs would be what everybody's imports are compared with first
    for (const actor of [countyAdmin, coordinator, upper, auditor, clerk]) {
      await expect(actions.publishForm(actor, aForm('other'))).rejects.toEqual(refused('not-allowed'));
    }
    for (const version of [2, 0.5, Number.NaN])
      await expect(actions.getForm(clerk, 'small', version)).rejects.toEqual(refused('not-found'));
  });

  test('[AC19] mistakes are named with their places', async () => {
    const { actions, storage } = await anAdministration();
    const form = aForm() as FormDefinition & { tables: { rows: { formula?: string }[] }[] };
    form.tables[0]!.rows[0]!.formula = 'B + NOWHERE';
    const mistake = { place: 'tables[0].rows[0].formula', at: 5, code: 'unknown-code' };
    await expect(actions.publishForm(admin, form)).rejects.toEqual(
      refused('form-invalid', { count: 1, mistakes: [expect.objectContaining(mistake)] })
    );
    for (const odd of [null, 'text', {}, [], { ...aForm(), format: 2 }]) {
      await expect(actions.publishForm(admin, odd)).rejects.toEqual(refused('form-invalid'));
    }
    expect(await storage.forms.list()).toEqual([]);
  });
});

describe('collections', () => {
  const input = {
    form: 'small',
    version: 1,
    period: '2024',
    title: '2024年小表',
    unit: unit('c'),
    units: [unit('d'), unit('e'), unit('d')],
    dueAt: 5000
  };

  test('[AC17] one empty sheet for each asked unit; sheets that are there stay', async () => {
    const { actions, storage } = await anAdministration();
    await actions.publishForm(admin, aForm());
    const first = await actions.openCollection(admin, { ...input, units: [unit('d')] });
    expect(first).toEqual({ ...input, units: undefined, id: first.id, createdAt: 1000 });
    const second = await actions.openCollection(admin, { ...input, title: '补充' });
    const sheets = await storage.sheets.list({});
    expect(sheets.map((sheet) => [sheet.unit, sheet.collection, sheet.stage, sheet.seq]).sort()).toEqual([
      ['d', first.id, 'empty', 0],
      ['e', second.id, 'empty', 0]
    ]);
    await expect(actions.openCollection(admin, input)).rejects.toEqual(refused('already-exists'));
    expect(await storage.collections.list(), 'nothing is left of the refused one').toHaveLength(2);
  });

  test('[AC17] a sheet that a unit below opened for itself before moves into the upper collection as it is', async () => {
    const { actions, storage } = await anAdministration();
    await actions.publishForm(admin, aForm());
    const own = await actions.openCollection(coordinator, { ...input, unit: unit('d'), units: [unit('d')] });
    const [sheet] = await storage.sheets.list({ units: [unit('d')] });
    await storage.sheets.setStage(sheet!.id, 'empty', 0, 'submitted');
    const upperOne = await actions.openCollection(admin, input);
    expect((await storage.sheets.list({ collection: upperOne.id })).map((one) => one.unit).sort()).toEqual(['d', 'e']);
    expect(await storage.sheets.byId(sheet!.id)).toEqual({ ...sheet, collection: upperOne.id, stage: 'submitted' });
    expect(await storage.sheets.list({ collection: own.id })).toEqual([]);
    // what the upper level has opened itself stays in its first collection, and below nobody takes it away
    await expect(actions.openCollection(admin, input)).rejects.toEqual(refused('already-exists'));
    await expect(
      actions.openCollection(coordinator, { ...input, unit: unit('d'), units: [unit('d')] })
    ).rejects.toEqual(refused('already-exists'));
    expect((await storage.sheets.byId(sheet!.id))?.collection).toBe(upperOne.id);
  });

  test('[AC17] of another version of the form nothing is opened, and the units are named', async () => {
    const { actions, storage } = await anAdministration();
    await actions.publishForm(admin, aForm());
    await actions.publishForm(admin, { ...aForm(), version: 2 });
    await actions.openCollection(coordinator, { ...input, unit: unit('d'), units: [unit('d')] });
    await expect(actions.openCollection(admin, { ...input, version: 2 })).rejects.toEqual(
      refused('malformed', { field: 'units', why: 'other-version', names: ['单位d'], versions: [1] })
    );
    expect(await storage.collections.list()).toHaveLength(1);
    expect(await storage.sheets.list({})).toHaveLength(1);
    const others = await actions.openCollection(admin, { ...input, version: 2, units: [unit('e')] });
    expect(await storage.sheets.list({ collection: others.id })).toHaveLength(1);
  });

  test('[AC17] the coordinator of the asking unit or its administrator opens it, for units below only', async () => {
    const { actions, storage } = await anAdministration();
    await actions.publishForm(admin, aForm());
    await actions.openCollection(coordinator, { ...input, unit: unit('d'), units: [unit('d')] });
    for (const actor of [coordinator, countyAdmin, upper, auditor, clerk]) {
      await expect(actions.openCollection(actor, input)).rejects.toEqual(refused('not-allowed'));
    }
    const beside = { ...input, units: [unit('e'), unit('q'), unit('p'), unit('nowhere')] };
    await expect(actions.openCollection(admin, beside)).rejects.toEqual(
      refused('malformed', { field: 'units', units: ['q', 'p', 'nowhere'] })
    );
    await expect(actions.openCollection(admin, { ...input, form: 'none' })).rejects.toEqual(
      refused('not-found', { what: 'form' })
    );
    await expect(actions.openCollection(admin, { ...input, unit: unit('nowhere') })).rejects.toEqual(
      refused('not-found', { what: 'unit' })
    );
    expect(await storage.collections.list()).toHaveLength(1);
  });

  test('[AC18] a deadline that no calendar shows is refused: with one, the list of sheets would open for nobody above', async () => {
    const { actions } = await anAdministration();
    await actions.publishForm(admin, aForm());
    for (const dueAt of [Number.MAX_SAFE_INTEGER, 8.64e15, Date.UTC(9999, 0) + 1]) {
      await expect(actions.openCollection(admin, { ...input, dueAt })).rejects.toEqual(
        refused('malformed', { field: 'dueAt' })
      );
    }
    expect(await actions.openCollection(admin, { ...input, dueAt: Date.UTC(9999, 0) })).toBeDefined();
  });

  test.each([
    ['2024-Q1', 'other-kind'],
    ['2019', 'out-of-range'],
    ['2026', 'out-of-range'],
    ['24', 'not-a-period'],
    ['', 'not-a-period']
  ])('[AC18] period %s: %s', async (period, why) => {
    const { actions } = await anAdministration();
    await actions.publishForm(admin, { ...aForm(), periods: { kind: 'year', from: '2020', to: '2025' } });
    await expect(actions.openCollection(admin, { ...input, period })).rejects.toEqual(
      refused('malformed', { field: 'period', why })
    );
    expect(await actions.openCollection(admin, { ...input, period: ' 2025 ' })).toMatchObject({ period: '2025' });
  });

  test.each([
    ['version', 1.5],
    ['units', []],
    ['title', ' '],
    ['dueAt', -1],
    ['dueAt', 'soon']
  ])('[AC21] %s %j does not fit', async (field, value) => {
    const { actions } = await anAdministration();
    await expect(actions.openCollection(admin, { ...input, [field]: value } as never)).rejects.toEqual(
      refused('malformed', { field })
    );
  });

  test('[AC20] each sees the collections that concern them, counting only the sheets they may read', async () => {
    const { actions, storage } = await anAdministration();
    await actions.publishForm(admin, aForm());
    const opened = await actions.openCollection(admin, input);
    const sheet = (await storage.sheets.list({ units: [unit('d')] }))[0]!;
    await storage.sheets.setStage(sheet.id, 'empty', 0, 'reported');
    const counts = { empty: 0, filling: 0, submitted: 0, returned: 0, reported: 0, accepted: 0 };
    const [seen] = await actions.listCollections(upper);
    expect(seen).toEqual({
      ...opened,
      formTitle: '小表',
      unitName: '单位c',
      counts: { ...counts, empty: 1, reported: 1 }
    });
    expect((await actions.listCollections(clerk)).map((line) => line.counts)).toEqual([{ ...counts, reported: 1 }]);
    expect(await actions.listCollections(actorWith('x', { role: 'coordinator', unit: unit('q') }))).toEqual([]);
    expect(await actions.listCollections(actorWith('x', { role: 'auditor', unit: unit('p') }))).toHaveLength(1);
  });
});
