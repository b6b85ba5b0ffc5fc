// The tables as TypeScript sees them: what the newest migration leaves behind. Times are integer milliseconds, booleans 0 or 1, JSON is text.
import type { Generated, Kysely } from 'kysely';

export interface Schema {
  people: { id: string; login: string; name: string; password_hash: string; disabled: number };
  grants: { person: string; place: number; role: string; unit: string; department: string | null };
  sessions: { hash: string; person: string; expires_at: number; kind: string };
  units: { id: string; code: string; name: string; level: string; parent: string | null; place: number };
  forms: { id: string; version: number; title: string; definition: string; published_at: number };
  templates: {
    form: string;
    version: number;
    file_name: string;
    blob: string;
    places: string;
    person: string;
    kept_at: number;
  };
  collections: {
    id: string;
    form: string;
    version: number;
    period: string;
    title: string;
    unit: string;
    due_at: number | null;
    created_at: number;
  };
  sheets: {
    id: string;
    collection: string;
    form: string;
    version: number;
    unit: string;
    period: string;
    stage: string;
    seq: number;
  };
  sheet_log: {
    sheet: string;
    seq: number;
    bytes: Uint8Array;
    person: string;
    origin: string;
    made_at: number;
    checksum: number | null;
  };
  sheet_snapshots: {
    sheet: string;
    seq: number;
    bytes: Uint8Array;
    retired: Uint8Array | null;
    vector: Uint8Array | null;
    checksum: number | null;
    retired_checksum: number | null;
  };
  sheet_clients: { sheet: string; client: number; person: string };
  entries: { sheet: string; cell: string; content: string; seq: number };
  cell_changes: {
    sheet: string;
    seq: number;
    place: number;
    cell: string;
    content_before: string | null;
    content_after: string;
    person: string;
    origin: string;
    made_at: number;
  };
  events: {
    number: Generated<number>;
    sheet: string;
    deed: string;
    stage_from: string;
    stage_to: string;
    seq: number;
    person: string;
    made_at: number;
    remark: string;
    seal: string;
  };
  explanations: {
    number: Generated<number>;
    sheet: string;
    finding: string;
    fingerprint: string;
    remark: string;
    person: string;
    made_at: number;
  };
  reminders: { event: number; sheet: string; department: string };
  reminders_dismissed: { person: string; event: number; dismissed_at: number };
  comments: {
    number: Generated<number>;
    id: string;
    sheet: string;
    thread: string;
    cell: string;
    step: string;
    about: string | null;
    remark: string;
    person: string;
    made_at: number;
  };
  mentions: {
    person: string;
    comment: string;
    sheet: string;
    thread: string;
    seen_at: number | null;
  };
  imports: {
    id: string;
    person: string;
    file_name: string;
    blob: string;
    state: string;
    report: string;
    problem: string | null;
    sheet: string | null;
    created_at: number;
    batch: string | null;
  };
  form_drafts: {
    id: string;
    person: string;
    file_name: string;
    blob: string;
    paper: string;
    answers: string;
    revision: number;
    form: string | null;
    version: number | null;
    created_at: number;
    changed_at: number;
  };
  import_profiles: { person: string; form: string; layout: string; answers: string; changed_at: number };
  exports: {
    id: string;
    person: string;
    request: string;
    state: string;
    file_name: string;
    blob: string | null;
    problem: string | null;
    created_at: number;
    seq: number | null;
    told: string | null;
    code: string | null;
  };
  jobs: {
    id: string;
    kind: string;
    subject: string;
    tries: number;
    created_at: number;
    held_until: number | null;
  };
  health: { place: number; checked_at: number };
}

/** A connection or a transaction: what every function of a cabinet takes. */
export type Tables = Kysely<Schema>;

/** Where a cabinet reads and where it writes; in a transaction both are the transaction. */
export interface Hands {
  read: Tables;
  write: Tables;
}
