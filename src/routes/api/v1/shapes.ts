// The shapes of what the API takes and gives, as zod schemas: they check input, describe the document, and are checked by the
// compiler against the types of the actions.
import { z } from 'zod';
import { problemStatus, type ProblemCode } from '#core/basics/problem.ts';
import { stages } from '#core/workflow/stages.ts';

/** An id as it stands in an address; what it names is looked up, so any short text is a lawful question. */
export const id = z.string().min(1).max(100);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
export const time = z.number().int().describe('milliseconds since 1970-01-01 UTC');
const words = z.object({ zh: z.string(), en: z.string().optional() });

export const stage = z.enum(stages).describe('未填 填报中 待审核 已退回 已上报 已接收');
export const deed = z.enum(['submit', 'report', 'return', 'accept', 'unlock']).describe('提交 上报 退回 接收 解锁');
const severity = z.enum(['must', 'explain']).describe('强制性 核实性');
const role = z.enum(['clerk', 'coordinator', 'upper', 'administrator', 'auditor']);
const level = z.enum(['nation', 'province', 'prefecture', 'county', 'street', 'village', 'body']);

// ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const remarks = {
  qualifier: z.enum(['余', '多', '约', '近', '以上', '至少']).optional(),
  scope: z.string().optional(),
  note: z.string().optional(),
  quote: z.string().optional()
};
const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('exact decimal text, never a binary number: "1234.50"');

export const cellContent = z
  .union([
    z.object({ number: decimal, ...remarks }),
    z.object({ text: z.string(), ...remarks }),
    z.object({ nothing: z.literal('blank').describe('未填'), ...remarks }),
    z.object({ nothing: z.literal('notApplicable').describe('不适用'), ...remarks }),
    z.object({ nothing: z.literal('unobtainable').describe('无法取得'), reason: z.string(), ...remarks }),
    z.object({
      stated: list(
        z.object({
          printed: z.string(),
          number: decimal,
          uom: z.string().optional(),
          ...remarks,
          source: z.string().optional()
        })
      ).describe('figures stated elsewhere, kept beside the value; only under keys that end in ~stated')
    })
  ])
  .meta({ id: 'CellContent' });

/** Content as it comes in: the intake judges it, so that a bad value is refused with its cell's name. Described as `cellContent`. */
export const offeredContent = z.unknown();

const cellKey = z.string().describe('<table>/<row>/<column>, e.g. t1/XZFY.SQ/bn');

export const outcome = z.union([
  z.object({ kind: z.literal('number'), value: z.string().describe('exact: n or n/d'), shown: z.string() }),
  z.object({
    kind: z.literal('unknown'),
    because: list(z.string()).describe("the cells in the way; PREV:… is last year's"),
    reason: z
      .enum(['missing', 'coverage'])
      .optional()
      .describe(
        'missing (also when absent): not filled, 不适用 or 无法取得; coverage: in a total, from different sets of units'
      ),
    shown: z.string()
  }),
  z.object({ kind: z.literal('undefined').describe('division by zero'), shown: z.string() })
]);

export const finding = z
  .object({
    id: z.string(),
    severity,
    possible: z
      .literal(true)
      .optional()
      .describe('a must rule fails by its figures, but some are said with 余, 约 … and it could hold: explain it'),
    kind: z.string(),
    rule: z.string().optional(),
    text: words.optional(),
    places: list(cellKey),
    operands: list(
      z.object({
        key: cellKey,
        previous: z.boolean(),
        shown: z.string(),
        asZero: z.literal(true).optional().describe('not filled, and counted as 0 by the rule')
      })
    ),
    sides: list(z.string()),
    fingerprint: z.string()
  })
  .meta({ id: 'Finding' });

export const sheetReading = z.object({
  id: z.string(),
  form: z.string(),
  version: z.number().int(),
  unit: z.string(),
  period: z.string(),
  stage,
  seq: z.number().int().describe('number of the last log row: changes with every edit'),
  entered: z.record(z.string(), cellContent).describe('by cell key; an absent key was never filled'),
  derived: z.record(z.string(), outcome).describe('computed cells by key'),
  findings: list(finding)
});

export const refusedCells = list(z.object({ key: z.string(), reason: z.string() }));
export const writeOutcome = z.object({ seq: z.number().int(), written: list(cellKey), refused: refusedCells });

export const historyLine = z.object({
  key: cellKey,
  label: z.string(),
  before: cellContent.nullable(),
  after: cellContent,
  person: z.string(),
  origin: z.enum(['typing', 'api', 'import', 'seed']),
  at: time,
  seq: z.number().int()
});

export const sheetEvent = z.object({
  deed: z.union([deed, z.literal('remind')]).describe('remind (催报) leaves the stage as it is'),
  from: stage,
  to: stage,
  seq: z.number().int(),
  personName: z.string(),
  at: time,
  text: z.string(),
  whom: list(z.string()).describe('of a reminder: names of departments, or * for the unit; else empty'),
  seal: z.string().describe('sha-256 of the sealed content, hexadecimal; empty when the deed seals nothing')
});

