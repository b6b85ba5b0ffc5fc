// The port: what is kept, as one interface with a property per cabinet. Implemented by open-sqlite.ts; a contract suite
// (tests/contracts) says what any implementation must do. Times are integer milliseconds since 1970 (UTC), named `…At`.
import type {
  BlobId,
  CollectionId,
  CommentId,
  DraftId,
  ExportId,
  ImportId,
  JobId,
  PersonId,
  SheetId,
  UnitId
} from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Period } from '#core/places/period.ts';
import type { UnitLevel } from '#core/places/unit-tree.ts';
import type { Grant } from '#core/workflow/actor.ts';
import type { Deed, Stage } from '#core/workflow/stages.ts';

export interface Cabinets {
  people: People;
  units: Units;
  forms: Forms;
  formDrafts: FormDrafts;
  templates: Templates;
  collections: Collections;
  sheets: Sheets;
  log: Log;
  entries: Entries;
  events: Events;
  reminders: Reminders;
  comments: Comments;
  imports: Imports;
  importProfiles: ImportProfiles;
  exports: Exports;
  jobs: Jobs;
}

export interface Storage extends Cabinets {
  /** One transaction: all of `work` or nothing. Inside, use only the cabinets handed in. */
  transaction<T>(work: (inside: Cabinets) => Promise<T>): Promise<T>;
  /** Several reads that see one moment. */
  snapshot<T>(work: (inside: Cabinets) => Promise<T>): Promise<T>;
  blobs: Blobs;
  feed: Feed;
  /** true when a read and a write of the disk succeed (healthz) */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

// ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Person {
  id: PersonId;
  /** what is typed at sign-in: lower case, unique */
  login: string;
  name: string;
  passwordHash: string;
  disabled: boolean;
  grants: readonly Grant[];
}

export interface SessionRow {
  /** sha-256 of the session id, hexadecimal: the id itself is never stored */
  hash: string;
  person: PersonId;
  expiresAt: number;
  /** 'browser' or 'token' (bearer, API) */
  kind: 'browser' | 'token';
}

export interface People {
  /** false when the login is taken */
  add(person: Person): Promise<boolean>;
  byLogin(login: string): Promise<Person | undefined>;
  byId(id: PersonId): Promise<Person | undefined>;
  list(): Promise<Person[]>;
  change(id: PersonId, to: Partial<Pick<Person, 'name' | 'passwordHash' | 'disabled'>>): Promise<void>;
  setGrants(id: PersonId, grants: readonly Grant[]): Promise<void>;
  addSession(row: SessionRow): Promise<void>;
  sessionByHash(hash: string): Promise<SessionRow | undefined>;
  /** all of the person's sessions, expired ones too */
  sessionsOf(person: PersonId): Promise<SessionRow[]>;
  setSessionExpiry(hash: string, expiresAt: number): Promise<void>;
  removeSession(hash: string): Promise<void>;
  removeSessionsOf(person: PersonId): Promise<void>;
  removeExpiredSessions(now: number): Promise<void>;
}

// ── units ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type { UnitLevel };

export interface Unit {
  id: UnitId;
  /** GB/T 2260 code where there is one, else the administrator's own; unique */
  code: string;
  name: string;
  level: UnitLevel;
  parent: UnitId | null;
  /** position among its siblings */
  place: number;
}

export interface Units {
  /** false when the code is taken */
  add(unit: Unit): Promise<boolean>;
  byId(id: UnitId): Promise<Unit | undefined>;
  byCode(code: string): Promise<Unit | undefined>;
  change(id: UnitId, to: Partial<Pick<Unit, 'name' | 'level' | 'place'>>): Promise<void>;
  /** all units, parents before children, siblings by place then code */
  list(): Promise<Unit[]>;
  /** from the root down to the unit itself */
  path(id: UnitId): Promise<Unit[]>;
  /** the unit and all below it, parents before children */
  subtree(id: UnitId): Promise<Unit[]>;
}

// ── forms, collections, sheets ──────────────────────────────────────────────────────────────────────────────────────

export interface Forms {
  /** false when this id and version are published already: a published version never changes */
  publish(definition: FormDefinition, at: number): Promise<boolean>;
  get(id: string, version: number): Promise<FormDefinition | undefined>;
  /** without the definitions, newest version first within an id */
  list(): Promise<{ id: string; version: number; title: string; publishedAt: number }[]>;
}

