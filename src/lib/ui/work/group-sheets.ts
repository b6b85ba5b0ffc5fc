// My sheets by collection, filtered by what was typed and by stage.
import type { Stage } from '#core/workflow/stages.ts';

/** What the list needs of a sheet. */
export interface ListedSheet {
  id: string;
  collection: string;
  collectionTitle: string;
  formTitle: string;
  period: string;
  unitName: string;
  unitPath: readonly string[];
  stage: Stage;
  dueAt: number | null;
}

export interface SheetGroup<S extends ListedSheet> {
  collection: string;
  title: string;
  formTitle: string;
  period: string;
  dueAt: number | null;
  /** those that fit the filter, in the order they came */
  shown: readonly S[];
  /** of all sheets of the collection, filtered or not: how many there are and how many have been reported */
  all: number;
  reported: number;
  /** names of the units that have not reported */
  missing: readonly string[];
}

/** 已上报 or 已接收: it is with the upper level */
export const isReported = (stage: Stage): boolean => stage === 'reported' || stage === 'accepted';

/**
 * @param words  typed text; each word (split at spaces) must occur in the unit's path, the form, the period or the collection
 * @param stage  undefined: any
 * @returns groups in the order in which their first sheet came; those without a fitting sheet are left out
 */
export function groupSheets<S extends ListedSheet>(
  sheets: readonly S[],
  words: string,
  stage: Stage | undefined
): SheetGroup<S>[] {
  const asked = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (sheet: S): boolean => {
    const text = [...sheet.unitPath, sheet.unitName, sheet.formTitle, sheet.period, sheet.collectionTitle]
      .join(' ')
      .toLowerCase();
    return (stage === undefined || sheet.stage === stage) && asked.every((word) => text.includes(word));
  };
  const byCollection = new Map<string, S[]>();
  for (const sheet of sheets)
    byCollection.set(sheet.collection, [...(byCollection.get(sheet.collection) ?? []), sheet]);
  return [...byCollection.values()]
    .map((all) => {
      const [first] = all as [S, ...S[]];
      return {
        collection: first.collection,
        title: first.collectionTitle,
        formTitle: first.formTitle,
        period: first.period,
        dueAt: first.dueAt,
        shown: all.filter(fits),
        all: all.length,
        reported: all.filter((sheet) => isReported(sheet.stage)).length,
        missing: all.filter((sheet) => !isReported(sheet.stage)).map((sheet) => sheet.unitName)
      };
    })
    .filter((group) => group.shown.length > 0);
}
