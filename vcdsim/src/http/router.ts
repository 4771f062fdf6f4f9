import type { Call, Reply, SessionCall } from './exchange.ts';

/** One operation: `GET /api/vApp/vapp-{id}`. `{id}` is a UUID, any other name matches one path segment. */
export type Route = {
  readonly method: string;
  readonly pattern: string;
} & (
  | { readonly access: 'anyone'; readonly handle: (call: Call) => Reply | Promise<Reply> }
  | {
      readonly access: 'user' | 'administrator';
      readonly handle: (call: SessionCall) => Reply | Promise<Reply>;
    }
);

/** Where a request goes. */
export type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong-method' }
  | { readonly kind: 'unknown' };

/** Finds the route of a request. */
export interface Router {
  match(method: string, path: string): Match;
}

/** Anybody may call, without a session. */
export function open(method: string, pattern: string, handle: (call: Call) => Reply | Promise<Reply>): Route {
  return { method, pattern, access: 'anyone', handle };
}

/** Needs a session. */
export function user(
  method: string,
  pattern: string,
  handle: (call: SessionCall) => Reply | Promise<Reply>,
): Route {
  return { method, pattern, access: 'user', handle };
}

/** Needs a session of the System organization. */
export function administrator(
  method: string,
  pattern: string,
  handle: (call: SessionCall) => Reply | Promise<Reply>,
): Route {
  return { method, pattern, access: 'administrator', handle };
}

/** The first route that matches wins. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => ({ route, expression: compile(route.pattern) }));
  const bySegments = Map.groupBy(compiled, ({ route }) => route.pattern.split('/').length);
  return {
    match(method, path) {
      let known = false;
      for (const { route, expression } of bySegments.get(path.split('/').length) ?? []) {
        const found = expression.exec(path);
        if (!found) continue;
        known = true;
        if (route.method !== method) continue;
        return { kind: 'route', route, params: decode(found.groups ?? {}) };
      }
      return { kind: known ? 'wrong-method' : 'unknown' };
    },
  };
}

const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

function compile(pattern: string): RegExp {
  const source = pattern
    .replaceAll('.', '\\.')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${/id$/i.test(name) ? uuid : '[^/]+'})`);
  return new RegExp(`^${source}$`);
}

function decode(groups: Readonly<Record<string, string>>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) {
    const text = percentDecoded(value);
    params[name] = /id$/i.test(name) ? text.toLowerCase() : text;
  }
  return params;
}

/** The decoded text, or the text itself when it is not valid percent-encoding. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