/** 官方表样: the official workbook of a form version, and where the form's cells stand in it */
export interface Template {
  form: string;
  version: number;
  fileName: string;
  blob: BlobId;
  /** as JSON; its type belongs to core/workbook */
  places: unknown;
  person: PersonId;
  keptAt: number;
}

export interface Templates {
  /** in the place of an earlier one of the same version */
  keep(template: Template): Promise<void>;
  of(form: string, version: number): Promise<Template | undefined>;
  list(): Promise<Omit<Template, 'places'>[]>;
  /** false when there was none */
  remove(form: string, version: number): Promise<boolean>;
}

/** 填报任务: a form for one period asked of units until a deadline */
export interface Collection {
  id: CollectionId;
  form: string;
  version: number;
  period: Period;
  title: string;
  /** the unit that asks; its coordinators and upper level see all of it */
  unit: UnitId;
  dueAt: number | null;
  createdAt: number;
}

export interface Collections {
  add(collection: Collection): Promise<void>;
  byId(id: CollectionId): Promise<Collection | undefined>;
  list(): Promise<Collection[]>;
}

export interface Sheet {
  id: SheetId;
  collection: CollectionId;
  form: string;
  version: number;
  unit: UnitId;
  period: Period;
  stage: Stage;
  /** number of the last log row; 0 when nothing was ever written */
  seq: number;
}

export interface Sheets {
  /** false when form, unit and period have a sheet already */
  add(sheet: Sheet): Promise<boolean>;
  byId(id: SheetId): Promise<Sheet | undefined>;
  find(form: string, unit: UnitId, period: Period): Promise<Sheet | undefined>;
  list(filter: {
    collection?: CollectionId;
    units?: readonly UnitId[];
    form?: string;
    period?: Period;
  }): Promise<Sheet[]>;
  /** false when the sheet is no longer at `from` and `seq` (someone wrote or decided meanwhile) */
  setStage(id: SheetId, from: Stage, seq: number, to: Stage): Promise<boolean>;
  /** into another collection of the same form version and period; stage, number and contents stay */
  moveTo(id: SheetId, collection: CollectionId): Promise<void>;
}

// ── the log of a sheet ──────────────────────────────────────────────────────────────────────────────────────────────

/** By which door an edit came in. */
export type Origin = 'typing' | 'api' | 'import' | 'seed';

export interface LogRow {
  seq: number;
  /** a Yjs update, format v1 */
  update: Uint8Array;
  /** of a row made of several people's edits the first; the cell history has each one's */
  person: PersonId;
  origin: Origin;
  at: number;
  /** stored before rows had a checksum: nobody knows whether it is as it was written */
  unsummed?: true;
}

export interface CellChange {
  key: CellKey;
  before: CellContent | null;
  after: CellContent;
  person: PersonId;
  origin: Origin;
  at: number;
}

export type AppendOutcome =
  | { kind: 'stored'; seq: number }
  /** others have written since: apply these, recompute, try again */
  | { kind: 'behind'; missing: LogRow[] }
  | { kind: 'closed'; stage: Stage }
  | { kind: 'no-sheet' };

export interface Append {
  sheet: SheetId;
  /** number of the last row that the caller has applied */
  knownSeq: number;
  rows: readonly Omit<LogRow, 'seq' | 'unsummed'>[];
  /** how the cells stand after the last row; every key that the rows touch and whose content differs */
  changes: readonly CellChange[];
  /** client id → person, for ids seen for the first time */
  clients: readonly { client: number; person: PersonId }[];
}

export interface SheetSnapshot {
  /** number of the last row that it covers */
  seq: number;
  /** the whole document as a Yjs update, format v1 */
  state: Uint8Array;
  /** client ids that fell out of the document when it was renewed, as a Yjs state vector; absent: none */
  retired?: Uint8Array;
  /** how many writes of each client id it holds, as a Yjs state vector; absent: nobody said */
  vector?: Uint8Array;
  /** stored before snapshots had a checksum: nobody knows whether it is as it was written */
  unsummed?: true;
}

