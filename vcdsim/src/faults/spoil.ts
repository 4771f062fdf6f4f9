import type { FaultRule } from './fault-rule.ts';

const proxyPage =
  '<html><head><title>Gateway</title></head><body><h1>The page is being prepared</h1></body></html>';

/** A document on its way to the client, as a rule leaves it. */
export function spoiled(
  rule: FaultRule | undefined,
  sent: { readonly contentType: string | undefined; readonly body: Buffer },
): { readonly contentType: string | undefined; readonly body: Buffer } {
  if (rule?.effect === 'truncate') {
    return { ...sent, body: sent.body.subarray(0, Math.floor(sent.body.length / 2)) };
  }
  if (rule?.effect !== 'garble') return sent;
  const { contentType = 'text/html', body = proxyPage } = rule;
  return { contentType, body: Buffer.from(body, 'utf8') };
}
