import type { ApiRequest, ApiResponse } from './request.ts';
import type { RouteParameters } from './routes.ts';

/** A request that found its route. */
export interface Call {
  readonly request: ApiRequest;
  readonly parameters: RouteParameters;
}

/** One row of the routing table. Throws `ApiError` to refuse, anything else when surprised. */
export type Operation = (call: Call, signal: AbortSignal) => Promise<ApiResponse>;
