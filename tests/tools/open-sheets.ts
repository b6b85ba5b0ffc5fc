// Browser sessions of a live server in Node: the real open sheet, with sockets that carry a name as cookie and can be cut.
import { onTestFinished } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { compileForm } from '#core/forms/compile-form.ts';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { memoryCopy, type OfflineCopy } from '#live/offline-copy.ts';
import { openSheet } from '#live/open-sheet.svelte.ts';
import type { OpenSheet } from '#live/open-sheet.ts';
import { liveForm } from './live-server.ts';
import { Watch } from './sheet-clients.ts';

export const compiled = (definition: FormDefinition): CompiledForm => {
  const form = compileForm(definition);
  if (!form.ok) throw new Error(JSON.stringify(form.error));
  return form.value;
};
const form = compiled(liveForm());

export const key = (text: string): CellKey => asCellKey(`t/${text}/bn`);
export const number = (text: string) => ({ number: text });

export interface Browser extends Watch {
  sheet: OpenSheet;
  shelf: NonNullable<Parameters<typeof memoryCopy>[0]>;
  /** the network of this browser is down: open sockets are cut, new ones fail */
  cut(): void;
  mend(): void;
  /** number standing in a cell as this browser shows it */
  shows(cell: string): string | undefined;
  type(cell: string, text: string): void;
  ready(): Promise<unknown>;
  settled(): Promise<unknown>;
  close(): void;
}

export interface BrowserOptions {
  who: string;
  sheetId?: string;
  /** what an earlier page of this browser has kept */
  shelf?: Browser['shelf'];
  offline?: OfflineCopy;
  startCut?: boolean;
  form?: CompiledForm;
}

export function openBrowser(
  url: string,
  { who, sheetId = 's1', shelf, offline, startCut, form: other }: BrowserOptions
): Browser {
  const watch = new Watch();
  const kept = shelf ?? { kept: { updates: [], about: { clients: [], status: null, refused: [] } } };
  const sockets = new Set<NodeSocket>();
  let isCut = startCut ?? false;
  class CuttableSocket extends NodeSocket {
    constructor(address: string | URL) {
      // a port on which nobody listens
      super(isCut ? 'ws://127.0.0.1:9' : address, { headers: { cookie: `who=${who}` } });
      sockets.add(this);
      for (const event of ['open', 'message', 'close'] as const) this.on(event, () => setImmediate(() => watch.tell()));
      this.on('close', () => sockets.delete(this));
    }
  }
  const sheet = openSheet(
    { socketUrl: url, sheetId, person: who, form: other ?? form, previous: new Map() },
    { offline: offline ?? memoryCopy(kept), WebSocketClass: CuttableSocket as unknown as typeof WebSocket }
  );
  sheet.onCells(() => watch.tell());
  const browser: Browser = Object.assign(watch, {
    sheet,
    shelf: kept,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.terminate();
    },
    mend() {
      isCut = false;
    },
    shows(cell: string) {
      const content = sheet.content(key(cell));
      return content && 'number' in content ? content.number : undefined;
    },
    type(cell: string, text: string) {
      sheet.write([{ key: key(cell), content: number(text) }]);
    },
    ready: () => watch.until(() => sheet.connection === 'online' && sheet.loaded && sheet.status !== null, 'ready'),
    settled: () => watch.until(() => sheet.waitingCount === 0 && sheet.connection === 'online', 'all saved'),
    close: () => sheet.close()
  });
  onTestFinished(() => sheet.close());
  return browser;
}
