// What is asked, of whom: forms, units, collections.
import { z } from 'zod';
import { Problem } from '#core/basics/problem.ts';
import { operation } from '../operation.ts';
import { collectionLine, formDefinition, formLine, unit } from '../shapes.ts';

export const formOperations = [
  operation({
    id: 'listForms',
    method: 'GET',
    path: '/forms',
    tag: 'forms',
    summary: { zh: '报表列表', en: 'List forms' },
    answer: z.array(formLine),
    work: ({ app }, actor) => app.listForms(actor)
  }),
  operation({
    id: 'getForm',
    method: 'GET',
    path: '/forms/{form}/{version}',
    tag: 'forms',
    summary: { zh: '一个报表版本的定义', en: 'The definition of one version of a form' },
    answer: formDefinition,
    async work({ app, parameters }, actor) {
      // a version is a positive integer; anything else names nothing
      if (!/^[1-9]\d{0,8}$/.test(parameters.version)) throw new Problem('not-found', { what: 'form' });
      return { ...(await app.getForm(actor, parameters.form, Number(parameters.version))) };
    }
  }),
  operation({
    id: 'listUnits',
    method: 'GET',
    path: '/units',
    tag: 'forms',
    summary: { zh: '填报单位，上级在前', en: 'List units, parents before children' },
    answer: z.array(unit),
    work: ({ app }, actor) => app.listUnits(actor)
  }),
  operation({
    id: 'listCollections',
    method: 'GET',
    path: '/collections',
    tag: 'forms',
    summary: { zh: '填报任务及各阶段张数', en: 'List collections with the number of sheets by stage' },
    answer: z.array(collectionLine),
    work: ({ app }, actor) => app.listCollections(actor)
  })
];
