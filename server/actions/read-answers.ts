// What a maker of a form has answered, checked for shape and size; what the answers mean together is asked when the form is opened.
import { z } from 'zod';
import type { Answers } from '#core/draft/answers.ts';
import { readInput } from './read-input.ts';

const short = z.string().max(400);
const anchor = z.string().min(4).max(300);
const type = z.enum(['count', 'money', 'rate', 'rank', 'ratio-change', 'text']);
const measure = {
  label: short.optional(),
  code: z.string().max(64).optional(),
  uom: z.string().max(40).optional(),
  type: type.optional(),
  decimals: z.number().int().min(0).max(10).optional(),
  formula: z.string().max(4_000).optional()
};
const record = <T extends z.ZodType>(value: T, most: number) =>
  z.record(anchor, value).refine((all) => Object.keys(all).length <= most, 'too many');
const count = z.number().int().min(0).max(2_000);

const shape = z.strictObject({
  form: z.strictObject({
    id: z.string().max(64).optional(),
    title: short.optional(),
    printedTitle: short.optional(),
    periodKind: z.enum(['year', 'half', 'quarter', 'month']).optional(),
    from: z.string().max(7).optional()
  }),
  departments: z.array(z.string().trim().min(1).max(64)).max(500),
  sheets: z.record(z.string().max(255), z.enum(['in', 'out'])),
  tables: record(
    z.strictObject({
      title: short.optional(),
      headRows: count.min(1).max(20).optional(),
      stubColumns: count.max(20).optional(),
      lastRow: count.optional(),
      uom: z.string().max(40).optional(),
      out: z.boolean().optional()
    }),
    200
  ),
  rows: record(
    z.strictObject({
      ...measure,
      department: z.string().max(64).optional(),
      kind: z.enum(['row', 'heading', 'none']).optional(),
      definition: z.string().max(4_000).optional()
    }),
    5_000
  ),
  columns: record(z.strictObject({ ...measure, out: z.boolean().optional() }), 1_000),
  cells: record(z.enum(['blocked', 'open']), 20_000),
  guesses: record(z.string().max(4_000), 5_000),
  rules: z
    .array(
      z.strictObject({
        id: z.string().max(64),
        severity: z.enum(['must', 'explain']),
        text: z.strictObject({ zh: z.string().max(1_000) }),
        expression: z.string().min(1).max(4_000),
        table: z.string().max(32).optional(),
        rows: z.array(z.string().max(64)).max(5_000).optional(),
        columns: z.array(z.string().max(64)).max(400).optional()
      })
    )
    .max(1_000)
});

/** `malformed` with the first field that does not fit. */
export const readAnswers = (input: unknown): Answers => readInput(shape, input) as Answers;
