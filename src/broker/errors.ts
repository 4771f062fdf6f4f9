/** Why a connection could not be made: what each asks of the operator is another thing. */
export type BrokerTrouble = 'unreachable' | 'login' | 'vhost' | 'certificate' | 'protocol';

/** No connection; `message` is what the network or the broker said. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable';
  readonly code = 'CSE_BROKER_UNAVAILABLE';
  readonly trouble: BrokerTrouble;
  constructor(error: unknown) {
    const message = messageOf(error);
    const trouble = troubleOf(error, message);
    // The library drops the broker's reason for not opening a virtual host.
    super(trouble === 'vhost' ? 'the broker does not open the virtual host' : message, { cause: error });
    this.trouble = trouble;
  }
}

/** The broker refused one operation; `status` is AMQP's (404 not found, 403 access refused, 406 precondition failed). */
export class BrokerRefused extends Error {
  override readonly name = 'BrokerRefused';
  readonly code = 'CSE_BROKER_REFUSED';
  readonly status: number;
  constructor(status: number, error: Error) {
    super(brokersWords(error.message), { cause: error });
    this.status = status;
  }
}

/** The error as `BrokerRefused` where it is the broker's answer to an operation. */
export function refusal(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return error;
  return new BrokerRefused(error.code, error);
}

/** Of `Operation failed: …; 406 (PRECONDITION-FAILED) with message "…"` what the broker itself wrote. */
function brokersWords(message: string): string {
  return /with message "(.*)"\s*$/s.exec(message)?.[1] ?? message;
}

function troubleOf(error: unknown, message: string): BrokerTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/ACCESS.REFUSED/.test(message)) return 'login';
  if (/NOT.ALLOWED|ConnectionOpenOk/.test(message)) return 'vhost';
  if (/CERT|SELF_SIGNED|ERR_TLS/.test(code)) return 'certificate';
  if (/EPROTO|ERR_SSL/.test(code) || /handshake|TLS connection/i.test(message)) return 'protocol';
  return 'unreachable';
}

function messageOf(error: unknown): string {
  // Of several addresses tried, each has its own error and the whole has no message.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? brokersWords(error.message) || error.name : String(error);
}
