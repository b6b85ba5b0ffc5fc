// Who is asking: a token for programs. Browsers sign in on /login and use the same API with their cookie.
import { z } from 'zod';
import { Problem } from '#core/basics/problem.ts';
import { operation } from '../operation.ts';
import { actor } from '../shapes.ts';

export const sessionOperations = [
  operation({
    id: 'signIn',
    method: 'POST',
    path: '/sessions',
    tag: 'sessions',
    summary: { zh: '登录，取得令牌', en: 'Sign in and get a bearer token' },
    signIn: 'none',
    body: z.strictObject({ login: z.string().min(1).max(100), password: z.string().min(1).max(1000) }),
    status: 201,
    answer: z.object({ token: z.string(), actor }),
    problems: ['wrong-name-or-password', 'too-many-tries'],
    async work({ app, body, address }) {
      const signedIn = await app.signIn({ ...body, address, kind: 'token' });
      return { token: signedIn.sessionId, actor: signedIn.actor };
    }
  }),
  operation({
    id: 'whoAmI',
    method: 'GET',
    path: '/sessions/current',
    tag: 'sessions',
    summary: { zh: '当前登录人', en: 'The signed-in person' },
    answer: actor,
    work: async (_, self) => self
  }),
  operation({
    id: 'signOut',
    method: 'DELETE',
    path: '/sessions/current',
    tag: 'sessions',
    summary: { zh: '退出登录，令牌作废', en: 'Sign out: the token is void' },
    async work({ app, sessionId }) {
      if (sessionId === undefined) throw new Problem('not-signed-in');
      await app.signOut(sessionId);
    }
  })
];
