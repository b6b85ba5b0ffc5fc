// Looks whether what is kept of a sheet agrees with itself: its document (snapshot and rows), the entries, the history of each cell, the
// numbers and the client ids. Reads one moment of the disk, changes nothing.
import * as Y from 'yjs';
import type { PersonId, SheetId } from '#core/basics/ids.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { cellsOf, newDocument, sameContent, silentClient } from '#core/sheet/document.ts';
import { isProblem } from '#core/basics/problem.ts';
import { isRenewal } from '#core/sheet/renewal.ts';
import type { CellChange, Log, LogRow, SheetSnapshot, Storage } from '#server/storage/storage.ts';
import { damaged } from '#server/storage/sums.ts';

export interface Disagreement {
  kind:
    /** a row or the snapshot is not as it was written, or no update: all else rests on it and is not compared */
    | 'bytes'
    /** the sheet's number is not that of its last row, or a row between is missing */
    | 'rows'
    /** an update in the log waits for another that is not there, or the document holds something else than cells */
    | 'document'
    /** the entry is not what the document holds */
    | 'entry'
    /** the newest change of the cell is not what the document holds, or a change does not begin where the one before it ended */
    | 'history'
    /** a client id of the document belongs to nobody */
    | 'client';
  /** the cell, the row number, the client id; of bytes what is wrong with them */
  at: string;
}

/** Empty when all agrees. Undefined: there is no such sheet. */
export async function doctor(
  storage: Pick<Storage, 'snapshot'>,
  id: SheetId
): Promise<readonly Disagreement[] | undefined> {
  return storage.snapshot(async (inside) => {
    const sheet = await inside.sheets.byId(id);
    if (!sheet) return undefined;
    const read = await readDocument(inside.log, id);
    if ('damage' in read) return [{ kind: 'bytes', at: read.damage }];
    const { snapshot, rows, doc } = read;
    const cells = new Map([...cellsOf(doc).entries()]);
    return [
      ...compareNumbers(sheet.seq, snapshot?.seq ?? 0, rows),
      ...lookAtDocument(doc),
      ...compareEntries(cells, await inside.entries.of(id)),
      ...compareHistory(cells, await inside.entries.history(id, undefined, Number.MAX_SAFE_INTEGER)),
      ...compareClients(doc, await inside.log.clients(id))
    ];
  });
}

async function readDocument(
  log: Log,
  id: SheetId
): Promise<{ snapshot: SheetSnapshot | undefined; rows: LogRow[]; doc: Y.Doc } | { damage: string }> {
  try {
    const snapshot = await log.snapshot(id);
    const rows = await log.rowsAfter(id, snapshot?.seq ?? 0);
    const doc = newDocument(silentClient);
    if (snapshot) applyUpdate(doc, snapshot.state, `snapshot ${snapshot.seq}`);
    for (const row of rows) applyUpdate(doc, row.update, `row ${row.seq}`);
    return { snapshot, rows, doc };
  } catch (error) {
    if (!isProblem(error) || error.code !== 'sheet-damaged') throw error;
    return { damage: (error.cause as Error).message };
  }
}

function applyUpdate(doc: Y.Doc, update: Uint8Array, what: string): void {
  try {
    Y.applyUpdate(doc, update);
  } catch (error) {
    throw damaged(`${what} cannot be read`, error);
  }
}

function compareNumbers(seq: number, snapshotSeq: number, rows: readonly LogRow[]): Disagreement[] {
  const gaps = rows.filter((row, at) => row.seq !== snapshotSeq + at + 1).map((row) => row.seq);
  if ((rows.at(-1)?.seq ?? snapshotSeq) !== seq) gaps.push(seq);
  return gaps.map((at) => ({ kind: 'rows', at: String(at) }));
}

function lookAtDocument(doc: Y.Doc): Disagreement[] {
  const wrong: string[] = [];
  if (doc.store.pendingStructs || doc.store.pendingDs) wrong.push('waiting updates');
  for (const root of doc.share.keys()) if (root !== 'cells') wrong.push(`root ${root}`);
  for (const [key, item] of cellsOf(doc)._map) if (item.deleted) wrong.push(`deleted ${key}`);
  return wrong.map((at) => ({ kind: 'document', at }));
}

function compareEntries(
  cells: ReadonlyMap<string, CellContent>,
  entries: ReadonlyMap<string, CellContent>
): Disagreement[] {
  const keys = new Set([...cells.keys(), ...entries.keys()]);
  return [...keys].filter((key) => !sameContent(cells.get(key), entries.get(key))).map((at) => ({ kind: 'entry', at }));
}

/** @param newestFirst changes of all cells */
function compareHistory(cells: ReadonlyMap<string, CellContent>, newestFirst: readonly CellChange[]): Disagreement[] {
  const byCell = new Map<string, CellChange[]>();
  for (const change of newestFirst) {
    const own = byCell.get(change.key);
    if (own) own.push(change);
    else byCell.set(change.key, [change]);
  }
  const wrong = [...cells].filter(([key, content]) => {
    const own = byCell.get(key) ?? [];
    return !sameContent(own[0]?.after, content) || !isChain(own);
  });
  return wrong.map(([key]) => ({ kind: 'history', at: key }));
}

const isChain = (newestFirst: readonly CellChange[]): boolean =>
  newestFirst.every((change, at) => {
    const older = newestFirst[at + 1];
    return older ? sameContent(change.before, older.after) : change.before === null;
  });

function compareClients(doc: Y.Doc, owners: ReadonlyMap<number, PersonId>): Disagreement[] {
  return [...doc.store.clients.keys()]
    .filter((client) => !owners.has(client) && !isRenewal(client))
    .map((client) => ({ kind: 'client', at: String(client) }));
}
