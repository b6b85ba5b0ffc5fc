// Whether a request comes from our own pages. A browser sends another site's socket with our cookie, but always says whose page it is.

/**
 * @param origin   the Origin header; absent: no browser (a program with a token or a cookie of its own), which may pass
 * @param host     the Host header: our own address as the browser knows it
 * @param allowed  origins of the settings, e.g. `https://hb.example.gov.cn`; when there are any, only they count
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return true;
  const asked = originOf(origin);
  if (asked === undefined) return false; // "null": a sandboxed page, or a file
  if (allowed.length > 0) return allowed.some((own) => originOf(own) === asked);
  return host !== undefined && new URL(asked).host === host.toLowerCase();
}

function originOf(text: string): string | undefined {
  try {
    const { origin } = new URL(text);
    return origin === 'null' ? undefined : origin;
  } catch {
    return undefined;
  }
}
