import { ApiError } from './api-error.ts';
import type { Negotiated } from './exchange.ts';

const deprecatedVersions = ['29.0', '30.0', '31.0', '32.0', '33.0'];
const currentVersions = [
  '34.0',
  '35.0',
  '35.2',
  '36.0',
  '36.1',
  '36.2',
  '36.3',
  '37.0',
  '37.1',
  '37.2',
  '37.3',
  '38.0',
  '38.1',
  '39.0',
];

/** What `GET /api/versions` lists, in vCD's string order. */
export const apiVersions: readonly { readonly version: string; readonly deprecated: boolean }[] = [
  ...deprecatedVersions.map((version) => ({ version, deprecated: true })),
  ...currentVersions.map((version) => ({ version, deprecated: false })),
];

/**
 * Reads the version and the wanted form from Accept. Clients send odd media ranges (`;version=32.0`,
 * two Accept headers, a literal `*_/_*`): the first one with a version counts. Throws 406, except where a client cannot
 * know better: pyvcloud 19 asks which versions there are with `;version=None`.
 */
export function negotiate(accept: string | undefined, versionRequired: boolean): Negotiated {
  for (const range of (accept ?? '').split(',')) {
    const version = /version=\s*"?([\w.-]+)/i.exec(range)?.[1];
    if (version === undefined) continue;
    if (apiVersions.some((known) => known.version === version)) return { version, json: isJson(range) };
    if (versionRequired) throw notAcceptable();
    break;
  }
  if (versionRequired) throw notAcceptable();
  return { version: apiVersions.at(-1)?.version ?? '', json: isJson(accept ?? '') };
}

/** For errors that happen before or inside the negotiation. */
export function isJson(accept: string): boolean {
  return /json/i.test(accept) && !/xml/i.test(accept);
}

function notAcceptable(): ApiError {
  const listed = apiVersions
    .toReversed()
    .map(({ version, deprecated }) => version + (deprecated ? ' [D]' : ''));
  return new ApiError(
    406,
    'NOT_ACCEPTABLE',
    `The request has invalid accept header: Invalid API version requested. Supported API versions are: [${listed.join(', ')}] ([D] indicates deprecated versions)`,
  );
}
