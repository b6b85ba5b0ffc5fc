// A sheet as it stands on the disk, in memory: the document made of its snapshot and rows, who owns which client id, the number.
import * as Y from 'yjs';
import type { PersonId, SheetId, UnitId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { knowsKey } from '#core/sheet/cell-rights.ts';
import {
  newDocument,
  readCells,
  silentClient,
  stateVectorOf,
  writeStateVector,
  type SheetDocument
} from '#core/sheet/document.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { readOnlyBecause, writableDepartments } from '#core/workflow/permissions.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Origin, SheetSnapshot, Storage } from '#server/storage/storage.ts';
import { damaged } from '#server/storage/sums.ts';
import { clocksOnDisk, lookAtSnapshot } from './sheet-bytes.ts';

export interface SheetCopy {
  readonly id: SheetId;
  readonly form: CompiledForm;
  readonly unitPath: readonly UnitId[];
  /** made when it is first asked for: people who only look, and fresh pages, are answered with the bytes from the disk */
  readonly doc: SheetDocument;
  readonly isMade: boolean;
  /** something of it lies on the disk without a checksum, until a snapshot is written */
  isUnsummed: boolean;
  /** client ids that fell out of the document when it was renewed → how many writes of theirs are on disk */
  readonly retired: ReadonlyMap<number, number>;
  /** the document before it was renewed, while people had it open */
  former?: SheetDocument;
  /** client id → whose it is; on disk */
  readonly owners: Map<number, PersonId>;
  /** by which door a client id writes, as far as known since loading; the others are browsers */
  readonly doors: Map<number, Origin>;
  stage: Stage;
  /** number of the last row that the document holds */
  seq: number;
  rowsSinceSnapshot: number;
  bytesSinceSnapshot: number;
  /** state vector → encoded answer, as updates one after another; emptied by every commit */
  readonly answers: Map<string, readonly Uint8Array[]>;
}

/** What an actor may write in a sheet at a moment. */
export interface Rights {
  /** departments; '*' is all rows */
  writable: readonly string[];
  locked?: 'stage-closed' | 'read-only-role';
}

export function rightsOf(copy: Pick<SheetCopy, 'form' | 'unitPath' | 'stage'>, actor: Actor): Rights {
  const departments = copy.form.definition.departments.map(({ code }) => code);
  const locked = readOnlyBecause(actor, copy, departments);
  return { writable: writableDepartments(actor, copy, departments), ...(locked ? { locked } : {}) };
}

export interface CopyNeeds {
  storage: Pick<Storage, 'snapshot' | 'units'>;
  forms: CompiledForms;
}

/**
 * Reads a sheet at one moment of the disk; undefined: there is no such sheet.
 * @throws Problem `sheet-damaged`
 */
export async function loadSheet({ storage, forms }: CopyNeeds, id: SheetId): Promise<SheetCopy | undefined> {
  const found = await storage.snapshot(async (inside) => {
    const sheet = await inside.sheets.byId(id);
    if (!sheet) return undefined;
    const [snapshot, owners] = [await inside.log.snapshot(id), await inside.log.clients(id)];
    return { sheet, snapshot, owners, rows: await inside.log.rowsAfter(id, snapshot?.seq ?? 0) };
  });
  if (!found) return undefined;
  const { sheet, snapshot, owners, rows } = found;
  const [form, path] = await Promise.all([forms(sheet.form, sheet.version), storage.units.path(sheet.unit)]);
  let updates = [...(snapshot ? [snapshot.state] : []), ...rows.map((row) => row.update)];
  let doc: SheetDocument | undefined;
  if ((snapshot?.seq ?? 0) + rows.length !== sheet.seq) throw damaged(`rows do not reach ${sheet.seq}`);
  const clocks = clocksOnDisk(snapshot, rows);
  if (snapshot?.unsummed) lookAtSnapshot(snapshot);
  return {
    id,
    form,
    unitPath: path.map((unit) => unit.id),
    get doc() {
      if (doc) return doc;
      doc = documentOf(updates);
      updates = []; // or the sheet would lie in memory twice
      return doc;
    },
    get isMade() {
      return doc !== undefined;
    },
    isUnsummed: snapshot?.unsummed === true || rows.some((row) => row.unsummed),
    retired: retiredOf(snapshot),
    owners,
    doors: new Map(),
    stage: sheet.stage,
    seq: sheet.seq,
    rowsSinceSnapshot: rows.length,
    bytesSinceSnapshot: rows.reduce((sum, row) => sum + row.update.length, 0),
    answers: clocks && rows.length <= rowsToldSingly ? answersOfDisk(clocks, updates) : new Map()
  };
}

// Each is an update that the browser takes by itself, so not too many: then the document is made, and told as one.
const rowsToldSingly = 32;

function documentOf(updates: readonly Uint8Array[]): SheetDocument {
  const doc = newDocument(silentClient);
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
  } catch (error) {
    throw damaged('bytes that are no update', error);
  }
  if (doc.store.pendingStructs || doc.store.pendingDs) throw damaged('writes are missing');
  return doc;
}