export interface Log {
  /**
   * In one transaction: the log rows, entries, cell history, client ids, the sheet's new seq, and the stage 填报中 if it was 未填.
   * Stores nothing when the sheet is past `knownSeq` or its stage is closed ('seed' rows pass a closed stage: never).
   */
  append(append: Append): Promise<AppendOutcome>;
  /** Rows with seq > after, in order; those before the snapshot may be gone. Rejects with Problem `sheet-damaged`, as `snapshot` does. */
  rowsAfter(sheet: SheetId, after: number): Promise<LogRow[]>;
  snapshot(sheet: SheetId): Promise<SheetSnapshot | undefined>;
  /** write the snapshot, then delete the rows it covers, in one transaction */
  compact(sheet: SheetId, seq: number, state: Uint8Array, vector?: Uint8Array): Promise<void>;
  /**
   * Puts another document that says the same in the place of the sheet's, as its next number, so that whoever knows the old one is behind.
   * False, and nothing stored, when the sheet is past `knownSeq` or its stage is closed.
   */
  renew(sheet: SheetId, knownSeq: number, renewed: Omit<SheetSnapshot, 'seq' | 'unsummed'>): Promise<boolean>;
  /** who owns a Yjs client id in this sheet */
  clients(sheet: SheetId): Promise<Map<number, PersonId>>;
}

export interface CellSince {
  /** null: was never written until then */
  before: CellContent | null;
  person: PersonId;
  personName: string;
  origin: Origin;
  at: number;
  /** of the last write */
  seq: number;
}

export interface Entries {
  /** content of all keys ever written in the sheet (value and `~stated` keys) */
  of(sheet: SheetId): Promise<Map<CellKey, CellContent>>;
  ofMany(sheets: readonly SheetId[]): Promise<Map<SheetId, Map<CellKey, CellContent>>>;
  /** newest first; all cells of the sheet when no key is given; at most `limit` (default 200) */
  history(sheet: SheetId, key?: CellKey, limit?: number): Promise<(CellChange & { seq: number; personName: string })[]>;
  /** every cell that was written after the sheet's number `seq`: how it stood then, and its last writer */
  since(sheet: SheetId, seq: number): Promise<Map<CellKey, CellSince>>;
}

// ── events, explanations, imports, exports, jobs ────────────────────────────────────────────────────────────────────

export interface SheetEvent {
  sheet: SheetId;
  /** `remind` (催报) leaves the stage as it is */
  deed: Deed | 'remind';
  from: Stage;
  to: Stage;
  seq: number;
  person: PersonId;
  at: number;
  /** reason of a return, remark of an acceptance; '' when none */
  text: string;
  /** sha-256 over the sealed content, hexadecimal; '' when the deed seals nothing */
  seal: string;
}

export interface KeptEvent extends SheetEvent {
  number: number;
  personName: string;
}

/** Whom an event `remind` (催报) speaks to. */
export interface Reminders {
  /** `departments`: codes of the form, or `*` for the unit */
  add(event: number, sheet: SheetId, departments: readonly string[]): Promise<void>;
  /** event → whom it reminds, of these sheets */
  ofMany(sheets: readonly SheetId[]): Promise<Map<number, readonly string[]>>;
  /** the person has read it and does not want to see it any more; again is no mistake */
  dismiss(person: PersonId, event: number, at: number): Promise<void>;
  /** events that the person has dismissed, of these sheets */
  dismissed(person: PersonId, sheets: readonly SheetId[]): Promise<Set<number>>;
}

/** 说明: the text that explains a finding, bound to the values it was given for */
export interface Explanation {
  sheet: SheetId;
  finding: string;
  fingerprint: string;
  text: string;
  person: PersonId;
  at: number;
}

export interface Events {
  /** returns its number: events of all sheets in the order in which they came */
  add(event: SheetEvent): Promise<number>;
  /** oldest first */
  of(sheet: SheetId): Promise<KeptEvent[]>;
  ofMany(sheets: readonly SheetId[]): Promise<Map<SheetId, KeptEvent[]>>;
  explain(explanation: Explanation): Promise<void>;
  /** the newest explanation of each finding */
  explanations(sheet: SheetId): Promise<(Explanation & { personName: string })[]>;
  /** the same of many sheets; each of them is in the answer */
  explanationsOf(sheets: readonly SheetId[]): Promise<Map<SheetId, (Explanation & { personName: string })[]>>;
}

