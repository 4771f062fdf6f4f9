import type { HandleRequest } from '#api/api.ts';
import type { ErrorForm } from '#api/encoding.ts';
import type { AmqpAddress, OpenConnection } from '#broker/connection.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Time } from '#time/time.ts';

/** What the intake tells whoever counts. */
export interface IntakeMeter {
  answered(answer: {
    /** The operation's name, or `none`; few values, so that it can label a metric. */
    readonly route: string;
    /** `OTHER` where no route takes it. */
    readonly method: string;
    readonly status: number;
    readonly durationMs: number;
    readonly redelivered: boolean;
  }): void;
  /** A message that holds no request: acknowledged and forgotten. */
  dropped(): void;
  /** An answer that the broker would not take although it was there. */
  replyLost(): void;
  /** So many messages are in hand now: taken, and not acknowledged yet. */
  unacknowledged(count: number): void;
  connected(isConnected: boolean): void;
}

/** Where the intake listens, how much it takes at a time, and who answers. */
export interface AmqpIntakeOptions {
  readonly address: AmqpAddress;
  /** Consumers on the queue, each on a channel of its own. */
  readonly listeners: number;
  /** Messages that one consumer has in hand at most, those that wait for their turn among them. */
  readonly prefetch: number;
  /** Requests that are worked on at the same time: of all, and of one sender's looks or changes. */
  readonly turns: { readonly atOnce: number; readonly atOnceEach: number };
  readonly handle: HandleRequest;
  /** Default structured. */
  readonly errorForm?: ErrorForm;
  readonly log: Logger;
  readonly meter?: IntakeMeter;
  /** A durable queue survives the broker's restart, but cannot be shared with an original server. Default false. */
  readonly durableQueue?: boolean;
  /** Pauses between two tries to connect grow up to this; a tenth more or less of it is drawn each time. Default 5000. */
  readonly longestPauseMs?: number;
  /** Time that a request may take; vCD waits 10 seconds by default, and the reply has to travel. Default 8000. */
  readonly deadlineMs?: number;
  readonly time?: Time;
  /** From 0 up to 1, as `Math.random`. */
  readonly random?: () => number;
  /** In place of the network. */
  readonly connect?: OpenConnection;
}
