/**
 * The public address of vCD from a config's `host`: a name, a name with a port, or a URL. Plain HTTP carries a
 * password in the clear, so it is for this machine, or for those who have switched certificates off as well.
 * Throws a `TypeError` that names the fault.
 */
export function baseUrlOf(host: string, verifyTls: boolean): URL {
  const text = /^[a-z]+:\/\//i.test(host) ? host : `https://${host}`;
  if (!URL.canParse(text))
    throw new TypeError(`not the address of a Cloud Director: ${JSON.stringify(host)}`);
  const url = new URL(text);
  if (url.protocol === 'http:' && verifyTls && !isLoopback(url.hostname)) {
    throw new TypeError(`plain http to ${url.host} would show the password; use https`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`not an http or https address: ${JSON.stringify(host)}`);
  }
  return new URL(url.origin);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
