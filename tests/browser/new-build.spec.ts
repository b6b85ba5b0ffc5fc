// The program is replaced by another build while people have sheets open, with edits that the server does not have yet.
import { allSaved, gridIsShown, holds, openSheet, typeInto } from './sheet-desk.ts';
import { signIn } from './demo-server.ts';
import { expect, readyForOffline, test } from './one-computer.ts';
import { makeOtherBuild } from './other-build.ts';

test('[UI43] edits of an offline day are sent by a page of the build that comes after it', async ({
  demo,
  computer
}) => {
  const other = makeOtherBuild();
  try {
    const page = await computer.open();
    await signIn(page, demo.address, 'yanjin-fuyi');
    await openSheet(page, '盐津县');
    const address = page.url();
    await allSaved(page);
    await readyForOffline(page);
    await demo.stop('SIGKILL');
    await typeInto(page, 'XZFY.SQ', '61');
    await expect(page.getByTestId('saved')).toContainText('1 项待保存');
    await computer.close();
    await demo.startAgain({ main: other.main });
    const later = await computer.open();
    await later.goto(address);
    await gridIsShown(later);
    await allSaved(later);
    await holds(later, 'XZFY.SQ', '61');
  } finally {
    other.remove();
  }
});
