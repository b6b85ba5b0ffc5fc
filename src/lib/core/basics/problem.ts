// A refused deed: a code from one closed list, with parameters fit for strangers. Words are made of it in ui/words.

/**
 * code → HTTP status. The words stand in `ui/words` under `problem.<code>`; the parameters named there must be given.
 */
export const problemStatus = {
  'not-signed-in': 401,
  'wrong-name-or-password': 401,
  'too-many-tries': 429,
  'too-fast': 429,
  'foreign-origin': 403,
  'not-allowed': 403,
  'not-found': 404,
  'wrong-method': 405,
  malformed: 400,
  'unknown-code': 400,
  'already-exists': 409,
  'stage-closed': 409,
  'changed-meanwhile': 409,
  'reminded-lately': 409,
  'findings-open': 409,
  'explanation-empty': 400,
  'cells-refused': 422,
  'form-invalid': 422,
  'template-unfit': 422,
  'file-too-large': 413,
  'file-unreadable': 422,
  'file-encrypted': 422,
  'file-kind': 415,
  'file-hostile': 422,
  'took-too-long': 503,
  busy: 503,
  'sheet-damaged': 503,
  'disk-full': 507,
  /** the disk may hold what was written, or not: the server is about to start again and to read what is there */
  'disk-failed': 503
} as const;

export type ProblemCode = keyof typeof problemStatus;
export type ProblemParameters = Readonly<Record<string, string | number | readonly unknown[] | undefined>>;

/** Carried by value: two copies of the core exist on the server, so test with `isProblem`, never with instanceof. */
export class Problem extends Error {
  readonly isProblem = true;
  readonly status: number;
  constructor(
    readonly code: ProblemCode,
    readonly parameters: ProblemParameters = {}
  ) {
    super(code);
    this.name = 'Problem';
    this.status = problemStatus[code];
  }
}

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && (error as { isProblem?: unknown }).isProblem === true;
