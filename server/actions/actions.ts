// All deeds and questions, as the doors see them (locals.app in routes, the API and the command line). Each is one file of this
// room; server/app.ts puts them together. Every one checks the actor, and throws a Problem when it refuses.
import type {
  CollectionId,
  CommentId,
  DraftId,
  ExportId,
  ImportId,
  PersonId,
  SheetId,
  UnitId
} from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Answers } from '#core/draft/answers.ts';
import type { PackedPaper } from '#core/draft/packed-paper.ts';
import type { Relation } from '#core/forms/bridge.ts';
import type { Evidence, FormDefinition, Words } from '#core/forms/form.ts';
import type { OutcomeText } from '#core/forms/outcome-text.ts';
import type { Period } from '#core/places/period.ts';
import type { RefusalReason } from '#core/sheet/messages.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { ImportProblem, ImportReport } from '#core/workbook/import-report.ts';
import type { DeclaredPlaces } from '#core/workbook/place-template.ts';
import type { TemplateMistake } from '#core/workbook/template-map.ts';
import type { Actor, Grant, Role } from '#core/workflow/actor.ts';
import type { Deed, Stage } from '#core/workflow/stages.ts';
import type { Collection, ExportRow, ImportRow, KeptEvent, Unit, UnitLevel } from '#server/storage/storage.ts';
import type { CommentThread } from './fold-comments.ts';

/** A file that is fetched, in pieces as they are asked for. */
export interface Download {
  fileName: string;
  /** bytes */
  size: number;
  pieces: AsyncIterable<Uint8Array>;
}

export interface Actions {
  // who is asking
  signIn(input: {
    login: string;
    password: string;
    address: string;
    kind?: 'browser' | 'token';
    /** the request came by https: the cookie is for https only */
    secure?: boolean;
  }): Promise<{ sessionId: string; cookie: string; actor: Actor }>;
  signOut(sessionId: string, secure?: boolean): Promise<{ cookie: string }>;
  /** ends all sessions of the person but `keepSession`, the one that asks */
  changePassword(actor: Actor, input: { current: string; next: string; keepSession?: string }): Promise<void>;

  // forms
  listForms(actor: Actor): Promise<{ id: string; version: number; title: string }[]>;
  getForm(actor: Actor, id: string, version: number): Promise<FormDefinition>;
  publishForm(actor: Actor, definition: unknown): Promise<{ id: string; version: number }>;
  listLibrary(actor: Actor): Promise<LibraryForm[]>;
  takeFromLibrary(actor: Actor, id: string, version: number): Promise<void>;

  // forms in the making (coordinators and administrators; each sees their own)
  startDraft(actor: Actor, input: { fileName: string; bytes: Uint8Array }): Promise<{ id: DraftId }>;
  listDrafts(actor: Actor): Promise<DraftLine[]>;
  getDraft(actor: Actor, id: DraftId): Promise<DraftPage>;
  answerDraft(actor: Actor, id: DraftId, input: { revision: number; answers: unknown }): Promise<{ revision: number }>;
  removeDraft(actor: Actor, id: DraftId): Promise<void>;
  tryDraft(actor: Actor, id: DraftId, file: { fileName: string; bytes: Uint8Array } | null): Promise<DraftTrial>;
  publishDraft(actor: Actor, id: DraftId, revision: number): Promise<{ id: string; version: number }>;

  // 官方表样: official workbooks of form versions
  /** What would not fit, without keeping anything: also of a definition that is not published yet. Empty: it fits. */
  checkTemplate(actor: Actor, definition: unknown, input: TemplateInput): Promise<readonly TemplateMistake[]>;
  /** Kept with the version, in the place of an earlier one; throws `template-unfit` with what does not fit. */
  keepTemplate(
    actor: Actor,
    form: FormVersion,
    input: TemplateInput & { fileName: string }
  ): Promise<{ cells: number; lines: number }>;
  removeTemplate(actor: Actor, form: FormVersion): Promise<void>;
  listTemplates(actor: Actor): Promise<TemplateLine[]>;
  downloadTemplate(actor: Actor, form: FormVersion): Promise<Download>;

