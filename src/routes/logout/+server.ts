import { redirect } from '@sveltejs/kit';
import { putCookie } from '../put-cookie.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, cookies, url }) => {
  if (locals.sessionId !== undefined) {
    const { cookie } = await locals.app.signOut(locals.sessionId, url.protocol === 'https:');
    putCookie(cookies, cookie);
  }
  redirect(303, '/login');
};
