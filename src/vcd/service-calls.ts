import type { OrgContext, Task } from './model.ts';
import type { EntityQueues } from './http/entity-queues.ts';
import type { ServiceSession } from './http/service-session.ts';
import type { Transport, VcdResponse } from './http/transport.ts';
import { callForAnswer, callForNothing, callXml, type Read, type XmlCall } from './http/xml-call.ts';
import { readTask } from './readers/read-task.ts';
import type { Time } from '#time/time.ts';

type Change = Omit<XmlCall<unknown>, 'read'>;

/** The ways in which the service account calls vCD: with its session, and one change of an entity at a time. */
export class ServiceCalls {
  readonly #transport: Transport;
  readonly #session: ServiceSession;
  readonly #queues: EntityQueues;
  /** What waits between two of its calls waits in this. */
  readonly time: Time;

  constructor(options: {
    readonly transport: Transport;
    readonly session: ServiceSession;
    readonly queues: EntityQueues;
    readonly time: Time;
  }) {
    this.#transport = options.transport;
    this.#session = options.session;
    this.#queues = options.queues;
    this.time = options.time;
  }

  call<T>(call: XmlCall<T>, signal: AbortSignal): Promise<T> {
    return this.#session.use((credentials) => callXml(this.#transport, credentials, call, signal), signal);
  }

  get<T>(
    operation: string,
    path: string,
    read: Read<T>,
    context: OrgContext | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    return this.call({ operation, method: 'GET', path, context, read }, signal);
  }

  /** A call whose answer is nobody's document but text for whoever asked. */
  answer(call: Change, signal: AbortSignal): Promise<VcdResponse> {
    return this.#session.use(
      (credentials) => callForAnswer(this.#transport, credentials, call, signal),
      signal,
    );
  }

  /** A change that vCD answers with a task. */
  change(entityId: string, change: Change, signal: AbortSignal): Promise<Task> {
    return this.#queues.run(entityId, () => this.call({ ...change, read: readTask }, signal), signal);
  }

  /** A change that is done when vCD answers. */
  changeAtOnce(entityId: string, change: Change, signal: AbortSignal): Promise<void> {
    const send = () =>
      this.#session.use(
        (credentials) => callForNothing(this.#transport, credentials, change, signal),
        signal,
      );
    return this.#queues.run(entityId, send, signal);
  }
}
