// Signing out on a shared PC: first everything of the person goes from this browser, in all its tabs, then the session ends. Without a
// network the session stays owed, and that is held twice: the service worker shows nothing but the offline page before that has ended it,
// and a cookie lets the server end it before it answers anything. What fails is told, and never keeps anybody signed in.
import { doorbell, forget, oweSignOut } from '#live/here.ts';
import { markAsLeft } from '#live/left-mark.ts';
import { leaving } from './leaving.ts';

// A server that does not answer by then is asked again by the next page.
const answerLimitMs = 8_000;
// A broken storage of a browser may never answer.
const storageLimitMs = 5_000;

export interface Left {
  /** false: something of the person may still be in this browser */
  isWiped: boolean;
  /** false: the server could not be reached, the next page ends the session */
  isEnded: boolean;
}

/** Goes to the sign-in page when all is well; otherwise the caller has to say what is not, and to cover the page. */
export async function leaveComputer(person: string, addresses: { login: string; logout: string }): Promise<Left> {
  markAsLeft();
  const isClosed = await isDone(leaving.wipe());
  const bell = doorbell(() => undefined);
  bell.ring({ kind: 'left', person });
  bell.close();
  const isForgotten = await isDone(forget(person));
  await isDone(oweSignOut(true));
  const isEnded = await endSession(addresses.logout);
  const isWiped = isClosed && isForgotten;
  // without its worker the browser would show an error of its own in the place of a page
  const isHeld = isEnded || (navigator.serviceWorker?.controller ?? null) !== null;
  if (isWiped && isHeld) location.assign(addresses.login);
  return { isWiped, isEnded };
}

/** True when the server has ended the session; else it stays owed. */
export async function endSession(logout: string): Promise<boolean> {
  const answer = await fetch(logout, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(answerLimitMs)
  }).catch(() => undefined);
  if (answer?.type !== 'opaqueredirect') return false;
  await isDone(oweSignOut(false));
  return true;
}

function isDone(work: Promise<void>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), storageLimitMs));
  return Promise.race([
    work.then(
      () => true,
      () => false
    ),
    late
  ]);
}
