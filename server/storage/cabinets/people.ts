// Cabinet *people*: who can sign in, with which grants, and their sessions. Only the hash of a session id is ever here.
import { asId, type PersonId, type UnitId } from '#core/basics/ids.ts';
import type { Grant, Role } from '#core/workflow/actor.ts';
import type { Hands, Schema, Tables } from '#server/storage/schema.ts';
import type { People, Person, SessionRow } from '#server/storage/storage.ts';
import { atomically, given, insertOf, queryOf, stepByStep } from './rows.ts';

const insertGrants = insertOf('grants', ['person', 'place', 'role', 'unit', 'department']);

// asked for every connection and every page
const sessionByHash = queryOf((db) => db.selectFrom('sessions').selectAll().where('hash', '=', ''));
const personById = queryOf((db) => db.selectFrom('people').selectAll().where('id', '=', ''));
const personByLogin = queryOf((db) => db.selectFrom('people').selectAll().where('login', '=', ''));
const grantsOf = queryOf((db) => db.selectFrom('grants').selectAll().where('person', '=', '').orderBy('place'));

export function peopleCabinet({ read, write }: Hands): People {
  return {
    add: (person) => atomically(write, (db) => add(db, person)),
    byLogin: async (login) => withGrants(read, await personByLogin(read, login)),
    byId: async (id) => withGrants(read, await personById(read, id)),
    list: () => list(read),
    async change(id, to) {
      const columns = given({
        name: to.name,
        password_hash: to.passwordHash,
        disabled: to.disabled === undefined ? undefined : Number(to.disabled)
      });
      if (columns) await write.updateTable('people').set(columns).where('id', '=', id).execute();
    },
    setGrants: (id, grants) => atomically(write, (db) => setGrants(db, id, grants)),
    async addSession(row) {
      await write
        .insertInto('sessions')
        .values({ hash: row.hash, person: row.person, expires_at: row.expiresAt, kind: row.kind })
        .execute();
    },
    async sessionByHash(hash) {
      const [row] = await sessionByHash(read, hash);
      return row && toSession(row);
    },
    async sessionsOf(person) {
      const rows = await read.selectFrom('sessions').selectAll().where('person', '=', person).orderBy('hash').execute();
      return rows.map(toSession);
    },
    async setSessionExpiry(hash, expiresAt) {
      await write.updateTable('sessions').set({ expires_at: expiresAt }).where('hash', '=', hash).execute();
    },
    async removeSession(hash) {
      await write.deleteFrom('sessions').where('hash', '=', hash).execute();
    },
    async removeSessionsOf(person) {
      await write.deleteFrom('sessions').where('person', '=', person).execute();
    },
    async removeExpiredSessions(now) {
      await write.deleteFrom('sessions').where('expires_at', '<=', now).execute();
    }
  };
}

async function add(db: Tables, person: Person): Promise<boolean> {
  const { id, login, name, passwordHash, disabled, grants } = person;
  const outcome = await db
    .insertInto('people')
    .values({ id, login, name, password_hash: passwordHash, disabled: Number(disabled) })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .executeTakeFirst();
  if (outcome.numInsertedOrUpdatedRows === 0n) return false;
  await setGrants(db, id, grants);
  return true;
}

async function setGrants(db: Tables, id: PersonId, grants: readonly Grant[]): Promise<void> {
  await db.deleteFrom('grants').where('person', '=', id).execute();
  await stepByStep(
    db,
    insertGrants(
      db,
      grants.flatMap((grant, place) => [id, place, grant.role, grant.unit, grant.department ?? null])
    )
  );
}

async function withGrants(db: Tables, [row]: readonly Schema['people'][]): Promise<Person | undefined> {
  return row && toPerson(row, await grantsOf(db, row.id));
}

async function list(db: Tables): Promise<Person[]> {
  const rows = await db.selectFrom('people').selectAll().orderBy('login').execute();
  const grantsById = new Map<string, Schema['grants'][]>(rows.map((row) => [row.id, []]));
  for (const grant of await db.selectFrom('grants').selectAll().orderBy('person').orderBy('place').execute()) {
    grantsById.get(grant.person)?.push(grant);
  }
  return rows.map((row) => toPerson(row, grantsById.get(row.id) ?? []));
}

const toPerson = (row: Schema['people'], grants: readonly Schema['grants'][]): Person => ({
  id: asId<PersonId>(row.id),
  login: row.login,
  name: row.name,
  passwordHash: row.password_hash,
  disabled: row.disabled !== 0,
  grants: grants.map(toGrant)
});

const toGrant = (row: Schema['grants']): Grant => ({
  role: row.role as Role,
  unit: asId<UnitId>(row.unit),
  ...(row.department === null ? {} : { department: row.department })
});

const toSession = (row: Schema['sessions']): SessionRow => ({
  hash: row.hash,
  person: asId<PersonId>(row.person),
  expiresAt: row.expires_at,
  kind: row.kind as SessionRow['kind']
});
