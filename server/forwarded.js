// @ts-check
// What a request says about the way it came: its protocol and the address it was sent from. Only proxies of ours may say so; what is
// missing or not to be understood is filled in here, because the handler of the pages would answer 500 for it.

/** @typedef {{ headers: import('node:http').IncomingHttpHeaders, socket: { remoteAddress?: string } }} Request */

/** @param {string | string[] | undefined} header @returns {string[]} */
const partsOf = (header) =>
  String(header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/**
 * Sets `x-forwarded-proto` and `x-forwarded-for` to what may be believed.
 *
 * @param {Request} request
 * @param {number} proxies  reverse proxies of ours in front, each of which adds the address it was asked from; 0: none
 */
export function settleForwarded({ headers, socket }, proxies) {
  if (proxies === 0) {
    // nobody may say by which protocol or from where the request came
    headers['x-forwarded-proto'] = 'http';
    delete headers['x-forwarded-for'];
    return;
  }
  // of several the nearest proxy's word is the last
  const protocol = partsOf(headers['x-forwarded-proto']).at(-1)?.toLowerCase();
  headers['x-forwarded-proto'] = protocol === 'https' ? 'https' : 'http';
  const addresses = partsOf(headers['x-forwarded-for']);
  // who asked a proxy nearer to us, or us directly (a health check), is the first address that one of ours saw
  while (addresses.length < proxies) addresses.unshift(addresses[0] ?? socket.remoteAddress ?? 'unknown');
  headers['x-forwarded-for'] = addresses.join(', ');
}
