// Says to the server, with the next thing that this browser asks it for, that its person has signed out: a cookie that a script can set when
// neither the server nor the browser's storage answers. The server (server/access) then ends the session before it answers anything, and
// takes the mark away.
const name = 'huibiao_left';
const yearSeconds = 365 * 24 * 3600;

export function markAsLeft(): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=1; path=/; max-age=${yearSeconds}; samesite=lax${secure}`;
}

export const isMarkedAsLeft = (): boolean => document.cookie.split(/;\s*/).includes(`${name}=1`);
