// Work on files is done outside the server's own thread, where it can be stopped: zip and text in a worker thread, the old formats (read by a
// lenient library) in a process of their own.
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { Problem, type ProblemCode, type ProblemParameters } from '#core/basics/problem.ts';
import type { FileOfZip, Partner, WorkbookAnswers, WorkbookRequest } from './workbook-requests.ts';

export interface WorkbookSettings {
  /** the bundled entry workbook-worker.js */
  workerPath: string;
  /** memory for objects; the file's bytes come on top. An ordinary workbook needs 40 MB, the largest lawful one some 120 */
  memoryMb?: number;
  /** without a word of it */
  timeoutMs?: number;
  /** ends the work when the server stops */
  signal?: AbortSignal;
}

/** The work was ended because the server stops: neither done nor refused. */
export class Stopped extends Error {}

/** Settings and secrets of the server are none of its business; Windows starts nothing without this one. */
const bareEnvironment = process.env['SystemRoot'] ? { SystemRoot: process.env['SystemRoot'] } : {};

const defaults = { memoryMb: 150, timeoutMs: 15_000 };

/** What comes back over the channel. Problems travel as code and parameters: the class exists once per bundle. */
export type WorkbookMessage =
  | { kind: 'done'; value: unknown }
  | { kind: 'problem'; code: ProblemCode; parameters: ProblemParameters }
  | { kind: 'mistake'; text: string }
  /** the worker asks for something and goes on when it is answered */
  | { kind: 'figures'; index: number }
  | { kind: 'piece'; bytes: Uint8Array }
  | { kind: 'file'; file: FileOfZip };

type Ending = Exclude<WorkbookMessage, { kind: 'figures' | 'piece' | 'file' }>;

const alone: Partner = {
  figuresOf: () => Promise.reject(new Error('this request needs no figures')),
  take: () => Promise.reject(new Error('this request writes no pieces')),
  file: () => Promise.reject(new Error('this request unpacks nothing'))
};

/**
 * @returns the answer to the request
 * @param partner does what the worker asks for meanwhile; what it throws ends the work
 * @throws Problem what the work refused; `took-too-long` after `timeoutMs`; `file-hostile` with `because: 'memory'` when it would not fit.
 *         The thread or process is gone when this returns or throws.
 */
export async function askWorkbook<Kind extends WorkbookRequest['kind']>(
  settings: WorkbookSettings,
  request: Extract<WorkbookRequest, { kind: Kind }>,
  place: 'thread' | 'process' = 'thread',
  partner: Partial<Partner> = {}
): Promise<WorkbookAnswers[Kind]> {
  const { workerPath, memoryMb, timeoutMs, signal } = { ...defaults, ...settings };
  if (signal?.aborted) throw new Stopped();
  const run = place === 'thread' ? startThread(workerPath, memoryMb) : startProcess(workerPath, memoryMb);
  let timer: NodeJS.Timeout | undefined;
  const whole: Partner = { ...alone, ...partner };
  // a long book is written for minutes; what is limited is how long nothing is heard
  const heard: Partner = {
    figuresOf: (index) => (timer?.refresh(), whole.figuresOf(index)),
    take: (bytes) => (timer?.refresh(), whole.take(bytes)),
    file: (file) => (timer?.refresh(), whole.file(file))
  };
  let stop: (() => void) | undefined;
  try {
    const late = new Promise<never>((_, refuse) => {
      timer = setTimeout(() => refuse(new Problem('took-too-long', { limitMs: timeoutMs })), timeoutMs);
      stop = () => refuse(new Stopped());
      signal?.addEventListener('abort', stop);
    });
    const message = await Promise.race([run.ask(request, heard), late]);
    if (message.kind === 'problem') throw new Problem(message.code, message.parameters);
    if (message.kind === 'mistake') throw new Error(`workbook worker: ${message.text}`);
    return message.value as WorkbookAnswers[Kind];
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener('abort', stop);
    await run.stop();
  }
}

interface Run {
  ask(request: WorkbookRequest, partner: Partner): Promise<Ending>;
  stop(): Promise<void>;
}

/** Answers what the worker asks, or ends with what it says at last. */
function help(
  message: WorkbookMessage,
  partner: Partner,
  give: (given: unknown) => void,
  end: (message: Ending) => void,
  refuse: (reason: unknown) => void
): void {
  if (message.kind === 'figures') partner.figuresOf(message.index).then(give).catch(refuse);
  else if (message.kind === 'piece')
    partner
      .take(message.bytes)
      .then(() => give('taken'))
      .catch(refuse);
  else if (message.kind === 'file')
    partner
      .file(message.file)
      .then(() => give('taken'))
      .catch(refuse);
  else end(message);
}

const tooMuchMemory = () => new Problem('file-hostile', { because: 'memory' });

function startThread(path: string, memoryMb: number): Run {
  const worker = new Worker(path, {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    env: bareEnvironment
  });
  return {
    ask: (request, partner) =>
      new Promise((answer, refuse) => {
        worker.on('message', (message: WorkbookMessage) =>
          help(message, partner, (given) => worker.postMessage(given), answer, refuse)
        );
        worker.once('error', (error: NodeJS.ErrnoException) =>
          refuse(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory() : error)
        );
        worker.once('exit', (code) => refuse(new Error(`workbook worker ended with ${code}`)));
        worker.postMessage(request);
      }),
    async stop() {
      await worker.terminate();
    }
  };
}

function startProcess(path: string, memoryMb: number): Run {
  const child = fork(path, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryMb}`],
    env: bareEnvironment,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc']
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return {
    ask: (request, partner) =>
      new Promise((answer, refuse) => {
        child.on('message', (message) =>
          help(message as WorkbookMessage, partner, (given) => child.send(given as object), answer, refuse)
        );
        child.once('error', refuse);
        // V8 aborts when it runs out of memory (SIGABRT, or 134 where a shell stands between)
        child.once('exit', (code, signal) =>
          refuse(
            signal === 'SIGABRT' || code === 134
              ? tooMuchMemory()
              : new Error(`workbook process ended with ${code ?? signal}`)
          )
        );
        child.send(request, (error) => error && refuse(error));
      }),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    }
  };
}
