import type { Exchange } from 'vcdsim';
import { openVcdSchemas } from './vcd-schemas.ts';

/** Holds every XML document that crosses the wire, in either direction, against the published schemas. */
export interface WireCheck {
  /** False where the schemas are not at hand. */
  readonly checking: boolean;
  readonly note: (exchange: Exchange) => void;
  /** Calls by `METHOD pattern`. */
  readonly calls: ReadonlyMap<string, number>;
  faults(): readonly string[];
}

export function wireCheck(): WireCheck {
  const schemas = openVcdSchemas();
  const faults: string[] = [];
  const calls = new Map<string, number>();

  function check(what: string, body: string): void {
    if (!schemas || !body.trimStart().startsWith('<')) return;
    const wrong = schemas.validate(body);
    if (wrong.length > 0) faults.push(`${what}: ${wrong.join('; ')}\n${body.slice(0, 1500)}`);
  }

  return {
    checking: schemas !== undefined,
    calls,
    note(exchange) {
      const call = `${exchange.method} ${exchange.pattern}`;
      calls.set(call, (calls.get(call) ?? 0) + 1);
      check(`request ${call}`, exchange.requestBody);
      check(`answer ${exchange.status} to ${call}`, exchange.responseBody);
    },
    faults: () => faults,
  };
}
