import type { Mirrors } from '#definitions/mirrors.ts';

/** Everything from where it is published. */
export const noMirrors: Mirrors = { urls: {}, registries: {} };
