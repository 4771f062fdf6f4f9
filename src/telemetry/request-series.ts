import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { seconds } from './buckets.ts';

/** What happens at the door of the tenants. */
export function requestSeries(registers: Registry[]) {
  return {
    apiRequests: new Counter({
      name: 'cse_api_requests_total',
      help: 'Requests answered, by the way they came in (amqp, http), route, method and status code.',
      labelNames: ['transport', 'route', 'method', 'code'],
      registers,
    }),
    apiRequestDuration: new Histogram({
      name: 'cse_api_request_duration_seconds',
      help: 'Time from taking a request to handing over its answer.',
      labelNames: ['transport', 'route', 'method'],
      buckets: seconds,
      registers,
    }),
    amqpConnected: new Gauge({
      name: 'cse_amqp_connected',
      help: '1 while requests can be taken from the broker, else 0.',
      registers,
    }),
    amqpRedeliveries: new Counter({
      name: 'cse_amqp_redeliveries_total',
      help: 'Requests that the broker delivered again because their first delivery was not acknowledged.',
      registers,
    }),
    amqpUnacknowledged: new Gauge({
      name: 'cse_amqp_unacknowledged',
      help: 'Requests that are in hand: taken from the broker and not acknowledged yet.',
      registers,
    }),
  };
}