  // units, people, collections (administrator; coordinators see their own)
  listUnits(actor: Actor): Promise<Unit[]>;
  addUnit(actor: Actor, input: { code: string; name: string; level: UnitLevel; parent: UnitId | null }): Promise<Unit>;
  listPeople(actor: Actor): Promise<PersonLine[]>;
  addPerson(
    actor: Actor,
    input: { login: string; name: string; password: string; grants: Grant[] }
  ): Promise<PersonLine>;
  changePerson(
    actor: Actor,
    id: PersonId,
    to: { name?: string; password?: string; disabled?: boolean; grants?: Grant[] }
  ): Promise<void>;
  listCollections(actor: Actor): Promise<CollectionLine[]>;
  openCollection(
    actor: Actor,
    input: {
      form: string;
      version: number;
      period: string;
      title: string;
      unit: UnitId;
      units: UnitId[];
      dueAt: number | null;
    }
  ): Promise<Collection>;

  // sheets
  listSheets(actor: Actor, filter?: { collection?: CollectionId }): Promise<SheetLine[]>;
  /** what the sheet page needs before the live connection takes over */
  openSheet(actor: Actor, sheet: SheetId): Promise<SheetPage>;
  readSheet(actor: Actor, sheet: SheetId): Promise<SheetReading>;
  /** all or nothing */
  writeCells(actor: Actor, sheet: SheetId, writes: readonly { key: string; content: unknown }[]): Promise<WriteOutcome>;
  history(actor: Actor, sheet: SheetId, key?: CellKey, limit?: number): Promise<HistoryLine[]>;
  /** what was decided about the sheet and who was reminded (`whom`, else empty), oldest first */
  events(actor: Actor, sheet: SheetId): Promise<(KeptEvent & { whom: readonly string[] })[]>;
  /** Chinese sign of the form's names → its readings without tones, `hang xing` */
  findReadings(actor: Actor, sheet: SheetId): Promise<Record<string, string>>;
  explain(actor: Actor, sheet: SheetId, input: { finding: string; text: string }): Promise<void>;

  // 批注
  listComments(actor: Actor, sheet: SheetId): Promise<SheetComments>;
  listCommentPeople(actor: Actor, sheet: SheetId): Promise<CommentPerson[]>;
  /** `thread`: an answer there; absent: a new thread on the cell. `mentions`: people whose `@name` stands in the text */
  writeComment(
    actor: Actor,
    sheet: SheetId,
    input: { key: string; text: string; thread?: CommentId | undefined; mentions?: readonly PersonId[] | undefined }
  ): Promise<CommentThread>;
  settleComments(
    actor: Actor,
    sheet: SheetId,
    thread: CommentId,
    state: CommentThread['state']
  ): Promise<CommentThread>;
  removeComment(actor: Actor, sheet: SheetId, comment: CommentId): Promise<CommentThread>;
  seeComments(actor: Actor, sheet: SheetId, thread: CommentId): Promise<void>;
  listMentions(actor: Actor): Promise<MentionLine[]>;

  /** 催报: `whom` are codes of departments, or `*` for the unit; returns those who were reminded */
  remind(
    actor: Actor,
    sheet: SheetId,
    input: { whom: readonly string[]; text: string }
  ): Promise<{ reminded: string[]; at: number }>;
  /** whom the actor may remind now */
  listRemindChoices(actor: Actor, sheet: SheetId): Promise<RemindChoice[]>;
  dismissReminder(actor: Actor, sheet: SheetId, reminder: number): Promise<void>;
  /** reminders that speak to the actor and still stand */
  listReminders(actor: Actor): Promise<ReminderLine[]>;
  /** units that have not reported and that the actor may remind */
  listRemindable(actor: Actor, collection: CollectionId): Promise<RemindableUnit[]>;
  /** 提交 上报 退回 接收 解锁 */
  decide(actor: Actor, sheet: SheetId, deed: Deed, text: string): Promise<{ stage: Stage; seq: number }>;

