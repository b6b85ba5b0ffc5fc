// The OpenAPI 3.1 document, made from the table of operations and their schemas.
import { z } from 'zod';
import { problemStatus, type ProblemCode } from '#core/basics/problem.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { cellContent, commentThread, finding, offeredContent, refusal } from './shapes.ts';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

/** Schemas that stand under a name of their own in the document. */
const named = { CellContent: cellContent, CommentThread: commentThread, Finding: finding, Problem: refusal };

function schemaOf(schema: z.ZodType, io: Direction): Json {
  const made: Json = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === offeredContent) Object.assign(jsonSchema, { $ref: '#/components/schemas/CellContent' });
    }
  });
  const { $schema: _, $defs: __, ...rest } = made;
  return rewritten(rest) as Json;
}

/** zod refers to named schemas as #/$defs/…; OpenAPI keeps them under components. */
function rewritten(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewritten);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, value.replace('#/$defs/', '#/components/schemas/')]
        : [key, rewritten(value)]
    )
  );
}

const json = (schema: Json) => ({ 'application/json': { schema } });
const refused = { content: json({ $ref: '#/components/schemas/Problem' }) };
const file = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const workbook = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: { type: 'string', format: 'binary' } }
};

function parametersOf({ path, query }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' }
  }));
  const { properties = {}, required = [] } = query ? schemaOf(query, 'input') : {};
  const inQuery = Object.entries(properties as Json).map(([name, schema]) => ({
    name,
    in: 'query',
    required: (required as string[]).includes(name),
    schema
  }));
  return [...inPath, ...inQuery];
}

function answersOf(operation: Operation): Json {
  const { answer, status } = operation;
  const content =
    answer === undefined ? {} : { content: answer === 'file' ? workbook : json(schemaOf(answer, 'output')) };
  const codes: ProblemCode[] = [
    ...(operation.signIn === 'none' ? [] : (['not-signed-in', 'not-allowed'] as const)),
    ...(operation.path.includes('{') ? (['not-found'] as const) : []),
    ...(operation.query || operation.body ? (['malformed'] as const) : []),
    ...(operation.body ? (['file-too-large'] as const) : []),
    ...(operation.problems ?? [])
  ];
  const answers: Record<string, { description: string }> = {
    [status]: { description: operation.summary.en, ...content }
  };
  for (const code of new Set(codes)) {
    const before = answers[problemStatus[code]]?.description;
    const description = before === undefined ? code : `${before}, ${code}`;
    answers[problemStatus[code]] = { description, ...refused };
  }
  return answers;
}

function described(operation: Operation): Json {
  const { id, summary, tag, body, signIn } = operation;
  return {
    operationId: id,
    summary: summary.zh,
    description: summary.en,
    tags: [tag],
    ...(signIn === 'none' ? { security: [] } : {}),
    parameters: parametersOf(operation),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: body === 'file' ? file : json(schemaOf(body, 'input')) } }),
    responses: answersOf(operation)
  };
}

function pathsOf(): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    for (const method of operation.methods) {
      const one = described(operation);
      // an operation under two methods keeps one id; ids must differ
      if (method !== operation.methods[0]) one.operationId = `${operation.id}By${method}`;
      paths[operation.path] = { ...paths[operation.path], [method.toLowerCase()]: one };
    }
  }
  return paths;
}

/** @param origin of this server, without a trailing slash */
export function openApiDocument(origin: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: '汇表 Huibiao API',
      version: '1',
      description:
        'Shared statistical forms: read, write, import, export and consolidate. Sign in with POST /sessions and send the token as ' +
        '`Authorization: Bearer …`; a browser may use its cookie. Refusals are `{code, message, parameters}`.'
    },
    servers: [{ url: `${origin}/api/v1` }],
    security: [{ token: [] }, { cookie: [] }],
    tags: ['sessions', 'forms', 'sheets', 'imports', 'exports', 'totals'].map((name) => ({ name })),
    paths: pathsOf(),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'huibiao_session' }
      }
    }
  };
}

/** zod puts what has a name of its own under $defs, and a reference to it where it is used. */
function componentSchemas(): Json {
  const { $defs } = z.toJSONSchema(z.object(named), { io: 'output', unrepresentable: 'any' });
  const schemas = Object.entries($defs ?? {}).map(([name, { id: _, ...schema }]) => [name, rewritten(schema)]);
  return Object.fromEntries(schemas) as Json;
}
