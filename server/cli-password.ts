// Where the command line takes a password from: never from its arguments, which every user of the machine can list.
import type { ReadStream } from 'node:tty';

type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;
type Output = Pick<NodeJS.WritableStream, 'write'>;

/** The variable HUIBIAO_PASSWORD, else typed without showing it, else the first line of the standard input. */
export async function askPassword(
  environment: Readonly<Record<string, string | undefined>>,
  input: Input,
  output: Output
): Promise<string> {
  const given = environment.HUIBIAO_PASSWORD;
  if (given) return given;
  if (!input.isTTY) return firstLine(input);
  output.write('密码 password: ');
  const typed = await typedUnseen(input);
  output.write('\n');
  return typed;
}

async function firstLine(input: Input): Promise<string> {
  let text = '';
  input.setEncoding('utf8');
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes('\n') || text.length > 10_000) break;
  }
  return text.split(/\r?\n/)[0] ?? '';
}

function typedUnseen(input: Input): Promise<string> {
  input.setEncoding('utf8');
  input.setRawMode?.(true);
  input.resume();
  return new Promise((resolve, reject) => {
    let text = '';
    const done = () => {
      input.off('data', take);
      input.setRawMode?.(false);
      input.pause();
    };
    const take = (chunk: string) => {
      for (const character of chunk) {
        if (character === '\r' || character === '\n') {
          done();
          return resolve(text);
        }
        if (character === '\u0003') {
          done();
          return reject(new Error('interrupted'));
        }
        text = character === '\u007f' || character === '\b' ? [...text].slice(0, -1).join('') : text + character;
      }
    };
    input.on('data', take as (chunk: unknown) => void);
  });
}
