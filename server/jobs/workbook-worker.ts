// Entry of the worker (bundled to dist/workbook-worker.js): a thread or a process that answers one request and is then ended by its asker.
import { parentPort } from 'node:worker_threads';
import { isProblem } from '#core/basics/problem.ts';
import type { WorkbookMessage } from './ask-workbook.ts';
import { answerRequest, type WorkbookRequest } from './workbook-requests.ts';

async function answer(request: WorkbookRequest): Promise<WorkbookMessage> {
  try {
    return { kind: 'done', value: await answerRequest(request) };
  } catch (error) {
    if (isProblem(error)) return { kind: 'problem', code: error.code, parameters: error.parameters };
    // handed over as text: the asker throws it as its own mistake, with this trace in it
    return { kind: 'mistake', text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

if (parentPort) {
  const port = parentPort;
  port.once('message', async (request: WorkbookRequest) => port.postMessage(await answer(request)));
} else {
  process.once('message', async (request) => process.send?.(await answer(request as WorkbookRequest)));
}
