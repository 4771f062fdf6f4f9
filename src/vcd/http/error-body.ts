import { withoutSecrets } from '#telemetry/log-fields.ts';
import { attributeOf } from '#xml/xml-element.ts';
import { parseXml } from '#xml/parse-xml.ts';

/** What a body says about a refusal; empty texts where it says nothing that we can read. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
}

const nothing: ErrorBody = { code: '', message: '' };

/**
 * Reads XML `Error`, JSON, and, as nothing, empty bodies and the pages of gateways (vCloud API, Errors). The message goes
 * to tenants and operators: what it quotes of a request, or of what vCD itself asked, is without secrets.
 */
export function readErrorBody(text: string): ErrorBody {
  const start = text.trimStart().slice(0, 1);
  const body = start === '<' ? fromXml(text) : start === '{' ? fromJson(text) : nothing;
  return { code: body.code, message: withoutSecrets(withoutRequestId(body.message)) };
}

function fromXml(text: string): ErrorBody {
  try {
    const root = parseXml(text);
    if (root.local !== 'Error') return nothing;
    return {
      code: attributeOf(root, 'minorErrorCode') ?? '',
      message: attributeOf(root, 'message') ?? '',
    };
  } catch {
    // Most often the HTML of a load balancer: its status is all there is to know.
    return nothing;
  }
}

function fromJson(text: string): ErrorBody {
  try {
    const body: unknown = JSON.parse(text);
    return { code: textField(body, 'minorErrorCode'), message: textField(body, 'message') };
  } catch {
    return nothing;
  }
}

function textField(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null) return '';
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : '';
}

/** vCD puts `[ <request id> ] ` in front of its texts. */
function withoutRequestId(message: string): string {
  return message.replace(/^\s*\[\s*[0-9a-zA-Z-]{8,}\s*\]\s*/, '');
}
