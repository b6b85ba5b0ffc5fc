// What the sheet's page asks of the server beside the live connection: through the API, like any other program.
import { resolve } from '$app/paths';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { AskTalk } from '#ui/panels/talk.svelte.ts';

const addressOf = (sheetId: string, path: string): string =>
  resolve('/api/v1/[...path]', { path: `sheets/${encodeURIComponent(sheetId)}/${path}` });

export const askSheet =
  (sheetId: string): AskTalk =>
  (path, method, body) =>
    fetch(addressOf(sheetId, path), {
      method: method ?? 'GET',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    });

/** The name of who wrote a cell last; '' when nobody did. Rejects without an answer. */
export const askWho =
  (sheetId: string) =>
  async (key: CellKey): Promise<string> => {
    const answer = await fetch(`${addressOf(sheetId, 'history')}?limit=1&key=${encodeURIComponent(key)}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const [line] = (await answer.json()) as { person: string }[];
    return line?.person ?? '';
  };