  // Excel in
  startImport(
    actor: Actor,
    input: { fileName: string; bytes: Uint8Array; sheet: SheetId | null; batch?: string }
  ): Promise<{ id: ImportId }>;
  /** `sheet`: compare with this sheet instead of the one that the person or the file named */
  getImport(actor: Actor, id: ImportId, sheet?: SheetId): Promise<ImportPage>;
  listImports(actor: Actor): Promise<Omit<ImportRow, 'report'>[]>;
  /**
   * Writes the chosen proposals (and, by their `~stated` keys, evidence kept beside the computed value); waits until they are written and
   * returns what was refused on the way. `seq` is the preview's: a cell that was written after it is refused as `changed-meanwhile`;
   * without it the cells are taken as they stand now.
   */
  applyImport(
    actor: Actor,
    id: ImportId,
    choice: { sheet: SheetId; keys: readonly CellKey[]; seq?: number }
  ): Promise<WriteOutcome>;
  /** writes back what stood before, where nobody wrote since */
  undoImport(actor: Actor, id: ImportId): Promise<WriteOutcome>;
  /** answers to the report's questions; they are kept for the next file of its kind, and the file is read again with them */
  answerImport(actor: Actor, id: ImportId, answers: Readonly<Record<string, string>>): Promise<void>;
  /** files that were put together, a page of them with what each would change; `not-found` when there are none of the actor's */
  getBatch(actor: Actor, batch: string, page?: number): Promise<BatchPage>;
  /** of each chosen file the cells that are new or change, as the page of the batch showed them; conflicts and clears are left out */
  applyBatch(actor: Actor, batch: string, chosen: readonly BatchChoice[]): Promise<BatchOutcome>;
  /** takes back all that files of the batch have written */
  undoBatch(actor: Actor, batch: string): Promise<BatchOutcome>;

  // Excel out, consolidation
  requestExport(actor: Actor, request: ExportRequest): Promise<{ id: ExportId }>;
  getExport(actor: Actor, id: ExportId): Promise<ExportRow>;
  listExports(actor: Actor): Promise<ExportRow[]>;
  downloadExport(actor: Actor, id: ExportId): Promise<Download>;
  /** waiting or being written: it is not made; else nothing happens */
  cancelExport(actor: Actor, id: ExportId): Promise<void>;
  /** what the workbook with this 校验码 is of, for whoever may see these totals */
  checkExport(actor: Actor, code: string): Promise<CheckedExport>;
  /** `only`: count only sheets that are 已上报 or 已接收; absent: all as they stand */
  consolidate(actor: Actor, input: { collection: CollectionId; unit: UnitId; only?: 'reported' }): Promise<Totals>;
}

export interface FormVersion {
  id: string;
  version: number;
}

export interface TemplateInput {
  /** an .xlsx file */
  bytes: Uint8Array;
  /** cell key → 'sheet!A1'; cells that are not in it are found by their labels */
  places?: DeclaredPlaces;
}

export interface TemplateLine extends FormVersion {
  fileName: string;
  keptAt: number;
}

export interface PersonLine {
  id: PersonId;
  login: string;
  name: string;
  disabled: boolean;
  grants: readonly Grant[];
}

export interface CollectionLine extends Collection {
  formTitle: string;
  unitName: string;
  /** sheets that the actor may see, by stage */
  counts: Record<Stage, number>;
}

export interface SheetLine {
  id: SheetId;
  collection: CollectionId;
  collectionTitle: string;
  form: string;
  version: number;
  formTitle: string;
  period: Period;
  unit: UnitId;
  unitName: string;
  /** names from the root to the parent */
  unitPath: readonly string[];
  stage: Stage;
  seq: number;
  dueAt: number | null;
  /** departments whose rows the actor may write; '*' is all */
  writable: readonly string[];
  /** what is kept of it is not whole: it cannot be opened */
  damaged?: true;
  /** entered cells of the actor's rows (of all rows when they own all or none): filled of all */
  progress: { filled: number; all: number };
}

