// Forms that are none: the sender's mistake, never a mistake of ours.
import { expect, test } from 'vitest';
import { fieldsOf } from '../../../src/routes/read-fields.ts';

const posted = (body: string | ReadableStream, type: string) =>
  new Request('http://huibiao.test/', {
    method: 'POST',
    body,
    headers: { 'content-type': type },
    duplex: 'half'
  } as RequestInit);

test.each([
  ['no boundary', 'x', 'multipart/form-data'],
  ['a boundary that does not come', 'x', 'multipart/form-data; boundary=a'],
  [
    'a part without its name',
    '--a\r\ncontent-type: text/plain\r\n\r\nx\r\n--a--\r\n',
    'multipart/form-data; boundary=a'
  ],
  [
    'a part that does not end',
    '--a\r\ncontent-disposition: form-data; name="x"\r\n\r\n',
    'multipart/form-data; boundary=a'
  ],
  ['text', 'login=x', 'text/plain']
])('[AU11] %s: 400', async (_, body, type) => {
  await expect(fieldsOf(posted(body, type))).rejects.toMatchObject({ status: 400, body: { code: 'malformed' } });
});

test('[AU11] a body over the limit of the web server: 413', async () => {
  const tooLong = new ReadableStream({ start: (controller) => controller.error({ status: 413 }) });
  await expect(fieldsOf(posted(tooLong, 'application/x-www-form-urlencoded'))).rejects.toMatchObject({
    status: 413,
    body: { code: 'file-too-large' }
  });
});

test('[AU11] a form is a form', async () => {
  expect((await fieldsOf(posted('a=%E5%8E%BF&b=', 'application/x-www-form-urlencoded'))).get('a')).toBe('县');
});
