// Branded ids: a SheetId cannot be handed over where a PersonId is asked. At run time they are plain strings.

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type PersonId = Id<'person'>;
export type UnitId = Id<'unit'>;
export type SheetId = Id<'sheet'>;
export type CollectionId = Id<'collection'>;
export type CommentId = Id<'comment'>;
export type ImportId = Id<'import'>;
export type ExportId = Id<'export'>;
export type DraftId = Id<'draft'>;
export type JobId = Id<'job'>;
export type BlobId = Id<'blob'>; // sha-256 of the content, hexadecimal

/** Use where an id enters the program (a URL, a database row): says "I know what kind of id this is". */
export const asId = <T extends Id<string>>(text: string): T => text as T;