// ── comments ────────────────────────────────────────────────────────────────────────────────────────────────────────

const namedPerson = z.object({ person: z.string(), name: z.string() });
export const commentThread = z
  .object({
    id: z.string(),
    key: cellKey,
    state: z.enum(['open', 'resolved']),
    at: time.describe('of its last step'),
    maySettle: z.boolean().describe('whether you may resolve it'),
    steps: list(
      z.object({
        id: z.string(),
        step: z.enum(['said', 'resolved', 'reopened']),
        person: z.string(),
        personName: z.string(),
        at: time,
        text: z.string().describe('empty when it was taken back'),
        mentioned: list(namedPerson),
        removed: z.object({ personName: z.string(), at: time }).nullable().describe('who took it back'),
        mayRemove: z.boolean()
      })
    )
  })
  .meta({ id: 'CommentThread' });
export const sheetComments = z.object({
  threads: list(commentThread),
  mayComment: z.boolean(),
  unseen: list(z.string()).describe('threads with comments that mention you and that you have not seen')
});
export const commentPerson = namedPerson.extend({
  unitName: z.string(),
  role,
  department: z.string().optional()
});
export const mentionLine = z.object({
  sheet: z.string(),
  unitName: z.string(),
  formTitle: z.string(),
  period: z.string(),
  thread: z.string(),
  key: cellKey,
  label: z.string(),
  personName: z.string(),
  text: z.string(),
  at: time
});

// ── reminders ───────────────────────────────────────────────────────────────────────────────────────────────────────

const whom = z.string().describe('code of a department, or * for the unit');
const cellsMissing = z.number().int().describe('cells that are not filled');
const reminded = {
  lastAt: time.nullable(),
  nextAt: time.describe('from then on they may be reminded again; 0: not reminded yet')
};
export const remindChoice = z.object({ whom, name: z.string(), missing: cellsMissing, ...reminded });
export const remindableUnit = z.object({
  sheet: z.string(),
  unit: z.string(),
  unitName: z.string(),
  stage,
  ...reminded
});
export const reminderLine = z.object({
  id: z.number().int(),
  sheet: z.string(),
  unitName: z.string(),
  formTitle: z.string(),
  period: z.string(),
  about: list(z.object({ whom, name: z.string(), missing: cellsMissing })),
  personName: z.string(),
  text: z.string(),
  at: time
});

// ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const actor = z.object({
  person: z.string(),
  name: z.string(),
  grants: list(z.object({ role, unit: z.string(), department: z.string().optional() }))
});

export const formLine = z.object({ id: z.string(), version: z.number().int(), title: z.string() });
export const formDefinition = z.looseObject({
  format: z.literal(1),
  id: z.string(),
  version: z.number().int(),
  title: words
});

export const unit = z.object({
  id: z.string(),
  code: z.string().describe('GB/T 2260 where there is one'),
  name: z.string(),
  level,
  parent: z.string().nullable(),
  place: z.number()
});

const ofCollection = {
  form: z.string(),
  version: z.number().int(),
  period: z.string(),
  title: z.string(),
  unit: z.string(),
  dueAt: time.nullable()
};
export const collectionLine = z.object({
  id: z.string(),
  ...ofCollection,
  createdAt: time,
  formTitle: z.string(),
  unitName: z.string(),
  counts: z.record(stage, z.number().int())
});

export const sheetLine = z.object({
  id: z.string(),
  collection: z.string(),
  collectionTitle: z.string(),
  form: z.string(),
  version: z.number().int(),
  formTitle: z.string(),
  period: z.string(),
  unit: z.string(),
  unitName: z.string(),
  unitPath: list(z.string()),
  stage,
  seq: z.number().int(),
  dueAt: time.nullable(),
  writable: list(z.string()).describe('departments whose rows you may write; * is all'),
  damaged: z.literal(true).optional().describe('what is kept of it is not whole: it cannot be opened'),
  progress: z.object({ filled: z.number().int(), all: z.number().int() })
});

// ── imports, exports, totals ────────────────────────────────────────────────────────────────────────────────────────

const failed = z.object({ code: z.string(), parameters: z.record(z.string(), z.unknown()) }).nullable();

