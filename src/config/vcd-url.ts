/** The address of vCD, or why it is none. */
export type VcdUrl =
  | { readonly kind: 'url'; readonly url: string; readonly ownPort: number | undefined }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * Joins `vcd.host` and `vcd.port`. The host may carry a scheme (else https) and a port of its own, which then counts,
 * as in CSE 1.2.7, which only printed `vcd.port`.
 */
export function vcdUrl(host: string, port: number): VcdUrl {
  const scheme = /^([a-z]+):\/\//i.exec(host)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http') return problem(host);
  const authority = host.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '');
  const match = /^(\[[0-9a-f:.]+\]|[^\s/:?#@[\]]+)(?::(\d{1,5}))?$/i.exec(authority);
  if (!match) return problem(host);
  const ownPort = match[2] === undefined ? undefined : Number(match[2]);
  const address = `${scheme ?? 'https'}://${match[1]}:${ownPort ?? port}`;
  return URL.canParse(address) ? { kind: 'url', url: new URL(address).origin, ownPort } : problem(host);
}

function problem(host: string): VcdUrl {
  return { kind: 'problem', message: `'${host}' is no host, host:port or https://host:port` };
}
