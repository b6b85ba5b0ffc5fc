// @ts-check
// Makes the shipped form definitions (static/forms) from their sources in tests/fixtures (their README says where those come from).
// `node scripts/make-forms.js` writes them, `--check` compares what is there and says which file differs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeChongqing,
  makeDatong,
  makeHuangshi,
  makeLegacy2018,
  makeShandong,
  makeZhejiang
} from './forms/enforcement-forms.js';
import { makeGovInfoForm } from './forms/gov-info-form.js';
import { makeGovInfo2019, makeGovInfo2021 } from './forms/gov-info-versions.js';
import { makeIndicatorForm } from './forms/indicator-form.js';
import { makeLedgers } from './forms/ledger-forms.js';
import { makeAdministrativeMediation, makeDisputes, makePeopleMediation } from './forms/mediation-forms.js';
import {
  makeDingxi,
  makeFiveKinds,
  makeInspectionPlan,
  makeLuan,
  makeNongjing,
  makeNormativeDocuments,
  makePutian
} from './forms/other-forms.js';
import { makeReconsideration2010, makeReconsideration2015 } from './forms/reconsideration-forms.js';

const sources = join(import.meta.dirname, '..', 'tests', 'fixtures');
const target = join(import.meta.dirname, '..', 'static', 'forms');

/** @param {string} name */
const source = (name) => JSON.parse(readFileSync(join(sources, name), 'utf8'));
/** @param {string} name */
const official = (name) => source(`forms/${name}.json`);

const files = [
  makeIndicatorForm(source('seeds/catalogue.json')),
  makeGovInfoForm(official('gov-info-2021')),
  makeGovInfo2021(official('gov-info-2021'), official('gov-info-2019')),
  makeGovInfo2019(official('gov-info-2019')),
  makeLegacy2018(official('enforcement-legacy-2018')),
  makeZhejiang(official('enforcement-zj-2021')),
  makeDatong(official('enforcement-datong-2021')),
  makeHuangshi(official('enforcement-huangshi-2023')),
  makeChongqing(official('enforcement-chongqing-2022')),
  makeShandong(official('enforcement-shandong-2021')),
  makeReconsideration2010(official('reconsideration-2010')),
  makeReconsideration2015(official('reconsideration-2015'), official('reconsideration-2010')),
  makeAdministrativeMediation(official('mediation-administrative')),
  makePeopleMediation(official('mediation-people')),
  makeDisputes(official('dispute-sichuan')),
  ...makeLedgers(official('zhongjiang-ledger')),
  makeDingxi(official('generic-dingxi')),
  makeNongjing(official('generic-nongjing-2010')),
  makePutian(official('generic-variants')),
  makeLuan(official('generic-variants')),
  makeFiveKinds(official('env-five-types')),
  makeNormativeDocuments(official('normative-docs')),
  makeInspectionPlan(official('double-random'))
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
