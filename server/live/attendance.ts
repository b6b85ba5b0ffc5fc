// Who is at a sheet: those who have it open and what they may write, the client ids that they have shown, their names, and whose writes met.
import type { PersonId } from '#core/basics/ids.ts';
import type { Raced } from '#core/sheet/messages.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayRead } from '#core/workflow/permissions.ts';
import type { LiveLimits } from './limits.ts';
import { rightsOf, type Rights, type SheetCopy } from './sheet-copy.ts';
import type { Writer } from './writer.ts';

export class Attendance {
  readonly #limits: Pick<LiveLimits, 'racesKept' | 'racesKeptMs'>;
  readonly #writers = new Map<Writer, Rights>();
  readonly #present = new Map<number, PersonId>();
  /** of those who have written or come in since the sheet was loaded */
  readonly #names = new Map<PersonId, string>();
  /** the last meetings of two writes, for those whose connection broke just then */
  #raced: { raced: Raced; at: number }[] = [];

  constructor(limits: Pick<LiveLimits, 'racesKept' | 'racesKeptMs'>) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#writers.size;
  }
  /** client ids that open connections have shown, and whose they are */
  get present(): ReadonlyMap<number, PersonId> {
    return this.#present;
  }
  has = (writer: Writer): boolean => this.#writers.has(writer);

  /** Takes a writer in, or reckons anew what they may do; false when they may not read the sheet. */
  admit(writer: Writer, copy: SheetCopy): boolean {
    if (!mayRead(writer.actor, copy)) return false;
    this.#writers.set(writer, rightsOf(copy, writer.actor));
    this.noteName(writer.actor);
    return true;
  }
  leave(writer: Writer): void {
    this.#writers.delete(writer);
  }
  allLeave(): void {
    this.#writers.clear();
  }

  /** Rights of this moment. Who has left since is judged all the same: the edit came in while the connection was good. */
  rightsOf = (writer: Writer, copy: SheetCopy): Rights => this.#writers.get(writer) ?? rightsOf(copy, writer.actor);

  /** After the stage moved. */
  reckonRights(copy: SheetCopy): void {
    for (const writer of this.#writers.keys()) this.#writers.set(writer, rightsOf(copy, writer.actor));
  }

  /** Binds a client id to a person as long as their connection lives; false when it is another person's. */
  showClient(client: number, person: PersonId, { owners }: SheetCopy): boolean {
    const owner = owners.get(client) ?? this.#present.get(client);
    if (owner !== undefined && owner !== person) return false;
    this.#present.set(client, person);
    return true;
  }
  hideClient(client: number): void {
    this.#present.delete(client);
  }

  noteName({ person, name }: Actor): void {
    this.#names.set(person, name);
  }
  nameOf = (person: PersonId): string => this.#names.get(person) ?? '';

  keepRaced(raced: readonly Raced[], at: number): void {
    if (raced.length === 0) return;
    this.#raced = [...this.#raced, ...raced.map((one) => ({ raced: one, at }))].slice(-this.#limits.racesKept);
  }

  /** Meetings of this person's writes with others' in the last moments. */
  racedOf(person: PersonId, now: number): readonly Raced[] {
    const since = now - this.#limits.racesKeptMs;
    return this.#raced
      .filter(({ raced, at }) => at >= since && (raced.stands.person === person || raced.lost.person === person))
      .map(({ raced }) => raced);
  }
}