export interface SheetComments {
  /** open and resolved, the last spoken in first */
  threads: readonly CommentThread[];
  mayComment: boolean;
  /** threads with comments that mention the asker and that they have not seen */
  unseen: readonly CommentId[];
}

/** Somebody who may see the sheet. */
export interface CommentPerson {
  person: PersonId;
  name: string;
  /** of the grant by which they see it */
  unitName: string;
  role: Role;
  department?: string;
}

/** A comment that mentions the asker. */
export interface MentionLine {
  sheet: SheetId;
  unitName: string;
  formTitle: string;
  period: Period;
  thread: CommentId;
  key: CellKey;
  label: string;
  personName: string;
  text: string;
  at: number;
}

/** A reminder (催报) that speaks to the asker. */
export interface ReminderLine {
  id: number;
  sheet: SheetId;
  unitName: string;
  formTitle: string;
  period: Period;
  /** departments of the asker, or `*` for their unit, with how many of its cells are not filled */
  about: readonly { whom: string; name: string; missing: number }[];
  personName: string;
  /** '' when none */
  text: string;
  at: number;
}

/** Somebody who may be reminded from `nextAt` on (0: never reminded yet). */
export interface RemindChoice {
  /** code of a department, or `*`: the unit */
  whom: string;
  name: string;
  /** cells that are not filled; of the unit at least 1, for it has not reported */
  missing: number;
  lastAt: number | null;
  nextAt: number;
}

export interface RemindableUnit {
  sheet: SheetId;
  unit: UnitId;
  unitName: string;
  stage: Stage;
  lastAt: number | null;
  nextAt: number;
}

export type LibrarySubject =
  'indicators' | 'disclosure' | 'enforcement' | 'reconsideration' | 'mediation' | 'ledgers' | 'other';

/** A form of the library: its newest version. */
export interface LibraryForm {
  id: string;
  version: number;
  title: Words;
  subject: LibrarySubject;
  periods: FormDefinition['periods'];
  /** levels of units that fill it; empty: any */
  levels: readonly UnitLevel[];
  /** null: not an official form */
  evidence: Evidence | null;
  source: string;
  /** 表号 or 批准文号; '' when none is known */
  number: string;
  /** forms of earlier years that its figures compare with */
  earlier: readonly { form: string; text: Words }[];
  size: { tables: number; entered: number; derived: number; rules: number };
  /** whether this version is published here */
  isPublished: boolean;
}

export interface YearBridge {
  text: Words | null;
  changed: readonly (readonly [CellKey, ChangedCell])[];
}

export interface ChangedCell {
  relation: Relation;
  text?: Words;
  /** comparable only together with these, itself among them, and what they were together last year */
  with?: readonly CellKey[];
  before?: OutcomeText;
}

export interface SheetPage extends SheetLine {
  definition: FormDefinition;
  /** last year's numbers, entered and derived, as [key, Outcome] (numbers as exact text n/d); empty when there is no such sheet */
  previous: readonly (readonly [CellKey, OutcomeText])[];
  previousSheet: SheetId | null;
  /** last year's sheet is of another form or version (口径变化): what changed, and the cells that do not compare as they stand */
  bridge: YearBridge | null;
  explanations: readonly { finding: string; fingerprint: string; text: string; personName: string; at: number }[];
  /** the last 退回 while the sheet stands returned; null otherwise */
  returned: { personName: string; at: number; text: string } | null;
  /** reminders that speak to the asker */
  reminders: readonly ReminderLine[];
  /** whom the asker may remind (催报) */
  mayRemind: readonly RemindChoice[];
  /** deeds the actor may do now */
  deeds: readonly Deed[];
  /** departments by progress */
  departments: readonly { code: string; filled: number; all: number }[];
}

