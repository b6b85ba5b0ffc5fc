// A sheet as it stands on the disk, in memory: the document made of its snapshot and rows, who owns which client id, the number.
import * as Y from 'yjs';
import { assert } from '#core/basics/assert.ts';
import type { PersonId, SheetId, UnitId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { knowsKey } from '#core/sheet/cell-rights.ts';
import { newDocument, readCells, silentClient, stateVectorOf, type SheetDocument } from '#core/sheet/document.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { readOnlyBecause, writableDepartments } from '#core/workflow/permissions.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Origin, SheetSnapshot, Storage } from '#server/storage/storage.ts';

export interface SheetCopy {
  readonly id: SheetId;
  readonly form: CompiledForm;
  readonly unitPath: readonly UnitId[];
  readonly doc: SheetDocument;
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
  /** state vector → encoded answer; emptied by every commit */
  readonly answers: Map<string, Uint8Array>;
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

/** Reads a sheet at one moment of the disk; undefined: there is no such sheet. */
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
  const doc = newDocument(silentClient);
  doc.transact(() => {
    if (snapshot) Y.applyUpdate(doc, snapshot.state);
    for (const row of rows) Y.applyUpdate(doc, row.update);
  });
  assert(!doc.store.pendingStructs && !doc.store.pendingDs, `sheet ${id} lacks rows on the disk`);
  assert((snapshot?.seq ?? 0) + rows.length === sheet.seq, `sheet ${id} has a number that its rows do not reach`);
  return {
    id,
    form,
    unitPath: path.map((unit) => unit.id),
    doc,
    retired: retiredOf(snapshot),
    owners,
    doors: new Map(),
    stage: sheet.stage,
    seq: sheet.seq,
    rowsSinceSnapshot: rows.length,
    bytesSinceSnapshot: rows.reduce((sum, row) => sum + row.update.length, 0),
    answers: new Map()
  };
}

/** The client ids that a snapshot remembers without holding their writes. */
export function retiredOf(snapshot: SheetSnapshot | undefined): ReadonlyMap<number, number> {
  return snapshot?.retired ? Y.decodeStateVector(snapshot.retired) : new Map();
}

/** What a holder of `stateVector` lacks, as an update. Everybody who comes back after a restart says the same, and is answered with the same bytes. */
export function answerOf(copy: SheetCopy, stateVector: Uint8Array, kept: number): Uint8Array {
  const name = Buffer.from(stateVector).toString('latin1');
  let answer = copy.answers.get(name);
  if (!answer) {
    answer = Y.encodeStateAsUpdate(copy.doc, stateVector);
    if (copy.answers.size >= kept) copy.answers.clear();
    copy.answers.set(name, answer);
  }
  return answer;
}

const ownVector = ''; // no state vector is empty: it begins with a count

/** The document's own state vector, encoded once for each state. */
export function vectorOf(copy: SheetCopy): Uint8Array {
  let vector = copy.answers.get(ownVector);
  if (!vector) copy.answers.set(ownVector, (vector = stateVectorOf(copy.doc)));
  return vector;
}

/** Cells that the form knows; others are ignored and counted. */
export const cellsOfCopy = (copy: SheetCopy): { cells: Map<CellKey, CellContent>; unknown: number } =>
  readCells(copy.doc, (key) => knowsKey(copy.form, key));
