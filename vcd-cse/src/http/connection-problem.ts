import { Problem } from '../problem.ts';

const unknownName = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME']);

const noRoute = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTDOWN',
]);

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

/** What a request that got no answer at all means, and what to do; `code` is that of Node or OpenSSL. */
export function connectionProblem(host: string, code: string, message: string): Problem {
  const passing = { passing: true };
  if (unknownName.has(code)) {
    return new Problem(`The host ${host} is not known (${code}).`, {
      hint: 'Check the name, and whether a VPN must be up for it to be known.',
      ...passing,
    });
  }
  if (noRoute.has(code)) {
    return new Problem(`Cannot reach ${host} (${code}).`, {
      hint: 'Check host and port, and whether a VPN or firewall is in the way. What was asked for may have been received.',
      ...passing,
    });
  }
  if (untrusted.has(code)) {
    return new Problem(`The certificate of ${host} is not trusted (${code}).`, {
      hint:
        'Log in with --ca-file FILE, the certificate of the authority that signed it. Without any check, for tests only: ' +
        '--insecure.',
    });
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new Problem(`The certificate of ${host} is for another name.`, {
      hint: 'Log in with the name that is in the certificate.',
    });
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return new Problem(`The certificate of ${host} is not valid today (${code}).`, {
      hint: "Check this machine's clock; otherwise tell the provider.",
    });
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return new Problem(`${host} does not speak TLS here (${code}).`, { hint: 'Check host and port.' });
  }
  return new Problem(`The request to ${host} failed: ${message}`, passing);
}
