import { z } from 'zod';
import { badRequest } from './api-error.ts';
import type { Call } from './exchange.ts';

/** The body as JSON of the wanted shape, or 400. Fields that nobody knows are left alone, as vCD does. */
export function jsonBody<Schema extends z.ZodType>(call: Call, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(parsed(call));
  if (!result.success) throw badRequest(`Bad request - ${z.prettifyError(result.error)}`);
  return result.data;
}

function parsed(call: Call): unknown {
  try {
    return JSON.parse(call.request.body.toString('utf8'));
  } catch {
    throw badRequest('Bad request - the body is not JSON.');
  }
}
