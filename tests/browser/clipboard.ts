// The clipboard of the browser, filled and read by real Ctrl+C and Ctrl+V in a page of their own, as another program would.
import type { Page } from '@playwright/test';

export type Flavours = Readonly<Record<string, string>>;

/** A page that stands for Excel, WPS or a web sheet: it puts flavours on the clipboard and tells which it finds there. */
export async function otherProgram(page: Page) {
  const other = await page.context().newPage();
  await other.setContent('<textarea></textarea>');
  await other.evaluate(() => {
    const at = globalThis as typeof globalThis & {
      out: Record<string, string>;
      found: Record<string, string> | undefined;
    };
    document.addEventListener('copy', (event) => {
      for (const [kind, text] of Object.entries(at.out)) event.clipboardData!.setData(kind, text);
      event.preventDefault();
    });
    document.addEventListener('paste', (event) => {
      at.found = Object.fromEntries(
        event.clipboardData!.types.map((kind) => [kind, event.clipboardData!.getData(kind)])
      );
      event.preventDefault();
    });
  });
  return {
    async copies(flavours: Flavours): Promise<void> {
      await other.bringToFront();
      await other.evaluate((out) => Object.assign(globalThis, { out }), flavours);
      await other.locator('textarea').focus();
      await other.keyboard.press('Control+c');
      await page.bringToFront();
    },
    async finds(): Promise<Flavours> {
      await other.bringToFront();
      await other.evaluate(() => Object.assign(globalThis, { found: undefined }));
      await other.locator('textarea').focus();
      await other.keyboard.press('Control+v');
      const found = await other.evaluate(
        () => (globalThis as typeof globalThis & { found?: Record<string, string> }).found
      );
      await page.bringToFront();
      return found ?? {};
    }
  };
}