/** One step of a thread of comments (批注) on a cell. A thread is named by its first comment. */
export interface CommentStep {
  id: CommentId;
  sheet: SheetId;
  thread: CommentId;
  key: CellKey;
  /** said: a comment; removed: the comment `about` was taken back. What was said stays here. */
  step: 'said' | 'resolved' | 'reopened' | 'removed';
  /** the comment that a `removed` is about, else null */
  about: CommentId | null;
  /** '' for all but `said` */
  text: string;
  person: PersonId;
  at: number;
}

export interface KeptStep extends CommentStep {
  /** of all comments in the order in which they were made */
  number: number;
  personName: string;
  mentioned: readonly { person: PersonId; name: string }[];
}

export interface Mention {
  sheet: SheetId;
  thread: CommentId;
  comment: CommentId;
}

export interface Comments {
  /** `mentioned` are told of it until they have seen it */
  add(step: CommentStep, mentioned: readonly PersonId[]): Promise<void>;
  /** all steps of a sheet, oldest first */
  of(sheet: SheetId): Promise<KeptStep[]>;
  ofMany(sheets: readonly SheetId[]): Promise<Map<SheetId, KeptStep[]>>;
  /** what a person has not seen yet of the comments that mention them, newest first, at most 200 */
  unseen(person: PersonId): Promise<Mention[]>;
  /** true when there was something to see */
  markSeen(person: PersonId, sheet: SheetId, thread: CommentId, at: number): Promise<boolean>;
}

export interface ImportRow {
  id: ImportId;
  person: PersonId;
  fileName: string;
  blob: BlobId;
  /** `unpacked`: a zip of files, each of which became an import of the same batch */
  state: 'waiting' | 'reading' | 'ready' | 'failed' | 'writing' | 'written' | 'undone' | 'unpacked';
  /** what the reader found, as JSON; its type belongs to core/workbook */
  report: unknown;
  /** code and parameters of the Problem when failed */
  problem: { code: string; parameters: Record<string, unknown> } | null;
  /** sheet it is meant for, if the person said so */
  sheet: SheetId | null;
  createdAt: number;
  /** files that were put together (one upload, one zip) bear the same; null: it came alone */
  batch: string | null;
}

export interface Imports {
  add(row: ImportRow): Promise<void>;
  byId(id: ImportId): Promise<ImportRow | undefined>;
  list(person: PersonId): Promise<Omit<ImportRow, 'report'>[]>;
  /** in the order in which they were put */
  ofBatch(person: PersonId, batch: string): Promise<Omit<ImportRow, 'report'>[]>;
  change(id: ImportId, to: Partial<Pick<ImportRow, 'state' | 'report' | 'problem' | 'sheet' | 'batch'>>): Promise<void>;
}

/** What a person answered about files of one layout; the answers' type belongs to core/workbook. */
export interface ImportProfile {
  person: PersonId;
  form: string;
  /** names the layout: files with the same heads have the same */
  layout: string;
  answers: unknown;
  changedAt: number;
}

export interface ImportProfiles {
  /** in the place of the one that is there for this person, form and layout */
  put(profile: ImportProfile): Promise<void>;
  /** the newest first, at most 500 */
  of(person: PersonId): Promise<ImportProfile[]>;
}

export interface ExportRow {
  id: ExportId;
  person: PersonId;
  /** what was asked, as JSON */
  request: unknown;
  /** cancelled: by the person who asked, before it was ready */
  state: 'waiting' | 'writing' | 'ready' | 'failed' | 'cancelled';
  fileName: string;
  blob: BlobId | null;
  problem: { code: string; parameters: Record<string, unknown> } | null;
  createdAt: number;
  /** log number at which its sheet was read; null until it was, and for what is not one sheet */
  seq: number | null;
  /** how far it is, then what is told of it, as JSON; its type belongs to server/jobs */
  told: unknown;
  /** by which a print of it is checked; null until it is ready, and where nothing is to be checked */
  code: string | null;
}

/** A form in the making. */
export interface FormDraft {
  id: DraftId;
  person: PersonId;
  fileName: string;
  /** the official workbook as it was uploaded */
  blob: BlobId;
  /** how it was read: JSON, see `server/jobs/read-paper.ts` */
  paper: BlobId;
  /** as `core/draft/answers.ts` has it */
  answers: unknown;
  /** counts the answers that were kept */
  revision: number;
  /** what was last published of it */
  published: { form: string; version: number } | null;
  createdAt: number;
  changedAt: number;
}

