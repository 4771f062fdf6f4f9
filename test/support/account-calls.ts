import type { Simulator, SimulatorOptions } from 'vcdsim';
import { callerToken } from './caller-token.ts';

type Exchange = Parameters<NonNullable<SimulatorOptions['onExchange']>>[0];

const tokenHeader = 'x-vcloud-authorization';
const tokenHeaders: readonly string[] = [tokenHeader, 'x-vmware-vcloud-access-token'];

/** Everything that one account of System has asked vCD for. */
export interface AccountCalls {
  readonly note: (exchange: Exchange) => void;
  /** Up to now. */
  readonly calls: () => readonly Exchange[];
}

/** Knows the account's calls by the tokens that it was given. */
export function accountCalls(username: string): AccountCalls {
  const tokens = new Set<string>();
  const calls: Exchange[] = [];
  return {
    calls: () => [...calls],
    note(exchange) {
      const { authorization = '', [tokenHeader]: legacy = '' } = exchange.requestHeaders;
      const [, credential = ''] = authorization.split(' ');
      if (Buffer.from(credential, 'base64').toString().startsWith(`${username}@System:`)) {
        for (const [name, value] of Object.entries(exchange.responseHeaders)) {
          if (tokenHeaders.includes(name.toLowerCase())) tokens.add(value);
        }
      } else if (tokens.has(credential) || tokens.has(legacy)) calls.push(exchange);
    },
  };
}

/** What is known of a right: one call that needs it. */
export type NeededRights = ReadonlyMap<string, Exchange>;

/** Repeats calls as the account without any right: vCD refuses each and says which rights it asks for. Changes nothing. */
export async function rightsNeeded(
  sim: Simulator,
  account: { readonly username: string; readonly password: string },
  calls: readonly Exchange[],
): Promise<NeededRights> {
  const needed = new Map<string, Exchange>();
  const { token } = await callerToken(sim.url, {
    user: account.username,
    org: 'System',
    password: account.password,
  });
  for (const call of calls) {
    if (call.pattern === '/api/session') continue;
    for (const right of await withRights(sim, account.username, [], () => refusal(sim, token, call))) {
      needed.set(right, call);
    }
  }
  return needed;
}

/** The rights that vCD names when the account lacks this one alone; none when the call goes through. */
export async function refusedWithout(
  sim: Simulator,
  account: { readonly username: string; readonly password: string },
  right: string,
  call: Exchange,
): Promise<readonly string[]> {
  const { token } = await callerToken(sim.url, {
    user: account.username,
    org: 'System',
    password: account.password,
  });
  const others = rightsOf(sim, account.username).filter((each) => each !== right);
  return withRights(sim, account.username, others, () => refusal(sim, token, call));
}

async function withRights<T>(
  sim: Simulator,
  username: string,
  names: readonly string[],
  use: () => Promise<T>,
): Promise<T> {
  const role = roleOf(sim, username);
  const granted = [...role.rightIds];
  const wanted = [...sim.inventory.rights.values()].filter(({ name }) => names.includes(name));
  setRights(wanted.map(({ id }) => id));
  try {
    return await use();
  } finally {
    setRights(granted);
  }

  function setRights(ids: readonly string[]): void {
    role.rightIds.clear();
    for (const id of ids) role.rightIds.add(id);
  }
}

function roleOf({ inventory }: Simulator, username: string) {
  const user = [...inventory.users.values()].find(({ name }) => name === username);
  const role = user && inventory.roles.get(user.roleId);
  if (!role) throw new Error(`vcdsim has no user ${username} with a role`);
  return role;
}

function rightsOf(sim: Simulator, username: string): readonly string[] {
  return [...roleOf(sim, username).rightIds].flatMap((id) => sim.inventory.rights.get(id)?.name ?? []);
}

async function refusal(sim: Simulator, token: string, call: Exchange): Promise<readonly string[]> {
  const { method, path, requestBody, requestHeaders } = call;
  const type = requestHeaders['content-type'];
  const answer = await fetch(`${sim.url}${path}`, {
    method,
    headers: {
      accept: requestHeaders['accept'] ?? '*/*',
      [tokenHeader]: token,
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(requestBody !== '' && { body: requestBody }),
  });
  const text = await answer.text();
  if (answer.status !== 403) return [];
  // Names of rights have commas in them.
  const named = `, ${/following rights \[([^\]]*)\]/.exec(text)?.[1] ?? ''},`;
  return [...sim.inventory.rights.values()]
    .map(({ name }) => name)
    .filter((name) => named.includes(`, ${name},`));
}
