import { redirect } from '@sveltejs/kit';
import { attempt } from '../answer.ts';
import { putCookie } from '../put-cookie.ts';
import { fieldsOf } from '../read-fields.ts';
import { placeOnThisSite } from '../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.actor) redirect(303, placeOnThisSite(url.searchParams.get('next'), '/work'));
};

export const actions: Actions = {
  default: async ({ locals, request, cookies, url, getClientAddress }) => {
    const fields = await fieldsOf(request);
    const signedIn = await attempt(
      locals.app.signIn({
        login: String(fields.get('login') ?? '').trim(),
        password: String(fields.get('password') ?? ''),
        address: getClientAddress(),
        secure: url.protocol === 'https:'
      })
    );
    if ('status' in signedIn) return signedIn;
    putCookie(cookies, signedIn.cookie);
    redirect(303, placeOnThisSite(url.searchParams.get('next'), '/work'));
  }
};
