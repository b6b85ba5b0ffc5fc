// Signing out on a shared PC: first everything of the person goes from this browser, in all its tabs, then the session ends. Without a
// network the session stays owed: the service worker shows nothing but the offline page before that has ended it.
import { doorbell, forget, oweSignOut } from '#live/here.ts';
import { leaving } from './leaving.ts';

// A server that does not answer by then is asked again by the offline page.
const answerLimitMs = 8_000;

export async function leaveComputer(person: string, addresses: { login: string; logout: string }): Promise<void> {
  await leaving.wipe();
  const bell = doorbell(() => undefined);
  bell.ring({ kind: 'left', person });
  bell.close();
  // a browser that keeps nothing has nothing to wipe and cannot owe anything: signing out goes on
  await forget(person).catch(() => undefined);
  await oweSignOut(true).catch(() => undefined);
  await endSession(addresses.logout);
  location.assign(addresses.login);
}

/** True when the server has ended the session; else it stays owed. */
export async function endSession(logout: string): Promise<boolean> {
  const answer = await fetch(logout, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(answerLimitMs)
  }).catch(() => undefined);
  if (answer?.type !== 'opaqueredirect') return false;
  await oweSignOut(false).catch(() => undefined);
  return true;
}
