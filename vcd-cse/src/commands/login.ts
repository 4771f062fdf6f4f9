import { readFile } from 'node:fs/promises';
import { askPassword } from '../ask.ts';
import type { CommandHome } from '../command-home.ts';
import { originOf } from '../http/address.ts';
import { openCloud, type Cloud } from '../http/cloud.ts';
import { printable } from '../printable.ts';
import { Problem, usageProblem } from '../problem.ts';
import { saveProfile } from '../profile.ts';
import { warnWhenInsecure } from '../service.ts';
import {
  accessTokenFor,
  currentSession,
  isSystem,
  loginWithPassword,
  type Session,
} from '../session/login.ts';
import { vdcsOf } from '../session/organization.ts';
import { negotiateVersion, type SpokenVersion } from '../session/versions.ts';
import { say, type World } from '../world.ts';

interface LoginOptions {
  readonly password?: string;
  readonly tokenFile?: string;
  readonly insecure?: true;
  readonly caFile?: string;
  readonly vdc?: string;
  readonly apiVersion?: string;
}

/** What is shown at the door; a password that was not given is asked for when it is needed. */
type Proof =
  | { readonly kind: 'password'; readonly user: string; readonly password: string | undefined }
  | { readonly kind: 'apiToken'; readonly user: string | undefined; readonly apiToken: string };

/** How the connection is made, before and after the login. */
interface Trust {
  readonly url: string;
  readonly insecure: boolean;
  readonly ca: string | undefined;
}

/** `login`: with a password or an API token; what is remembered is the session, never one of those. */
export function addLogin({ parent, world }: CommandHome): void {
  parent
    .command('login')
    .argument('<host>', 'Cloud Director: a name, HOST:PORT, or a URL')
    .argument('<org>', 'organization; System for administrators of the system')
    .argument('[user]', 'not needed with --token-file')
    .description('begin a session, and remember it')
    .option(
      '-p, --password <password>',
      'others can see it in the list of processes: rather be asked, or pipe it in',
    )
    .option('--token-file <file>', 'an API token in a file, instead of a password')
    .option('--vdc <name>', 'virtual datacenter to make clusters in (default: the first)')
    .option('--ca-file <file>', 'certificate of the authority that signed that of Cloud Director (PEM)')
    .option('--insecure', 'do not check the certificate of Cloud Director: for tests only')
    .option('-V, --api-version <version>', 'a certain version of the API')
    .action(async (host: string, org: string, user: string | undefined, options: LoginOptions) => {
      const proof = await proofOf(user, options);
      const ca =
        options.caFile === undefined ? undefined : await contentOf(options.caFile, 'The certificate');
      const trust = { url: originOf(host), insecure: options.insecure === true, ca };
      await login(world, { org, proof, trust, options });
    });
}

async function proofOf(user: string | undefined, { tokenFile, password }: LoginOptions): Promise<Proof> {
  if (tokenFile !== undefined) {
    if (password !== undefined) throw usageProblem('Either --password or --token-file, not both');
    return { kind: 'apiToken', user, apiToken: (await contentOf(tokenFile, 'The API token')).trim() };
  }
  if (user === undefined) throw usageProblem('Name the user, or give --token-file');
  return { kind: 'password', user, password };
}

async function login(
  world: World,
  wanted: {
    readonly org: string;
    readonly proof: Proof;
    readonly trust: Trust;
    readonly options: LoginOptions;
  },
): Promise<void> {
  const { org, proof, trust, options } = wanted;
  warnWhenInsecure(world, trust);
  const anonymous = openCloud(trust);
  const spoken = await negotiateVersion(anonymous, options.apiVersion);
  const session =
    proof.kind === 'password'
      ? await withPassword(world, { cloud: anonymous, spoken }, { org, ...proof })
      : await withApiToken({ cloud: anonymous, spoken, trust }, { org, ...proof });
  const cloud = openCloud({ ...trust, token: session.token });
  const vdc = await vdcInUse({ cloud, spoken }, session, options.vdc);
  await saveProfile(world, {
    version: 1,
    url: trust.url,
    org: session.org,
    user: session.user,
    systemAdministrator: isSystem(session.org),
    vdc,
    apiVersion: spoken.version,
    token: session.token,
    insecure: trust.insecure,
    ...(trust.ca !== undefined && { ca: trust.ca }),
  });
  say(world, world.stdout, printable(`${session.user} logged in, org: '${session.org}', vdc: '${vdc}'`));
}

interface Door {
  readonly cloud: Cloud;
  readonly spoken: SpokenVersion;
}

async function withPassword(
  world: World,
  door: Door,
  who: { readonly org: string; readonly user: string; readonly password: string | undefined },
): Promise<Session> {
  const { org, user } = who;
  const password = who.password ?? (await askPassword(world, `Password of ${user} at ${door.cloud.host}`));
  return loginWithPassword(door, { org, user, password });
}

async function withApiToken(
  { cloud, spoken, trust }: Door & { readonly trust: Trust },
  who: { readonly org: string; readonly user: string | undefined; readonly apiToken: string },
): Promise<Session> {
  const token = await accessTokenFor({ cloud }, who);
  const own = openCloud({ ...trust, token });
  const session = await currentSession({ cloud: own, version: spoken.version, token });
  if (!session) throw new Problem(`${cloud.host} gave an access token and does not accept it.`);
  if (who.user !== undefined && who.user.toLowerCase() !== session.user.toLowerCase()) {
    throw usageProblem(`The API token belongs to ${session.user}, not to ${who.user}`);
  }
  return session;
}

/** The one that was asked for, or the first by name; none in the organization of administrators. */
async function vdcInUse(
  { cloud, spoken }: Door,
  { orgPath }: Session,
  wanted: string | undefined,
): Promise<string> {
  const vdcs = orgPath === undefined ? [] : await vdcsOf({ cloud, version: spoken.version }, orgPath);
  const names = vdcs.map(({ name }) => name);
  if (wanted === undefined) return names[0] ?? '';
  if (names.includes(wanted)) return wanted;
  throw new Problem(`Virtual datacenter '${wanted}' not found.`, {
    hint: `There are: ${names.join(', ') || 'none'}`,
  });
}

async function contentOf(path: string, what: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: Error) => {
    throw usageProblem(`${what} cannot be read: ${error.message}`);
  });
}
