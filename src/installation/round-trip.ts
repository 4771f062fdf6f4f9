import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Broker, OverheardMessage } from '#broker/broker.ts';
import { parseEnvelope } from '#intake/envelope.ts';
import { encodeReply } from '#intake/reply.ts';
import { extension } from './extension-identity.ts';
import type { Finding, Site } from './part.ts';

/** A message may take this much longer to us than the answer took to vCD. */
const overhearingLagMs = 1_000;

/**
 * Sends a real request through vCD and the broker and says how far it came. Where a server runs, it answers; else this
 * process does. Nobody's other requests are taken: a copy of what arrives is looked at.
 */
export async function checkRoundTrip(site: Site, signal: AbortSignal): Promise<readonly Finding[]> {
  const { administration, config } = site;
  const { exchange, routingKey } = config.amqp;
  const broker = await site.broker(signal);
  const untried = await obstacle(site, broker, signal);
  if (untried) return [untried];
  await broker.passMessage(signal);
  const passed: Finding = { grade: 'good', text: `A message passes through AMQP exchange '${exchange}'` };

  const queue = await broker.queue(signal);
  const consumers = queue.state === 'there' ? queue.consumers : 0;
  const path = `/api/cse/check/${randomUUID()}`;
  const heard = Promise.withResolvers<void>();
  let hasAnswer = true;
  const listen = (message: OverheardMessage) => {
    const envelope = parseEnvelope(message.content, false);
    if (!('request' in envelope) || envelope.request.path !== path) return;
    if (consumers === 0) message.answer?.(ownAnswer(envelope.request.id));
    hasAnswer = message.answer !== undefined;
    heard.resolve();
  };
  await using overhearing = await broker.overhear(listen, signal);
  void overhearing;
  const startedAt = performance.now();
  const { status, text } = await administration.askExtension(path, signal);
  const ms = Math.round(performance.now() - startedAt);
  const arrived = await Promise.race([
    heard.promise.then(() => true),
    delay(overhearingLagMs, false, { signal, ref: false }),
  ]);
  const outcome: Outcome = { arrived, hasAnswer, status, text, consumers, ms };
  return [
    passed,
    findingOf(outcome, { exchange, routingKey, broker: `${config.amqp.host}:${config.amqp.port}` }),
  ];
}

/** Why no request can be sent yet. */
async function obstacle(
  { administration, config }: Site,
  broker: Broker,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const registered = await administration.findExtension(extension, signal);
  const cannot = 'so no request can be sent through vCD to try the way';
  if (!registered) {
    const text = `CSE is not registered to vCD yet, ${cannot}`;
    return { grade: 'notice', text, remedy: 'cse install registers it' };
  }
  if (!registered.enabled) return { grade: 'notice', text: `CSE on vCD is currently disabled, ${cannot}` };
  const { exchange } = config.amqp;
  if ((await broker.exchange(signal)).state === 'right') return undefined;
  return {
    grade: 'bad',
    text: `AMQP exchange '${exchange}' does not exist or is not direct and durable, ${cannot}`,
    remedy: 'cse check -i says more; cse install makes it',
  };
}

interface Outcome {
  /** The request came to our exchange with our routing key. */
  readonly arrived: boolean;
  /** vCD said where the answer goes. */
  readonly hasAnswer: boolean;
  /** What vCD answered to the HTTP request. */
  readonly status: number;
  readonly text: string;
  readonly consumers: number;
  readonly ms: number;
}

interface Way {
  readonly exchange: string;
  readonly routingKey: string;
  readonly broker: string;
}

const timedOut = 504;

function findingOf(outcome: Outcome, way: Way): Finding {
  if (outcome.arrived) return arrivedFinding(outcome, way);
  const { status, text } = outcome;
  if (status === timedOut) {
    return {
      grade: 'bad',
      text: `Leg vCD to broker: vCD sent the request, but it did not come to exchange '${way.exchange}' with routing key '${way.routingKey}' at ${way.broker}`,
      remedy:
        'vCD uses another broker or virtual host, or the extension has other settings: cse check -i compares both',
    };
  }
  if (status === 0 || status >= 500) {
    return {
      grade: 'bad',
      text: `Leg vCD to broker: vCD cannot send the request (${status}): ${text}`,
      remedy: `look at the AMQP settings of vCD: it must reach the broker that the service knows as ${way.broker}; cse install --amqp config writes them`,
    };
  }
  return {
    grade: 'bad',
    text: `Leg client to vCD: vCD does not send /api/cse to the extension, but answered itself (${status}): ${text}`,
    remedy: 'cse check -i compares the registration of the extension with the config file',
  };
}

function arrivedFinding({ status, consumers, hasAnswer, ms }: Outcome, way: Way): Finding {
  if (status !== timedOut && status !== 0) {
    const who = consumers > 0 ? 'the running server' : 'cse check, because no server runs';
    return {
      grade: 'good',
      text: `A request went through vCD and broker and was answered by ${who} (${ms} ms)`,
    };
  }
  if (consumers > 0) {
    return {
      grade: 'bad',
      text: `Leg broker to server: the request came to queue '${way.routingKey}', but the running server did not answer it in time`,
      remedy: 'look at the server’s log and /readyz; more than one server may share the queue',
    };
  }
  return {
    grade: 'bad',
    text: hasAnswer
      ? 'Leg broker to vCD: the request arrived and was answered, but the answer did not come back to vCD'
      : 'Leg broker to vCD: the request arrived without an address for the answer',
    remedy:
      'the account of the service must be allowed to write to the exchange that vCD names for answers, and the broker must be the one that vCD listens to',
  };
}

function ownAnswer(requestId: string): Buffer {
  const bytes = Buffer.from(JSON.stringify({ message: 'cse check' }));
  return encodeReply(requestId, { status: 200, contentType: 'application/json', bytes });
}
