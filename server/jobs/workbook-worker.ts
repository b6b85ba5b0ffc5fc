// Entry of the worker (bundled to dist/workbook-worker.js): a thread or a process that answers one request and is then ended by its asker.
import { parentPort } from 'node:worker_threads';
import { isProblem } from '#core/basics/problem.ts';
import type { WorkbookMessage } from './ask-workbook.ts';
import { answerRequest, type FiguresText, type Partner, type WorkbookRequest } from './workbook-requests.ts';

type Send = (message: WorkbookMessage) => void;
/** hears the next message of the asker */
type Hear = () => Promise<unknown>;

async function answer(request: WorkbookRequest, send: Send, hear: Hear): Promise<WorkbookMessage> {
  const ask = async (message: WorkbookMessage): Promise<unknown> => {
    const heard = hear();
    send(message);
    return heard;
  };
  const partner: Partner = {
    figuresOf: async (index) => (await ask({ kind: 'figures', index })) as FiguresText,
    async take(bytes) {
      await ask({ kind: 'piece', bytes }); // answered when it is on its way to the disk: no more waits than one piece
    },
    async file(file) {
      await ask({ kind: 'file', file });
    }
  };
  try {
    return { kind: 'done', value: await answerRequest(request, partner) };
  } catch (error) {
    if (isProblem(error)) return { kind: 'problem', code: error.code, parameters: error.parameters };
    // handed over as text: the asker throws it as its own mistake, with this trace in it
    return { kind: 'mistake', text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function serve(send: Send, hear: Hear): Promise<void> {
  send(await answer((await hear()) as WorkbookRequest, send, hear));
}

if (parentPort) {
  const port = parentPort;
  await serve(
    (message) => port.postMessage(message),
    () => new Promise((done) => port.once('message', done))
  );
} else {
  await serve(
    (message) => process.send?.(message),
    () => new Promise((done) => process.once('message', done))
  );
}
