import { X509Certificate } from 'node:crypto';

/**
 * When a kubeconfig stops working: the end of its client certificate or of its cluster's authority, whichever comes
 * first. Undefined when it has no certificate that can be read; a token may be in it instead.
 */
export function kubeconfigExpiry(text: string): Date | undefined {
  // Of kubectl's own making or of ours: each is one line of base64 after its key.
  const found = text.matchAll(
    /\b(?:client-certificate|certificate-authority)-data['"]?:\s*['"]?([A-Za-z0-9+/=]+)/g,
  );
  const ends = [...found].flatMap(([, base64 = '']) => endOf(Buffer.from(base64, 'base64')) ?? []);
  return ends.length === 0 ? undefined : new Date(Math.min(...ends));
}

function endOf(pem: Buffer): number | undefined {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return undefined;
  }
}
