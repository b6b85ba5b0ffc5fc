// What would be lost if this browser forgot a person's sheets now: asked before signing out, shown when they come back, and kept for them
// when somebody else signs in.
import { newDocument } from '#core/sheet/document.ts';
import { keptSheet } from './kept-sheet.ts';
import { indexedDbCopy, keptCopies } from './offline-copy.ts';

export interface UnsavedSheet {
  sheetId: string;
  /** edits that the server does not have, and refused ones that their person has not yet decided on; at least 1 */
  count: number;
}

export async function unsavedSheets(person: string): Promise<UnsavedSheet[]> {
  const unsaved: UnsavedSheet[] = [];
  for (const copy of await keptCopies()) {
    if (copy.person !== person) continue;
    const count = await unsavedIn(person, copy.sheetId);
    if (count > 0) unsaved.push({ sheetId: copy.sheetId, count });
  }
  return unsaved;
}

/** Somebody else is at this browser now: of all other people only what the server does not have stays, for the day they sign in again. */
export async function tidyOthers(person: string): Promise<void> {
  for (const copy of await keptCopies()) {
    if (copy.person === person || (await unsavedIn(copy.person, copy.sheetId)) > 0) continue;
    const theirs = indexedDbCopy(copy.person, copy.sheetId);
    await theirs.wipe();
    theirs.close();
  }
}

async function unsavedIn(person: string, sheetId: string): Promise<number> {
  const copy = indexedDbCopy(person, sheetId);
  const kept = await copy.read().finally(() => copy.close());
  const doc = newDocument(1);
  // looked at only: without a copy of its own it changes nothing of what is kept
  const unsaved = keptSheet(undefined).restore(doc, kept);
  doc.destroy();
  return new Set(unsaved.map(({ key }) => key)).size + kept.about.refused.length;
}