export interface SheetReading {
  id: SheetId;
  form: string;
  version: number;
  unit: UnitId;
  period: Period;
  stage: Stage;
  seq: number;
  entered: Record<string, CellContent>;
  derived: Record<string, OutcomeText & { shown: string }>;
  findings: readonly Finding[];
}

export interface WriteOutcome {
  seq: number;
  written: readonly CellKey[];
  /** for `writeCells` this is always empty: it throws `cells-refused` instead */
  refused: readonly { key: string; reason: RefusalReason }[];
}

/** An import as its page shows it. `report` is typed once it is there; `preview` compares it with one sheet as it stands now. */
export interface DraftLine {
  id: DraftId;
  fileName: string;
  published: { form: string; version: number } | null;
  changedAt: number;
}

/** All that the browser needs to propose the form by itself after each answer. */
export interface DraftPage {
  id: DraftId;
  fileName: string;
  paper: PackedPaper;
  year: number;
  answers: Answers;
  revision: number;
  published: { form: string; version: number } | null;
}

/** What an import of a filled file would find with the form as it is proposed now. */
export interface DraftTrial {
  fileName: string;
  recognised: boolean;
  /** part of the form's rows that were found, 0 to 1 */
  share: number;
  /** cells of the form to be filled, and how many of them the file fills */
  entered: number;
  found: number;
  /** totals and rates that the file states, how many of them agree with the computed ones, and those that do not */
  evidence: number;
  agree: number;
  wrong: readonly EvidenceLine[];
  problems: readonly ImportProblem[];
  problemCount: number;
  findings: readonly Finding[];
  findingCount: number;
}

export interface ImportPage extends Omit<ImportRow, 'report'> {
  /** null until the file was read, and when it could not be */
  report: ImportReport | null;
  /** null when nothing was recognised, or no sheet is named (choose one of `sheets`), or after it was written */
  preview: ImportPreview | null;
  /** sheets of the recognised form that the actor may write now, best guess first */
  sheets: readonly { id: SheetId; unitName: string; period: Period }[];
}

export interface BatchPage {
  batch: string;
  /** how many files are in each state; those of a zip without the zip itself */
  states: Readonly<Record<ImportRow['state'], number>>;
  /** files, pages of `perPage`, and which page this is (from 0) */
  files: number;
  perPage: number;
  page: number;
  lines: readonly BatchLine[];
}

export interface BatchLine extends Pick<ImportRow, 'id' | 'fileName' | 'state' | 'problem'> {
  formTitle: string | null;
  /** the sheet that the file names, as surely as a single import would take it; null: somebody has to choose */
  target: { sheet: SheetId; unitName: string; period: Period; seq: number } | null;
  counts: Readonly<Record<ImportLine['state'] | 'problems' | 'findings', number>> | null;
}

export interface BatchChoice {
  id: ImportId;
  sheet: SheetId;
  /** as shown: what was written after it stays */
  seq: number;
}

export interface BatchOutcome {
  files: number;
  cells: number;
  refused: number;
  /** files of which nothing was done, and why */
  failed: readonly { id: ImportId; fileName: string; code: string }[];
}

/** What would happen if it were written now: one line for each proposal of the report, in its order. */
export interface ImportPreview {
  sheet: SheetId;
  unitName: string;
  period: Period;
  stage: Stage;
  /** log number that it was compared at: hand it back to applyImport */
  seq: number;
  /** the file was downloaded from this sheet: it is compared with what it held then, too */
  issued?: { at: number; by: string };
  /** the file was downloaded from another sheet, and so is compared with this one as it stands */
  issuedFor?: { unitName: string; period: Period };
  lines: readonly ImportLine[];
  /** totals and rates of the file against those computed with the proposals written */
  evidence: readonly EvidenceLine[];
  /** findings of the sheet that are not there now and would be if all allowed lines were written */
  newFindings: readonly Finding[];
}

