import { setTimeout as delay } from 'node:timers/promises';

/** An answer under `/api/cse`, as an HTTP client of Cloud Director gets it. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

export interface TaskView {
  readonly status: string;
  readonly operation: string;
  /** Empty when there is none. */
  readonly error: string;
}

/** A tenant with a session in Cloud Director, doing what `vcd cse` does: plain HTTP to Cloud Director, never to us. */
export interface Tenant {
  readonly token: string;
  call(method: string, path: string, body?: unknown, accept?: string): Promise<Answer>;
  task(href: string): Promise<TaskView>;
  /** Polls a task until it has ended; `onChange` is told each new text. */
  waitForTask(
    href: string,
    options?: {
      readonly timeoutMs?: number;
      readonly pollMs?: number;
      readonly onChange?: (task: TaskView) => void;
    },
  ): Promise<TaskView>;
}

const apiVersion = '31.0';

/** Logs in. Throws when Cloud Director refuses. */
export async function loginTenant(
  vcdUrl: string,
  user: string,
  org: string,
  password = 'secret',
): Promise<Tenant> {
  const response = await fetch(`${vcdUrl}/api/sessions`, {
    method: 'POST',
    headers: {
      accept: `application/*+xml;version=${apiVersion}`,
      authorization: `Basic ${Buffer.from(`${user}@${org}:${password}`).toString('base64')}`,
    },
  });
  const token = response.headers.get('x-vcloud-authorization');
  if (!response.ok || token === null) throw new Error(`login of ${user}@${org} failed: ${response.status}`);
  return tenantWith(vcdUrl, token);
}

/** A tenant with a token at hand, good or bad. */
export function tenantWith(vcdUrl: string, token: string): Tenant {
  async function task(href: string): Promise<TaskView> {
    const accept = `application/*+xml;version=${apiVersion}`;
    const response = await fetch(href, { headers: { accept, 'x-vcloud-authorization': token } });
    const text = await response.text();
    if (!response.ok) throw new Error(`task ${href}: ${response.status} ${text}`);
    const root = /<(?:\w+:)?Task\b[^>]*>/.exec(text)?.[0] ?? '';
    const error = /<(?:\w+:)?Error\b[^>]*>/.exec(text)?.[0];
    return {
      status: attribute(root, 'status') ?? '',
      operation: attribute(root, 'operation') ?? '',
      error: (error && attribute(error, 'message')) ?? '',
    };
  }

  return {
    token,
    task,
    async call(method, path, body, accept = `application/*+json;version=${apiVersion}`) {
      const response = await fetch(`${vcdUrl}${path}`, {
        method,
        headers: { accept, 'x-vcloud-authorization': token },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const contentType = response.headers.get('content-type') ?? '';
      return { status: response.status, contentType, text, body: parsed(text) };
    },
    async waitForTask(href, { timeoutMs = 180_000, pollMs = 50, onChange } = {}) {
      const giveUpAt = Date.now() + timeoutMs;
      for (let said = ''; ; await delay(pollMs)) {
        const seen = await task(href);
        const text = `${seen.status} ${seen.operation}`;
        if (text !== said) onChange?.(seen);
        said = text;
        if (!['queued', 'preRunning', 'running'].includes(seen.status)) return seen;
        if (Date.now() > giveUpAt) throw new Error(`task still ${text} after ${timeoutMs} ms`);
      }
    },
  };
}

/** The body that `vcd cse cluster create` sends by default, with changes. */
export function createBody(name: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name,
    vdc: 'acme-vdc',
    node_count: 2,
    network: 'acme-net',
    cpu: null,
    memory: null,
    storage_profile: null,
    ssh_key: null,
    template: null,
    enable_nfs: false,
    disable_rollback: true,
    ...changes,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value
    ?.replaceAll('&#10;', '\n')
    .replaceAll('&#xA;', '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
