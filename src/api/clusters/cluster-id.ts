import { createHash } from 'node:crypto';

/** Our own name space for version 5 UUIDs; changing it would break the link between a redelivery and its record. */
const nameSpace = Buffer.from('5d6c2f0e8a4b4f5e9b3a1c7d2e60f489', 'hex');

/**
 * The id of the cluster that a create request makes: a UUID of version 5 (RFC 9562) over message, organization and
 * name, so that the same message delivered again means the same cluster.
 */
export function clusterIdFor(request: { requestId: string; orgId: string; name: string }): string {
  const text = [request.requestId, request.orgId, request.name].join('\n');
  const bytes = createHash('sha1').update(nameSpace).update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
