import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { seconds } from './buckets.ts';

/** How a login to vCD can end. */
const loginOutcomes = ['ok', 'refused', 'failed'] as const;

/** What goes to vCD and what comes back. */
export function vcdSeries(registers: Registry[]) {
  const vcdLogins = new Counter({
    name: 'cse_vcd_logins_total',
    help: `Logins to vCD by outcome: ${loginOutcomes.join(', ')}.`,
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of loginOutcomes) vcdLogins.inc({ outcome }, 0);
  return {
    vcdLogins,
    vcdRequests: new Counter({
      name: 'cse_vcd_requests_total',
      help: 'Requests to vCD by operation and HTTP status, or the network error where there was no answer.',
      labelNames: ['operation', 'code'],
      registers,
    }),
    vcdRequestDuration: new Histogram({
      name: 'cse_vcd_request_duration_seconds',
      help: 'Time from sending a request to vCD to its whole answer, without the wait for its turn.',
      labelNames: ['operation'],
      buckets: seconds,
      registers,
    }),
    vcdTurnWait: new Histogram({
      name: 'cse_vcd_turn_wait_seconds',
      help: 'Time that a request to vCD waited for its turn within the budget (`limits`).',
      buckets: seconds,
      registers,
    }),
    vcdCallsRunning: new Gauge({
      name: 'cse_vcd_calls_running',
      help: 'Requests to vCD that are under way.',
      registers,
    }),
    vcdCallsWaiting: new Gauge({
      name: 'cse_vcd_calls_waiting',
      help: 'Requests to vCD that wait for their turn.',
      registers,
    }),
    vcdCallsLimit: new Gauge({
      name: 'cse_vcd_calls_limit',
      help: 'Requests to vCD that may be under way at the same time (`limits.vcd_concurrency`).',
      registers,
    }),
    vcdEntityCallsWaiting: new Gauge({
      name: 'cse_vcd_entity_calls_waiting',
      help: 'Changes that wait behind an earlier one of ours on the same vApp or VM.',
      registers,
    }),
    vcdBusy: new Counter({
      name: 'cse_vcd_busy_total',
      help: 'Requests that vCD refused because the entity was running a task.',
      registers,
    }),
  };
}
