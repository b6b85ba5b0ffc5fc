// A sheet that is being edited on this node. All that happens to it happens in one line: batches of edits, deeds, loading anew. Between two
// of them the document is exactly what is on the disk, and only then is anyone answered.
import type { PersonId, SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { readStateVector, updateSince } from '#core/sheet/document.ts';
import type { Raced, Status } from '#core/sheet/messages.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { Storage } from '#server/storage/storage.ts';
import { Attendance } from './attendance.ts';
import { applyBatch, type Batch, type Edit, type WritesEdit } from './batch.ts';
import { committed, dropProblem, nobodyWrote, settle } from './commit.ts';
import type { LiveLimits } from './limits.ts';
import type { Rests } from './rests.ts';
import { answerOf, cellsOfCopy, helloVectorOf, vectorOf, type SheetCopy } from './sheet-copy.ts';
import { SheetLine } from './sheet-line.ts';
import { storeBatch } from './store-batch.ts';
import { compactIfLong, isCrowded, renewIfCrowded } from './upkeep.ts';
import { within } from './within.ts';
import type { Ask, Dropped, Listener, SheetState, Waiting, WaitingEdit, WriteResult, Writer } from './writer.ts';

export interface LiveSheetNeeds {
  storage: Storage;
  load: () => Promise<SheetCopy | undefined>;
  limits: LiveLimits;
  /** shared by all sheets of this node */
  rests: Rests;
  clock: () => number;
  note: (fact: string, fields: Record<string, unknown>) => void;
}

export class LiveSheet {
  readonly id: SheetId;
  #copy: SheetCopy;
  readonly #needs: LiveSheetNeeds;
  readonly #line: SheetLine;
  readonly #people: Attendance;
  readonly #listeners = new Set<Listener>();
  /** questions that came while the document was ahead of the disk */
  #questions: (() => void)[] = [];
  #ahead = false;
  #over: Dropped | undefined;
  /** the disk is full: edits wait, and are tried again */
  #trouble: 'disk-full' | undefined;

  constructor(copy: SheetCopy, needs: LiveSheetNeeds) {
    this.id = copy.id;
    this.#copy = copy;
    this.#needs = needs;
    this.#people = new Attendance(needs.limits);
    this.#line = new SheetLine(needs.limits, {
      commit: () => this.#commit(),
      failed: (error) => this.#failed(error)
    });
  }

  get isOver(): boolean {
    return this.#over !== undefined;
  }
  /** nobody has it open, nothing waits */
  get isIdle(): boolean {
    return this.#people.count === 0 && this.#line.isIdle;
  }
  get form(): SheetCopy['form'] {
    return this.#copy.form;
  }
  /** the department that the actor fills here, for others to see; undefined for all but clerks */
  departmentOf(actor: Actor): string | undefined {
    return actor.grants.find(({ role, unit }) => role === 'clerk' && unit === this.#copy.unitPath.at(-1))?.department;
  }
  get seq(): number {
    return this.#copy.seq;
  }
  get stage(): Stage {
    return this.#copy.stage;
  }

  // ── who has it open ───────────────────────────────────────────────────────────────────────────────────────────────

  /** @throws Problem `not-allowed` when the actor may not read the sheet, `busy` when it is leaving memory */
  enter(writer: Writer): void {
    if (this.#over) throw dropProblem(this.#over);
    if (!this.#people.admit(writer, this.#copy)) throw new Problem('not-allowed', { what: 'sheet' });
  }

  leave(writer: Writer): void {
    this.#people.leave(writer);
  }

  /** After the actor of a writer changed: false when they may no longer read the sheet. */
  reconsider(writer: Writer): boolean {
    return this.#people.has(writer) && this.#people.admit(writer, this.#copy);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Binds a client id to a person as long as their connection lives; false when it is another person's. */
  showClient = (client: number, person: PersonId): boolean => this.#people.showClient(client, person, this.#copy);
  hideClient(client: number): void {
    this.#people.hideClient(client);
  }

  /** Meetings of this person's writes with others' in the last moments: told again to who comes (back) in. */
  racedOf = (person: PersonId): readonly Raced[] => this.#people.racedOf(person, this.#needs.clock());

  statusOf(writer: Writer): Status {
    const rights = this.#people.rightsOf(writer, this.#copy);
    const trouble = this.#trouble && { trouble: this.#trouble };
    return { stage: this.#copy.stage, ...rights, ...trouble, seq: this.#copy.seq };
  }

  // ── questions, answered from what is on disk ──────────────────────────────────────────────────────────────────────

  /** Calls `ask` at once, or as soon as the document is no longer ahead of the disk. Not called any more once the sheet is dropped. */
  between(ask: () => void): void {
    if (this.#over) return;
    if (this.#ahead) this.#questions.push(ask);
    else ask();
  }

  /** The document holds what is not on the disk yet: what is asked of it now says more than anybody was told. */
  get isAhead(): boolean {
    return this.#ahead;
  }

  /** Only within `between`: what a holder of `stateVector` lacks, as updates one after another. */
  answer = (stateVector: Uint8Array): readonly Uint8Array[] =>
    answerOf(this.#copy, stateVector, this.#needs.limits.answersKept);
  /** Only within `between`. */
  stateVector = (): Uint8Array => vectorOf(this.#copy);
  /** Only within `between`: the state vector for a hello. */
  helloVector = (): Uint8Array => helloVectorOf(this.#copy);

  read(): Promise<SheetState> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(dropProblem(this.#over));
      this.between(() => resolve(this.#state()));
    });
  }

  #state = (): SheetState => ({ cells: cellsOfCopy(this.#copy).cells, seq: this.#copy.seq, stage: this.#copy.stage });

  // ── what waits in the line ────────────────────────────────────────────────────────────────────────────────────────

  submit(writer: Writer, update: Uint8Array): void {
    if (this.#over || !this.#people.has(writer)) return;
    this.#line.add({ kind: 'update', writer, update });
  }

  write(edit: Omit<WritesEdit, 'kind'>): Promise<WriteResult> {
    return this.#queue((ask) => ({ kind: 'writes', ...edit, ask }));
  }

  /** Runs `work` when all edits before it are on disk, and none is taken until it is done: a stage and an edit cannot pass each other. */
  decide<T>(work: (state: SheetState) => Promise<T>): Promise<T> {
    return this.#deed(async () => {
      try {
        return await work(this.#state());
      } finally {
        await this.#lookAtStage();
      }
    });
  }

  /** Takes in what others have written to the disk, if `seq` (absent: whatever there is) is past what is known here. */
  catchUp(seq?: number): Promise<void> {
    return this.#deed(async () => {
      if (seq !== undefined && seq <= this.#copy.seq) return;
      const sheet = await this.#needs.storage.sheets.byId(this.id);
      if (!sheet) this.drop('no-sheet');
      else if (sheet.seq > this.#copy.seq) await this.#reload(new Map());
      else this.#moveStage(sheet.stage);
    });
  }

  /** Resolves when all that waits now is on disk or refused; at once when the disk takes nothing. */
  drain = async (): Promise<void> => {
    if (!this.#trouble) await this.#deed(async () => undefined);
  };

  #deed<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue((ask) => ({ kind: 'deed', work, ask }));
  }

  #queue<T>(entry: (ask: Ask) => Waiting): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#over) return reject(dropProblem(this.#over));
      this.#line.add(entry({ resolve: resolve as (value: never) => void, reject }));
    });
  }

  /** The stage as announced by the one who moved it. */
  stageMoved(stage: Stage): void {
    this.#moveStage(stage);
  }

  #moveStage(stage: Stage): void {
    if (this.#over || stage === this.#copy.stage) return;
    this.#copy.stage = stage;
    this.#people.reckonRights(this.#copy);
    for (const listener of this.#listeners) listener.statusChanged();
  }

  async #lookAtStage(): Promise<void> {
    try {
      const sheet = await this.#needs.storage.sheets.byId(this.id);
      if (sheet) this.#moveStage(sheet.stage);
    } catch (error) {
      // the deed itself is done or refused; an old stage in memory lets nothing in, for each append asks the disk
      this.#needs.note('stage not read', { sheet: this.id, error: String(error) });
    }
  }

  /** Lets go of the sheet: what waits is refused as "try again", those who have it open are told. Nothing was promised to anyone. */
  drop(why: Dropped): void {
    if (this.#over) return;
    this.#over = why;
    this.#line.close((ask) => ask.reject(dropProblem(why)));
    this.#questions = [];
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#people.allLeave();
    for (const listener of listeners) listener.dropped(why);
  }

  /** Lets the sheet be put in order while nobody has it open. What fails is noted: nothing depends on it. */
  rest(): Promise<void> {
    return this.#deed(async () => {
      if (this.#people.count > 0) return;
      await this.#renew(this.#needs.limits.clientsAtRest);
      // the next one who opens it is told the snapshot as it is
      const { isMade, isUnsummed } = this.#copy;
      if (!this.#over && (isMade || isUnsummed)) await compactIfLong(this.#copy, this.#needs, isUnsummed ? 0 : 1);
    });
  }

  // ── commits ───────────────────────────────────────────────────────────────────────────────────────────────────────

  async #commit(): Promise<number> {
    const begun = performance.now();
    await this.#commitBatch();
    if (!this.#over) await compactIfLong(this.#copy, this.#needs);
    if (!this.#over) await this.#renew(this.#needs.limits.clientsAtWork);
    if (this.#trouble) return this.#needs.limits.fullDiskPauseMs;
    return this.#needs.rests.next(this.#people.count, begun, performance.now());
  }

  /**
   * The disk did not take the batch, or it is not known whether it did: nobody was told anything. The document in memory may be ahead of
   * the disk, so it goes; the browsers come back and send what was not marked saved.
   */
  #failed(error: unknown): void {
    this.#needs.note('sheet dropped', { sheet: this.id, error: error instanceof Error ? error.stack : String(error) });
    this.drop('try-again');
  }

  async #renew(clients: number): Promise<void> {
    if (!isCrowded(this.#copy, clients)) return;
    const { doc } = this.#copy;
    this.#ahead = true; // who comes meanwhile is told the new document, and never had the old one
    const fresh = await renewIfCrowded(this.#copy, clients, this.#needs);
    if (this.#over) return;
    if (fresh) this.#replaceCopy(Object.assign(fresh, { former: doc }), new Map());
    else this.#backOnDisk();
  }

  #nextEdits(): { waiting: WaitingEdit[]; edits: Edit<Writer>[] } {
    const waiting = this.#line.edits(this.#needs.limits.batchUpdates);
    const edits = waiting.map((one): Edit<Writer> => {
      if (one.kind === 'writes') {
        this.#people.noteName(one.actor);
        return one;
      }
      const { writer, update } = one;
      const rights = this.#people.rightsOf(writer, this.#copy);
      return { kind: 'update', writer, update, person: writer.actor.person, rights };
    });
    return { waiting, edits };
  }

  async #commitBatch(): Promise<void> {
    const { limits, clock, note } = this.#needs;
    for (let tries = 0; tries < limits.commitTries; tries++) {
      const { waiting, edits } = this.#nextEdits();
      this.#ahead = true;
      const batch = applyBatch(this.#copy, edits, this.#people.present, limits, clock());
      const outcome = await storeBatch(this.#copy, batch, this.#needs);
      if (this.#over) return;
      if (outcome.kind === 'disk-full') return this.#waitForSpace(batch);
      if (outcome.kind === 'stored') return this.#stored(waiting, batch, outcome.seq);
      if (outcome.kind === 'no-sheet') return this.drop('no-sheet');
      // Others have written, or the stage was closed meanwhile: from the disk anew, and the same edits are judged again.
      note('append refused', { sheet: this.id, known: this.#copy.seq, kind: outcome.kind });
      await this.#reload(batch.clocksBefore);
      if (this.#over) return;
    }
    throw new Error(`${limits.commitTries} times in a row another node was faster`);
  }

  /**
   * Nothing of the batch is stored. What people type goes on waiting and is tried again, so that nobody has to do anything when there is
   * room; who waits for an answer (API, import, a deed) is told. Reading goes on: the document is what is on the disk.
   */
  async #waitForSpace({ clocksBefore }: Batch): Promise<void> {
    const waiting = this.#line.keepUpdates((ask) => ask.reject(new Problem('disk-full')));
    if (!this.#trouble) this.#needs.note('disk full', { sheet: this.id, waiting });
    // those who come and go say theirs again and again
    if (waiting > this.#needs.limits.fullDiskWaiting) return this.drop('try-again');
    await this.#reload(clocksBefore);
    this.#setTrouble('disk-full');
  }

  #setTrouble(trouble: 'disk-full' | undefined): void {
    if (this.#over || this.#trouble === trouble) return;
    this.#trouble = trouble;
    for (const listener of this.#listeners) listener.statusChanged();
    if (trouble) this.#lookForRoom();
  }

  /** Edits that wait find out by being tried again. When there are none, the disk is asked: nobody is told for ever that it is full. */
  #lookForRoom(): void {
    const { storage, limits } = this.#needs;
    const look = async (): Promise<void> => {
      if (this.#over || !this.#trouble) return;
      if (this.#line.isIdle && (await storage.healthy())) this.#setTrouble(undefined);
      else this.#lookForRoom();
    };
    setTimeout(() => void look(), limits.fullDiskPauseMs).unref();
  }

  #stored(waiting: readonly WaitingEdit[], batch: Batch, seq: number): void {
    const copy = this.#copy;
    this.#line.done(batch.settled.length);
    copy.seq = seq;
    copy.rowsSinceSnapshot += batch.rows.length;
    for (const row of batch.rows) copy.bytesSinceSnapshot += row.update.length;
    this.#backOnDisk();
    if (batch.rows.length > 0) this.#setTrouble(undefined);
    const what = committed(copy, waiting, batch, this.#people.nameOf);
    this.#people.keepRaced(what.raced, this.#needs.clock());
    if (what.updates.length > 0 || what.writers.size > 0)
      for (const listener of this.#listeners) listener.committed(what);
    if (batch.rows.length > 0) {
      if (copy.stage === 'empty') this.#moveStage('filling');
      this.#needs.storage.feed.announce({ kind: 'rows', sheet: this.id, seq });
    }
    batch.settled.forEach((settled, at) => settle(waiting[at]!, settled, seq));
  }

  #backOnDisk(): void {
    this.#ahead = false;
    const questions = this.#questions;
    this.#questions = [];
    for (const ask of questions) ask();
  }

  /**
   * From the disk anew; those who have the sheet open are told what others wrote there.
   * @param clocksBefore clocks of client ids whose last writes in memory were told to nobody
   */
  async #reload(clocksBefore: ReadonlyMap<number, number>): Promise<void> {
    const fresh = await within(this.#needs.load(), this.#needs.limits.loadLimitMs, 'loading a sheet');
    if (this.#over) return;
    if (!fresh) return this.drop('no-sheet');
    this.#replaceCopy(fresh, clocksBefore);
  }

  #replaceCopy(fresh: SheetCopy, clocksBefore: ReadonlyMap<number, number>): void {
    const told = new Map<number, number>(readStateVector(vectorOf(this.#copy)));
    for (const [client, clock] of clocksBefore) told.set(client, clock);
    const old = this.#copy;
    const { stage } = fresh;
    this.#copy = fresh;
    fresh.stage = old.stage;
    this.#backOnDisk();
    if (fresh.seq > old.seq && this.#listeners.size > 0) {
      const news = { seq: fresh.seq, updates: [updateSince(fresh.doc, told)], ...nobodyWrote(fresh) };
      for (const listener of this.#listeners) listener.committed(news);
    }
    this.#moveStage(stage);
  }
}