export interface ImportLine {
  key: CellKey;
  label: string;
  old: CellContent | null;
  new: CellContent;
  oldShown: string;
  newShown: string;
  /**
   * - same: nothing would change
   * - refused: the actor may not write it, `reason` says why
   * Of a file that was downloaded from this sheet also:
   * - untouched: nobody changed it in the file, so what stands now stays; it cannot be chosen
   * - conflict: changed in the file and, since the download, in the sheet (`changedBy`); written only if chosen
   * - clears: was emptied in the file; written only if chosen
   */
  state: 'new' | 'changes' | 'same' | 'refused' | 'untouched' | 'conflict' | 'clears';
  /** what the cell held when the file was downloaded, if that is not what stands now */
  issuedShown?: string;
  /** who wrote it last since the download */
  changedBy?: { name: string; at: number };
  reason?: RefusalReason | 'read-only-role';
  from: string;
  shownInFile: string;
  converted?: { factor: string; from: string; to: string };
  /** ids of those new findings that point at this cell */
  findings: readonly string[];
}

export interface EvidenceLine {
  key: CellKey;
  label: string;
  from: string;
  shownInFile: string;
  computedShown: string;
  /** how the file's figure relates to the computed one at its printed precision; `unknown` when nothing can be computed */
  outcome: 'exact' | 'rounded' | 'truncated' | 'wrong' | 'unknown';
}

export interface HistoryLine {
  key: CellKey;
  label: string;
  before: CellContent | null;
  after: CellContent;
  person: string;
  origin: 'typing' | 'api' | 'import' | 'seed';
  at: number;
  seq: number;
}

export type ExportRequest =
  | { kind: 'sheet'; sheet: SheetId }
  | { kind: 'blank'; form: string; version: number }
  /** `only`: as in `consolidate` */
  | { kind: 'consolidated'; collection: CollectionId; unit: UnitId; only?: 'reported' };

/** What a consolidated workbook says of itself, as the system knows it. */
export interface CheckedExport {
  code: string;
  formTitle: string;
  version: number;
  collectionTitle: string;
  period: Period;
  unitName: string;
  only: 'reported' | null;
  madeBy: string;
  madeAt: number;
  /** sheets that it is made of */
  sheets: number;
  reported: number;
  asked: number;
  /** no sheet has been written to, and none has come or gone since */
  unchanged: boolean;
}

/** What a total is made of. When `gave` and `notApplicable` are fewer than `of`, it is of a part only: show it as n/m. */
export interface TotalOf {
  /** units whose number is in it; of a rate, units that gave all its operands */
  gave: number;
  /** units that say 不适用: nothing is missing of them */
  notApplicable: number;
  /** units that are asked */
  of: number;
  shown: string;
}

export interface Totals {
  collection: CollectionId;
  definition: FormDefinition;
  unit: { id: UnitId; name: string };
  period: Period;
  /** the unit itself first, then its children: their own or folded numbers */
  parts: readonly { unit: UnitId; name: string; sheet: SheetId | null; stage: Stage | null; hasChildren: boolean }[];
  /** names of units below that are asked but have not reported (not 已上报/已接收), and those that were never asked */
  missing: readonly { unit: UnitId; name: string; stage: Stage | null }[];
  /** key → folded number, and of how many units it is */
  total: readonly (readonly [CellKey, OutcomeText, TotalOf])[];
  /** per part in the order of `parts`: key → number, with its own coverage: a part may be a total itself */
  byPart: readonly (readonly (readonly [CellKey, OutcomeText & TotalOf])[])[];
  /** totals whose numbers are said to cover different things (全市, 市本级): key → scope and the names of the units that say it */
  scopes: readonly (readonly [CellKey, readonly { scope: string; units: readonly string[] }[]])[];
  /** log numbers of the sheets that were read: the as-of mark */
  asOf: readonly { sheet: SheetId; seq: number }[];
}
