/** Where a site keeps copies of what it does not fetch from the internet. */
export interface Mirrors {
  /** Beginnings of addresses and what stands in their place. */
  readonly urls: Readonly<Record<string, string>>;
  /** Container registries by host name, and the address that nodes pull their images from instead. */
  readonly registries: Readonly<Record<string, string>>;
}

/** The address to fetch from in place of `url`: of the beginnings that fit, the longest is replaced. */
export function mirrored(url: string, mirrors: Mirrors): string {
  const beginnings = Object.keys(mirrors.urls).filter((beginning) => url.startsWith(beginning));
  const longest = beginnings.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? url : `${mirrors.urls[longest]}${url.slice(longest.length)}`;
}
