import { VcdRejected } from '../errors.ts';

/** What this client speaks: later versions dropped things that it uses, earlier ones lack them. */
const known = { from: [29, 0], to: [37, 99] } as const;

type Version = readonly [major: number, minor: number];

/**
 * The version to speak: the configured one when vCD offers it, else the highest offered one that this client knows.
 * Throws `VcdRejected` with both lists in its message when there is none.
 */
export function chooseVersion(offered: readonly string[], configured: string | undefined): string {
  if (configured !== undefined) {
    if (offered.includes(configured)) return configured;
    throw noVersion(`vCD does not offer the configured API version ${configured}`, offered);
  }
  // Text order is not the order of versions (9.0, 29.0), and pre-releases are for nobody.
  const candidates = offered
    .flatMap((text) => {
      const version = parseVersion(text);
      return version && isKnown(version) ? [{ text, version }] : [];
    })
    .sort((one, other) => compare(one.version, other.version));
  const highest = candidates.at(-1);
  if (!highest) {
    throw noVersion(`vCD offers no API version from ${known.from.join('.')} to ${known.to[0]}.x`, offered);
  }
  return highest.text;
}

/** Whether a text is a plain version, `NN.N`, that can be put into an `Accept` header. */
export function isPlainVersion(text: string): boolean {
  return parseVersion(text) !== undefined;
}

function parseVersion(text: string): Version | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})$/.exec(text);
  return parts ? [Number(parts[1]), Number(parts[2])] : undefined;
}

function isKnown(version: Version): boolean {
  return compare(version, known.from) >= 0 && compare(version, known.to) <= 0;
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1];
}

function noVersion(why: string, offered: readonly string[]): VcdRejected {
  return new VcdRejected({
    status: 200,
    code: 'NO_COMMON_VERSION',
    message: `${why}; it offers ${offered.join(', ') || 'none'}`,
    requestId: undefined,
    operation: 'getVersions',
  });
}
