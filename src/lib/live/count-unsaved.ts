// What would be lost if this browser forgot a person's sheets now: asked before signing out.
import { newDocument } from '#core/sheet/document.ts';
import { keptSheet } from './kept-sheet.ts';
import { indexedDbCopy, keptSheetIds } from './offline-copy.ts';

/** Edits in all kept sheets that the server does not have, and refused ones that their person has not yet decided on. */
export async function countUnsaved(person: string): Promise<number> {
  let count = 0;
  for (const id of await keptSheetIds(person)) {
    // a copy that cannot be read holds nothing that could be saved either
    const copy = indexedDbCopy(person, id, () => undefined);
    const kept = await copy.read();
    copy.close();
    const doc = newDocument(1);
    // looked at only: without a copy of its own it changes nothing of what is kept
    const unsaved = keptSheet(undefined).restore(doc, kept);
    count += new Set(unsaved.map(({ key }) => key)).size + kept.about.refused.length;
    doc.destroy();
  }
  return count;
}
