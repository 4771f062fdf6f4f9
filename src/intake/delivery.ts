import type { ConsumeMessage } from 'amqplib';
import type { AmqpIntakeOptions } from './intake-options.ts';
import { parseEnvelope, type Envelope } from './envelope.ts';
import { TurnsClosed, type FairTurns } from './fair-turns.ts';
import { encodeReply } from './reply.ts';
import type { ReplyAddress, ReplyChannels } from './reply-channels.ts';
import { encodeResponse } from '#api/encoding.ts';
import { failureResponse, timeoutResponse } from '#api/errors.ts';
import type { ApiResponse } from '#api/request.ts';
import { routeLabels } from '#api/routes.ts';
import { deadlineAfter, sleep, systemTime } from '#time/time.ts';

/** Past the deadline an operation takes back what it began; one that does not even end then is answered for. */
const graceMs = 1000;

/**
 * Takes one message through its life: parse, wait for the sender's turn, handle (which commits), reply, and only then
 * acknowledge. Resolves with whether to acknowledge; a reply that the lost connection swallowed leaves that to the next
 * delivery, as does a turn that does not come before the session ends.
 */
export async function takeDelivery(
  message: ConsumeMessage,
  options: Pick<AmqpIntakeOptions, 'handle' | 'deadlineMs' | 'errorForm' | 'log' | 'meter' | 'time'>,
  session: ReplyChannels & { readonly turns: FairTurns; isOpen(): boolean },
): Promise<'acknowledge' | 'leave'> {
  const { log, meter, errorForm, time = systemTime } = options;
  const parsed = parseEnvelope(message.content, message.fields.redelivered);
  if ('problem' in parsed) {
    // Without an id and a decodable request no reply is possible, and redelivery would not mend it.
    log.warn(
      { problem: parsed.problem, bytes: message.content.length },
      'dropped a message that is no request',
    );
    meter?.dropped();
    return 'acknowledge';
  }

  const { request } = parsed;
  const startedAt = time.now();
  const response = await withinDeadline(parsed, session.turns, options);
  if (response === 'no turn') return 'leave';
  meter?.answered({
    ...routeLabels(request),
    status: response.status,
    durationMs: time.now() - startedAt,
    redelivered: request.redelivered,
  });

  const to = replyAddress(message);
  if (!to) return 'acknowledge';
  try {
    await session.publish(to, encodeReply(request.id, encodeResponse(request, response, errorForm)));
  } catch (error) {
    if (!session.isOpen()) return 'leave';
    // The broker is there and does not want it (no such exchange, no permission): the next time would be no different.
    log.error({ err: error, requestId: request.id, exchange: to.exchange }, 'could not deliver a reply');
    meter?.replyLost();
  }
  return 'acknowledge';
}

/** vCD stops waiting a while after it has sent, so the time that a request waits for its turn counts too. */
async function withinDeadline(
  { request, sender }: Envelope,
  turns: FairTurns,
  {
    handle,
    deadlineMs = 8000,
    log,
    time = systemTime,
  }: Pick<AmqpIntakeOptions, 'handle' | 'deadlineMs' | 'log' | 'time'>,
): Promise<ApiResponse | 'no turn'> {
  const finished = new AbortController();
  using deadline = deadlineAfter(time, deadlineMs);
  const late = async () => {
    await sleep(time, deadlineMs + graceMs, finished.signal);
    log.error({ requestId: request.id }, 'gave up on a request that did not heed its deadline');
    return timeoutResponse();
  };
  // What only looks does not stand behind what the same sender wants changed.
  const line = `${sender} ${request.method === 'GET' ? 'looks' : 'changes'}`;
  let begun = false;
  const work = () => {
    begun = true;
    return handle(request, deadline.signal);
  };
  try {
    return await Promise.race([turns.run(line, work, deadline.signal), late()]);
  } catch (error) {
    if (error instanceof TurnsClosed) return 'no turn';
    if (!begun && deadline.signal.aborted) {
      log.warn({ requestId: request.id }, 'the turn of a request did not come in time');
      return timeoutResponse();
    }
    log.error({ err: error, requestId: request.id }, 'request handler failed');
    return failureResponse(error, request.id);
  } finally {
    finished.abort();
  }
}

function replyAddress({ properties }: ConsumeMessage): ReplyAddress | undefined {
  const routingKey: unknown = properties.replyTo;
  if (typeof routingKey !== 'string' || routingKey === '') return undefined;
  const exchange: unknown = properties.headers?.['replyToExchange'];
  const correlationId: unknown = properties.correlationId;
  return {
    // The default exchange takes a queue's name as routing key, as ordinary AMQP clients expect it.
    exchange: typeof exchange === 'string' ? exchange : '',
    routingKey,
    correlationId: typeof correlationId === 'string' ? correlationId : undefined,
  };
}
