import { usageProblem } from '../problem.ts';

/**
 * The origin of what a user calls HOST: a name, a name with a port, or a URL. `http` is for this machine only: a
 * password does not go over a network in the open.
 */
export function originOf(host: string): string {
  const address = URL.parse(host.includes('://') ? host : `https://${host}`);
  if (!address || !address.hostname || address.username !== '' || address.password !== '') {
    throw usageProblem(`'${host}' is no host name`, 'For example: vcd.example.com, or vcd.example.com:8443');
  }
  if (address.protocol === 'https:') return address.origin;
  if (address.protocol !== 'http:' || !isLoopback(address.hostname)) {
    throw usageProblem(`${address.protocol}// is not accepted for ${address.host}: use https`);
  }
  return address.origin;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