export interface FormDrafts {
  add(draft: FormDraft): Promise<void>;
  byId(id: DraftId): Promise<FormDraft | undefined>;
  /** of one person, the last changed first; without the answers */
  list(person: PersonId): Promise<Omit<FormDraft, 'answers'>[]>;
  /** false when the draft is at another revision than `knownRevision`, or gone: nothing is kept then */
  answer(id: DraftId, knownRevision: number, answers: unknown, at: number): Promise<boolean>;
  published(id: DraftId, form: string, version: number, at: number): Promise<void>;
  /** workbooks and papers of all drafts: they are kept as long as the drafts */
  blobs(): Promise<BlobId[]>;
  remove(id: DraftId): Promise<void>;
}

export interface Exports {
  add(row: ExportRow): Promise<void>;
  byId(id: ExportId): Promise<ExportRow | undefined>;
  list(person: PersonId): Promise<ExportRow[]>;
  /** of anybody */
  byCode(code: string): Promise<ExportRow | undefined>;
  change(
    id: ExportId,
    to: Partial<Pick<ExportRow, 'state' | 'blob' | 'problem' | 'fileName' | 'seq' | 'told' | 'code'>>
  ): Promise<void>;
  /** Like `change`, where the export is in one of these states. @returns false: it is not, and nothing is changed */
  changeFrom(
    id: ExportId,
    states: readonly ExportRow['state'][],
    to: Partial<Pick<ExportRow, 'state' | 'blob' | 'problem' | 'seq' | 'told' | 'code'>>
  ): Promise<boolean>;
}

export interface JobRow {
  id: JobId;
  kind: 'read-import' | 'write-export';
  /** id of the import or export */
  subject: string;
  tries: number;
  createdAt: number;
}

export interface Jobs {
  add(job: JobRow): Promise<void>;
  /**
   * Of the jobs that nobody holds, or whose holder's time is up, the oldest of the person whose turn it is; counts the try and holds it
   * until `until`.
   */
  take(now: number, until: number, choice?: JobChoice): Promise<JobRow | undefined>;
  finish(id: JobId): Promise<void>;
  /** held or not; of all, or those that `person` asked for */
  waiting(person?: PersonId): Promise<number>;
}

export interface JobChoice {
  /** absent: all */
  kinds?: readonly JobRow['kind'][];
  /** who was served, the longest ago first: whoever is not among them comes first, then these in this order. Absent: the oldest job */
  served?: readonly PersonId[];
}

// ── blobs and feed ──────────────────────────────────────────────────────────────────────────────────────────────────

export interface Blobs {
  /** stores under the sha-256 of the bytes; storing the same bytes twice is one blob. Rejects with Problem `disk-full` while some room is left */
  put(bytes: Uint8Array): Promise<BlobId>;
  /**
   * Removes what was not stored (again) since that time; returns how many.
   * @param before ms since 1970
   * @param kept   stay, however old
   */
  removeUnusedSince(before: number, kept?: ReadonlySet<BlobId>): Promise<number>;
  /** begins a blob that comes in pieces; it is none before it is kept */
  begin(): Promise<BlobDraft>;
  get(id: BlobId): Promise<Uint8Array | undefined>;
  /** the same in pieces as they are asked for */
  open(id: BlobId): Promise<{ size: number; pieces: AsyncIterable<Uint8Array> } | undefined>;
}

/** Ended by `keep` or by `drop`. */
export interface BlobDraft {
  /** rejects with Problem `disk-full` */
  write(bytes: Uint8Array): Promise<void>;
  keep(): Promise<BlobId>;
  drop(): Promise<void>;
}

export type Announcement =
  | { kind: 'rows'; sheet: SheetId; seq: number }
  | { kind: 'stage'; sheet: SheetId; stage: Stage; seq: number }
  /** what people say beside the cells has changed: comments, explanations, reminders */
  | { kind: 'remarks'; sheet: SheetId; changed: 'comments' | 'explanations' | 'reminders' }
  | { kind: 'grants'; person: PersonId }
  | { kind: 'session-ended'; hash: string }
  | { kind: 'job' }
  /** whoever writes this export stops */
  | { kind: 'export-cancelled'; export: ExportId };

/** Who listens is decided in app.ts. Announced after the commit, never before. */
export interface Feed {
  announce(what: Announcement): void;
  listen(listener: (what: Announcement) => void): () => void;
}
