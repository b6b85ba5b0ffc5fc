// The served document: complete in itself, and the same table as the router's.
import { expect, test } from 'vitest';
import { sessionCookieName } from '#server/access/session-rows.ts';
import { operations } from '../../../src/routes/api/v1/operations.ts';
import { openApiDocument } from '../../../src/routes/api/v1/openapi.ts';

const document = JSON.parse(JSON.stringify(openApiDocument('https://example.org'))) as {
  openapi: string;
  servers: unknown;
  paths: Record<
    string,
    Record<string, { operationId: string; requestBody?: unknown; parameters: { name: string; in: string }[] }>
  >;
  components: { schemas: Record<string, unknown> };
};

test('every operation stands in the document under each of its methods, with an id of its own', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
  );
  expect(described.sort()).toEqual(
    operations.flatMap((one) => one.methods.map((method) => `${method} ${one.path}`)).sort()
  );
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

test('every reference leads to a schema of the document, and every schema is used', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
  const names = Object.keys(document.components.schemas);
  expect([...new Set(references)].sort()).toEqual(names.map((name) => `#/components/schemas/${name}`).sort());
  for (const schema of Object.values(document.components.schemas)) expect(schema).not.toHaveProperty('$ref');
});

test('a parameter in a path is described, and a content that goes in is described as what it should be', () => {
  const cells = document.paths['/sheets/{sheet}/cells']!.put!;
  expect(cells.parameters).toContainEqual({ name: 'sheet', in: 'path', required: true, schema: { type: 'string' } });
  expect(JSON.stringify(cells.requestBody)).toContain('#/components/schemas/CellContent');
  expect(document.openapi).toMatch(/^3\.1/);
  expect(document.servers).toEqual([{ url: 'https://example.org/api/v1' }]);
});

test('the cookie is called as it is', () => {
  expect(JSON.stringify(document.components)).toContain(`"in":"cookie","name":"${sessionCookieName}"`);
});