/** What is known of a document without making it: its state vector, and what it says to somebody who has nothing. */
function answersOfDisk(clocks: ReadonlyMap<number, number>, updates: readonly Uint8Array[]): SheetCopy['answers'] {
  const answers = new Map<string, readonly Uint8Array[]>([[ownVector, [writeStateVector(clocks)]]]);
  if (updates.length > 0) answers.set(nameOf(nothingKnown), updates);
  return answers;
}

/** The client ids that a snapshot remembers without holding their writes. */
export function retiredOf(snapshot: SheetSnapshot | undefined): ReadonlyMap<number, number> {
  return snapshot?.retired ? Y.decodeStateVector(snapshot.retired) : new Map();
}

export const nothingKnown = writeStateVector(new Map());
const ownVector = ''; // no state vector is empty: it begins with a count
const nameOf = (stateVector: Uint8Array): string => Buffer.from(stateVector).toString('latin1');

/**
 * What a holder of `stateVector` lacks, as updates one after another. Everybody who comes back after a restart says the same, and is
 * answered with the same bytes.
 */
export function answerOf(copy: SheetCopy, stateVector: Uint8Array, kept: number): readonly Uint8Array[] {
  const name = nameOf(stateVector);
  let answer = copy.answers.get(name);
  if (!answer) {
    answer = [Y.encodeStateAsUpdate(copy.doc, stateVector)];
    if (copy.answers.size >= kept) copy.answers.clear();
    copy.answers.set(name, answer);
  }
  return answer;
}

/** The whole document as one update, with what is known of it without reading it: for the disk. */
export const snapshotOf = (copy: SheetCopy): { state: Uint8Array; vector: Uint8Array } => ({
  state: Y.encodeStateAsUpdate(copy.doc),
  vector: vectorOf(copy)
});

/** The document's own state vector, encoded once for each state. */
export function vectorOf(copy: SheetCopy): Uint8Array {
  let vector = copy.answers.get(ownVector)?.[0];
  if (!vector) copy.answers.set(ownVector, [(vector = stateVectorOf(copy.doc))]);
  return vector;
}

/**
 * The state vector without client ids that were retired and write again. Of those the document has forgotten the beginning, so a browser
 * must say all that it holds of them: an edit of theirs that stands on something forgotten is understood at once, and not only after the
 * browser has been told the renewal, which would take the edit's place in its document.
 */
export function helloVectorOf(copy: SheetCopy): Uint8Array {
  const vector = vectorOf(copy);
  if (copy.retired.size === 0) return vector;
  return writeStateVector(new Map([...Y.decodeStateVector(vector)].filter(([client]) => !copy.retired.has(client))));
}

/** Cells that the form knows; others are ignored and counted. */
export const cellsOfCopy = (copy: SheetCopy): { cells: Map<CellKey, CellContent>; unknown: number } =>
  readCells(copy.doc, (key) => knowsKey(copy.form, key));
