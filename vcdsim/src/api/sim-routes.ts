import { z } from 'zod';
import { badRequest } from '../http/api-error.ts';
import { json, noContent } from '../http/exchange.ts';
import type { Call, Reply } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { open } from '../http/router.ts';
import { FaultRules } from '../faults/fault-rule.ts';
import { remainsOf } from '../remains.ts';
import type { Stats } from '../stats.ts';
import type { World } from '../world.ts';

/** The simulator's own pages, without login: what was asked, what is there, what shall go wrong. */
export function simRoutes(world: World, stats: Stats): readonly Route[] {
  return [
    open('GET', '/sim/stats', () => json(200, statistics(world, stats))),
    open('POST', '/sim/reset-stats', () => {
      stats.reset();
      world.tasks.resetCounts();
      world.sessions.resetCounts();
      world.rights.reset();
      return noContent;
    }),
    open('GET', '/sim/inventory', () => json(200, remainsOf(world))),
    open('GET', '/sim/faults', () => json(200, { rules: world.faults.list() })),
    open('POST', '/sim/faults', (call) => {
      world.faults.replace(readBody(call, FaultRules));
      return json(200, { rules: world.faults.list() });
    }),
    open('DELETE', '/sim/faults', () => {
      world.faults.replace([]);
      return noContent;
    }),
    open('POST', '/sim/expire-sessions', (): Reply => {
      world.sessions.endAll();
      return noContent;
    }),
  ];
}

function readBody<Schema extends z.ZodType>(call: Call, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(jsonBody(call));
  if (!result.success) throw badRequest(z.prettifyError(result.error));
  return result.data;
}

function jsonBody(call: Call): unknown {
  try {
    return JSON.parse(call.request.body.toString('utf8'));
  } catch {
    throw badRequest('The body is not JSON.');
  }
}

function statistics(world: World, stats: Stats) {
  return {
    requests: stats.requests,
    polls: stats.polls,
    tasks: world.tasks.counts(),
    sessions: world.sessions.living().length,
    logins: world.sessions.logins,
    rights: world.rights.used(),
    workloadApi: world.guests.workloadApiCalls(),
  };
}
