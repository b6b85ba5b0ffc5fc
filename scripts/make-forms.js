// @ts-check
// Makes the shipped form definitions (static/forms) from their sources in tests/fixtures (their README says where those come from).
// `node scripts/make-forms.js` writes them, `--check` compares what is there and says which file differs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeGovInfoForm } from './forms/gov-info-form.js';
import { makeIndicatorForm } from './forms/indicator-form.js';

const sources = join(import.meta.dirname, '..', 'tests', 'fixtures');
const target = join(import.meta.dirname, '..', 'static', 'forms');

/** @param {string} name */
const source = (name) => JSON.parse(readFileSync(join(sources, name), 'utf8'));

const files = [
  makeIndicatorForm(source('seeds/catalogue.json')),
  makeGovInfoForm(source('forms/gov-info-2021.json'))
].map((form) => ({
  path: join(target, `${form.id}.${form.version}.json`),
  text: `${JSON.stringify(form, null, 1)}\n`
}));

if (process.argv.includes('--check')) {
  const different = files.filter(({ path, text }) => readFileSync(path, 'utf8') !== text);
  for (const { path } of different) console.error(`${path} is not what scripts/make-forms.js makes`);
  process.exitCode = different.length > 0 ? 1 : 0;
} else {
  mkdirSync(target, { recursive: true });
  for (const { path, text } of files) writeFileSync(path, text);
}
