// What the web door refuses before a page sees it: bodies that nobody needs, and what another site's page sends with our cookie. The API
// has the same checks with its own limits (dispatch.ts).
import type { ProblemCode } from '#core/basics/problem.ts';

/** a login and a password */
const anonymousBytes = 16 * 1024;
/** the longest choice of an import: 20,000 keys */
const formBytes = 2 * 1024 * 1024;
/** a definition of 4 MB in its form */
const definitionBytes = 5 * 1024 * 1024;

export interface AskedOfPages {
  method: string;
  pathname: string;
  headers: Pick<Headers, 'get' | 'has'>;
  isSignedIn: boolean;
  /** the Origin header, when there is one, names a page of ours */
  isOwnOrigin: boolean;
}

/** Why it is refused; undefined: it may go on. */
export function refusedAtDoor({
  method,
  pathname,
  headers,
  isSignedIn,
  isOwnOrigin
}: AskedOfPages): ProblemCode | undefined {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || pathname.startsWith('/api/')) return undefined;
  // Kit checks the origin of forms only; a cookie comes along with every kind of body, and with none
  if (isSignedIn && !isOwnOrigin) return 'foreign-origin';
  const most = mostBytes(pathname, isSignedIn);
  if (most === undefined) return undefined;
  // browsers say how long a form is; a body without a length would be read to whatever end
  if (headers.has('transfer-encoding')) return 'malformed';
  return Number(headers.get('content-length') ?? 0) > most ? 'file-too-large' : undefined;
}

/** Undefined: an upload, for which the settings say it. */
function mostBytes(pathname: string, isSignedIn: boolean): number | undefined {
  if (!isSignedIn) return anonymousBytes;
  if (pathname === '/imports' || pathname === '/setup/forms/new' || /^\/setup\/forms\/drafts\/[^/]+$/.test(pathname))
    return undefined;
  return pathname === '/setup/forms' ? definitionBytes : formBytes;
}
