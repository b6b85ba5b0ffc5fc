// One operation of the API: its address, what goes in and out, and the deed behind it. The table of these (operations.ts) is
// both the router and the OpenAPI document, so that the two cannot differ.
import type { z } from 'zod';
import type { ProblemCode } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { Download } from '#server/actions/actions.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** `/sheets/{sheet}/cells` → { sheet: string } */
export type ParametersOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [key in Name]: string } & ParametersOf<Rest>
  : unknown;

export interface Asked<Path extends string, Query, Body> {
  app: App.Locals['app'];
  parameters: ParametersOf<Path>;
  query: Query;
  body: Body;
  /** network address of the asker, for rate limits */
  address: string;
  sessionId: string | undefined;
}

interface Described<Path extends string> {
  /** operationId: a verb and its object */
  id: string;
  path: Path;
  summary: { zh: string; en: string };
  tag: 'sessions' | 'forms' | 'sheets' | 'imports' | 'exports' | 'totals';
  /** refusals beyond those that every operation can give */
  problems?: readonly ProblemCode[];
}

export interface Operation<
  Path extends string = string,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType
> extends Described<Path> {
  methods: readonly Method[];
  query?: Query;
  /** JSON that the schema accepts, or the bytes of a file */
  body?: Body | 'file';
  status: 200 | 201 | 202 | 204;
  /** absent: an answer without content */
  answer?: Answer | 'file';
  /** 'none': nobody needs to be signed in */
  signIn?: 'none';
  work: (asked: never, actor: never) => Promise<unknown>;
}

type AnswerOf<Answer> = Answer extends 'file' ? Download : Answer extends z.ZodType ? z.input<Answer> : void;
type BodyOf<Body> = Body extends 'file' ? Uint8Array : Body extends z.ZodType ? z.output<Body> : undefined;

/** Writes an operation down with its types checked: what `work` returns is what the document promises. */
export function operation<
  const Path extends string,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType | 'file' | undefined = undefined,
  Answer extends z.ZodType | 'file' | undefined = undefined,
  SignIn extends 'none' | undefined = undefined
>(
  one: Described<Path> & {
    method: Method | readonly Method[];
    query?: Query;
    body?: Body;
    status?: Operation['status'];
    answer?: Answer;
    signIn?: SignIn;
    work: (
      asked: Asked<Path, z.output<Query>, BodyOf<Body>>,
      actor: SignIn extends 'none' ? Actor | undefined : Actor
    ) => Promise<AnswerOf<Answer>>;
  }
): Operation {
  const { method, status, ...rest } = one;
  return {
    ...rest,
    methods: typeof method === 'string' ? [method] : method,
    status: status ?? (one.answer === undefined ? 204 : 200)
  } as Operation;
}

/** What every operation gets, once its input was read: the table's `work` with its types forgotten. */
export type AnyWork = (asked: Asked<string, unknown, unknown>, actor: Actor | undefined) => Promise<unknown>;
