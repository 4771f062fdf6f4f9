import type { EncodedResponse } from '#api/encoding.ts';

/** The body of a reply message: one object with exactly these keys (contract of CSE 1.2.7, section 2.4). */
export function encodeReply(requestId: string, { status, contentType, bytes }: EncodedResponse): Buffer {
  const reply = {
    id: requestId,
    headers: { 'Content-Type': contentType, 'Content-Length': bytes.length },
    statusCode: status,
    body: bytes.toString('base64'),
    request: false,
  };
  return Buffer.from(JSON.stringify(reply));
}
