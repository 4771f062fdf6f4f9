import { headerOf } from '../request.ts';

/** What a request says about its sender, before anybody has asked vCD. */
export interface CallerCredential {
  readonly token: string;
  readonly scheme: 'legacy' | 'bearer';
  /** The version of the sender's vCD session (`31.0`), absent when `Accept` names none. */
  readonly apiVersion: string | undefined;
}

/**
 * The token and API version out of a request's headers, or undefined without a token (contract of CSE 1.2.7, section
 * 4.1; the version ends at the first `,` or `;`, and a bearer token is accepted as later versions did).
 */
export function callerCredential(headers: Readonly<Record<string, string>>): CallerCredential | undefined {
  const apiVersion = /version=\s*([^,;\s]+)/.exec(headerOf(headers, 'accept') ?? '')?.[1];
  const bearer = /^Bearer\s+(\S+)$/i.exec(headerOf(headers, 'authorization') ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, scheme: 'bearer', apiVersion };
  const token = headerOf(headers, 'x-vcloud-authorization')?.trim();
  return token ? { token, scheme: 'legacy', apiVersion } : undefined;
}