export const importLine = z.object({
  id: z.string(),
  fileName: z.string(),
  state: z.enum(['waiting', 'reading', 'ready', 'failed', 'writing', 'written', 'undone', 'unpacked']),
  problem: failed,
  sheet: z.string().nullable(),
  createdAt: time
});
const importPreviewLine = z.object({
  key: cellKey,
  label: z.string(),
  old: cellContent.nullable(),
  new: cellContent,
  oldShown: z.string(),
  newShown: z.string(),
  state: z
    .enum(['new', 'changes', 'same', 'refused', 'untouched', 'conflict', 'clears'])
    .describe(
      'the last three only of a file that was downloaded from this sheet: unchanged in it, changed on both sides, emptied in it'
    ),
  reason: z.string().optional(),
  issuedShown: z
    .string()
    .optional()
    .describe('what it held when the file was downloaded, if that is not what stands now'),
  changedBy: z.object({ name: z.string(), at: time }).optional().describe('who wrote it last since the download'),
  from: z.string().describe('where it stands in the file: Sheet1!D12'),
  shownInFile: z.string(),
  converted: z.object({ factor: z.string(), from: z.string(), to: z.string() }).optional(),
  findings: list(z.string()).describe('ids of newFindings that point at this cell')
});
const evidenceLine = z.object({
  key: cellKey,
  label: z.string(),
  from: z.string(),
  shownInFile: z.string(),
  computedShown: z.string(),
  outcome: z.enum(['exact', 'rounded', 'truncated', 'wrong', 'unknown'])
});
export const importPage = importLine.extend({
  report: z
    .unknown()
    .describe('everything that was found in the file, also what was not understood; null until it was read'),
  preview: z
    .object({
      sheet: z.string(),
      unitName: z.string(),
      period: z.string(),
      stage,
      seq: z.number().int().describe('hand it back when applying'),
      issued: z.object({ at: time, by: z.string() }).optional().describe('the file was downloaded from this sheet'),
      issuedFor: z
        .object({ unitName: z.string(), period: z.string() })
        .optional()
        .describe('the file was downloaded from another sheet'),
      lines: list(importPreviewLine),
      evidence: list(evidenceLine).describe('totals and rates of the file against the computed ones'),
      newFindings: list(finding)
    })
    .nullable()
    .describe('what would happen if it were written now; null until a sheet is named'),
  sheets: list(z.object({ id: z.string(), unitName: z.string(), period: z.string() })).describe(
    'sheets that it could be written to, best guess first'
  )
});

export const onlyReported = z.literal('reported').optional().describe('count only sheets that are 已上报 or 已接收');

export const exportRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sheet'), sheet: id }),
  z.strictObject({ kind: z.literal('blank'), form: id, version: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('consolidated'), collection: id, unit: id, only: onlyReported })
]);
export const exportLine = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'writing', 'ready', 'failed', 'cancelled']),
  fileName: z.string(),
  problem: failed,
  createdAt: time,
  progress: z
    .object({ done: z.number().int(), of: z.number().int() })
    .nullable()
    .describe('of a consolidated workbook while it is written'),
  template: z
    .object({
      fileName: z.string(),
      identical: z.number().int().describe('parts of the package that are the official workbook’s byte for byte'),
      changed: z
        .number()
        .int()
        .describe('sheets whose declared cells were written; everything else in them is unchanged'),
      cells: z.number().int().describe('declared cells, each read back'),
      otherFormulas: z.number().int().describe('formulas beside the declared cells: computed when the file is opened'),
      asText: z.number().int().describe('numbers with a word (约30), written as text')
    })
    .nullable()
    .describe('the official workbook that was filled, with what was compared before the file was handed out'),
  code: z.string().nullable().describe('校验码 of a consolidated workbook')
});

export const checkedExport = z.object({
  code: z.string(),
  formTitle: z.string(),
  version: z.number().int(),
  collectionTitle: z.string(),
  period: z.string(),
  unitName: z.string(),
  only: z.literal('reported').nullable(),
  madeBy: z.string(),
  madeAt: time,
  sheets: z.number().int(),
  reported: z.number().int(),
  asked: z.number().int(),
  unchanged: z.boolean().describe('no sheet has been written to, and none has come or gone since')
});

const ofUnits = {
  gave: z.number().int().describe('units whose number is in it'),
  notApplicable: z.number().int().describe('units that say 不适用'),
  of: z.number().int().describe('units asked; when the two are fewer, the total is of a part only')
};
export const totals = z.object({
  collection: z.string(),
  unit: z.object({ id: z.string(), name: z.string() }),
  period: z.string(),
  parts: list(
    z.object({
      unit: z.string(),
      name: z.string(),
      sheet: z.string().nullable(),
      stage: stage.nullable(),
      hasChildren: z.boolean()
    })
  ).describe('the unit itself first, then its children'),
  missing: list(z.object({ unit: z.string(), name: z.string(), stage: stage.nullable() })),
  total: list(z.object({ key: cellKey, outcome, ...ofUnits })).describe('folded numbers'),
  byPart: list(list(z.tuple([cellKey, z.intersection(outcome, z.object(ofUnits))]).readonly())).describe(
    'in the order of parts'
  ),
  scopes: list(z.tuple([cellKey, list(z.object({ scope: z.string(), units: list(z.string()) }))]).readonly()).describe(
    'totals whose numbers are said to cover different things, with the names of the units'
  ),
  asOf: list(z.object({ sheet: z.string(), seq: z.number().int() }))
});

// ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

const codes = Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]];
/** Also given for a mistake of ours (500), then with code `mistake` and a number to quote. */
export const refusal = z
  .object({
    code: z.enum([...codes, 'mistake']),
    message: z.string().describe('in Chinese, or in English when Accept-Language asks for it'),
    parameters: z.record(z.string(), z.unknown())
  })
  .meta({ id: 'Problem' });
