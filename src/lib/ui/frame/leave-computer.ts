// Signing out on a shared PC: first everything of the person goes from this browser, in all its tabs, then the session ends. Without a
// network the session is ended before the next page is shown (service-worker.ts).
import { doorbell, forget, oweSignOut } from '#live/here.ts';
import { leaving } from './leaving.ts';

// A server that does not answer by then is asked again by the service worker.
const answerLimitMs = 8_000;

export async function leaveComputer(person: string, addresses: { login: string; logout: string }): Promise<void> {
  await leaving.wipe();
  const bell = doorbell(() => undefined);
  bell.ring({ kind: 'left', person });
  bell.close();
  // a browser that keeps nothing has nothing to wipe and cannot owe anything: signing out goes on
  await forget(person).catch(() => undefined);
  await oweSignOut(true).catch(() => undefined);
  const answer = await fetch(addresses.logout, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(answerLimitMs)
  }).catch(() => undefined);
  if (answer?.type === 'opaqueredirect') await oweSignOut(false).catch(() => undefined);
  location.assign(addresses.login);
}
