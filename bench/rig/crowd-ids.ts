import { createHash } from 'node:crypto';

/** The id of something of the n-th member of a crowd: the same to who makes it in vcdsim and to who makes its record. */
export function crowdId(n: number, what: 'cluster' | 'vApp' | `vm ${number}`): string {
  const digest = createHash('sha256').update(`${what} of ${n}`).digest('hex');
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

export function crowdName(n: number): string {
  return `crowd-${n}`;
}
