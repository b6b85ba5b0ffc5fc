// Room for an upload that is held in memory whole while its form is taken apart.
import { actorOf } from './who.ts';

/** Throws `busy` when there is none; `leave` gives it back. */
export async function uploadRoomOf({ headers }: Request, locals: App.Locals): Promise<{ leave: () => void }> {
  const bytes = Number(headers.get('content-length')) || locals.app.settings.bodyLimitBytes;
  return { leave: locals.app.access.uploads.enter(actorOf(locals).person, bytes) };
}
