import { z } from 'zod';

/**
 * What keys of the configuration may hold. Type and range are apart, so that a wrong type is named as the original names
 * it.
 */
export const text = z.string();
/** True or false, and nothing that only looks so. */
export const flag = z.boolean();
/** In the original's language a boolean is an integer too, and passes for one. */
const integer = z.preprocess((value) => (typeof value === 'boolean' ? Number(value) : value), z.int());
/** A whole number between two others, these included. */
export const within = (least: number, most: number) =>
  integer.pipe(z.int().min(least, range(least, most)).max(most, range(least, most)));
const range = (least: number, most: number) => `must be from ${least} to ${most}`;
/** One of some words. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  text.pipe(z.enum(values, { error: `must be ${values.map((value) => `'${value}'`).join(' or ')}` }));
/** A text that may not be empty. */
export const required = text.min(1, 'must not be empty');

/** A port of TCP. */
export const port = within(1, 65_535);
/** A time of up to a week. */
export const seconds = within(1, 7 * 24 * 3600);
/** `40%` or `2`; YAML makes a number of the latter. */
export const share = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  text.regex(/^(\d{1,4}|\d{1,2}%|100%)$/, "must be a number of nodes, or a share as '40%'"),
);
/** A time of up to ten years. */
export const days = within(1, 3650);
/** A network of IPv4 addresses. */
export const cidr = text.pipe(z.cidrv4({ error: "must be an IPv4 network, as '10.244.0.0/16'" }));
/** A full version of Kubernetes, with a `v` before it whether the file has one or not. */
export const kubernetesVersion = text
  .regex(/^v?1\.\d+\.\d+(-[\w.]+)?$/, "must be a full version, as 'v1.36.3'")
  .transform((version) => (version.startsWith('v') ? version : `v${version}`));
/** Names end up in record keys, whose parts are separated by slashes. */
export const recordName = required
  .max(253, 'must not be longer than 253 characters')
  .regex(/^[^/]*$/, "must not contain '/'");
/** Where to listen: `host:port`, or `:port` for every address. */
export const listenAddress = text.regex(
  /^(\[[0-9a-f:.]+\]|[^:]*):\d{1,5}$/i,
  "must be 'host:port' or ':port'",
);
/** An address that a browser would take. */
export const httpAddress = text.regex(
  /^https?:\/\/\S+$/,
  "must be an address, as 'https://mirror.example.com/'",
);
/** A registry as images name it. */
export const registryHost = text.regex(
  /^[\w.-]+(:\d+)?$/,
  "must be the host name of a registry, as 'registry.k8s.io'",
);
