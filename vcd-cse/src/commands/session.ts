import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { askPassword } from '../ask.ts';
import type { CommandHome } from '../command-home.ts';
import { originOf } from '../http/address.ts';
import { openCloud, type Cloud } from '../http/cloud.ts';
import { Problem, usageProblem } from '../problem.ts';
import { removeProfile, saveProfile } from '../profile.ts';
import { printProperties } from '../render/print.ts';
import { openService, warnWhenInsecure } from '../service.ts';
import {
  accessTokenFor,
  currentSession,
  endSession,
  isSystem,
  loginWithPassword,
  type Session,
} from '../session/login.ts';
import { vdcsOf } from '../session/organization.ts';
import { negotiateVersion, type SpokenVersion } from '../session/versions.ts';
import { settingsOf, withOutput } from '../settings.ts';
import type { World } from '../world.ts';

interface LoginOptions {
  readonly password?: string;
  readonly tokenFile?: string;
  readonly insecure?: true;
  readonly caFile?: string;
  readonly vdc?: string;
  readonly apiVersion?: string;
}

interface Who {
  readonly host: string;
  readonly org: string;
  readonly user: string | undefined;
}

/** `login`, `logout` and `whoami`. */
export function addSession({ parent, world }: CommandHome): void {
  parent
    .command('login')
    .argument('<host>', 'Cloud Director: a name, HOST:PORT, or a URL')
    .argument('<org>', 'organization; System for administrators of the system')
    .argument('[user]', 'not needed with --token-file')
    .description('begin a session, and remember it')
    .option(
      '-p, --password <password>',
      'shows in the list of processes: without it you are asked, or it is piped in',
    )
    .option('--token-file <file>', 'an API token in a file, instead of a password')
    .option('--vdc <name>', 'virtual datacenter to make clusters in (default: the first)')
    .option('--ca-file <file>', 'certificate of the authority that signed that of Cloud Director (PEM)')
    .option('--insecure', 'do not check the certificate of Cloud Director: for tests only')
    .option('-V, --api-version <version>', 'a certain version of the API')
    .action(async (host: string, org: string, user: string | undefined, options: LoginOptions) => {
      await login(world, { host, org, user }, options);
    });

  parent
    .command('logout')
    .description('end the session, and forget it')
    .action(async () => {
      const { profile, cloud } = await openService(world);
      await removeProfile(world);
      await endSession({ cloud, version: profile.apiVersion });
      world.stdout.write(`${profile.user} logged out.\n`);
    });

  withOutput(parent.command('whoami'))
    .description('who is logged in, where, and whether the session still lives')
    .action(async (_options: unknown, command: Command) => {
      const { profile, cloud } = await openService(world);
      const { url, org, user, vdc, token, apiVersion } = profile;
      const session = await currentSession({ cloud, version: apiVersion, token });
      if (!session) {
        throw new Problem(`The session of ${user} at ${url} has expired.`, {
          hint: `Log in again: vcd-cse login ${url} ${org} ${user}`,
        });
      }
      const properties = { host: url, org, user, vdc, api_version: apiVersion };
      printProperties(world, settingsOf(command).format, properties);
    });
}

async function login(world: World, who: Who, options: LoginOptions): Promise<void> {
  const { tokenFile, password } = options;
  if (tokenFile !== undefined && password !== undefined) {
    throw usageProblem('Either --password or --token-file, not both');
  }
  if (tokenFile === undefined && who.user === undefined)
    throw usageProblem('Name the user, or give --token-file');
  const url = originOf(who.host);
  const insecure = options.insecure === true;
  const ca = options.caFile === undefined ? undefined : await contentOf(options.caFile, 'The certificate');
  const trust = { url, insecure, ca };
  warnWhenInsecure(world, trust);
  const anonymous = openCloud(trust);
  const spoken = await negotiateVersion(anonymous, options.apiVersion);
  const session = await begin(world, { cloud: anonymous, spoken, trust }, who, options);
  const cloud = openCloud({ ...trust, token: session.token });
  const vdc = await vdcInUse({ cloud, spoken }, session, options.vdc);
  await saveProfile(world, {
    version: 1,
    url,
    org: session.org,
    user: session.user,
    systemAdministrator: isSystem(session.org),
    vdc,
    apiVersion: spoken.version,
    token: session.token,
    insecure,
    ...(ca !== undefined && { ca }),
  });
  world.stdout.write(`${session.user} logged in, org: '${session.org}', vdc: '${vdc}'\n`);
}

async function begin(
  world: World,
  deps: {
    readonly cloud: Cloud;
    readonly spoken: SpokenVersion;
    readonly trust: Parameters<typeof openCloud>[0];
  },
  { org, user }: Who,
  { tokenFile, password }: LoginOptions,
): Promise<Session> {
  const { cloud, spoken, trust } = deps;
  if (tokenFile === undefined) {
    const given = password ?? (await askPassword(world, `Password of ${user} at ${cloud.host}`));
    return loginWithPassword({ cloud, spoken }, { org, user: user ?? '', password: given });
  }
  const apiToken = (await contentOf(tokenFile, 'The API token')).trim();
  const token = await accessTokenFor({ cloud }, { org, apiToken });
  const session = await currentSession({
    cloud: openCloud({ ...trust, token }),
    version: spoken.version,
    token,
  });
  if (!session) throw new Problem(`${cloud.host} gave an access token and does not accept it.`);
  if (user !== undefined && user.toLowerCase() !== session.user.toLowerCase()) {
    throw usageProblem(`The API token belongs to ${session.user}, not to ${user}`);
  }
  return session;
}

/** The one that was asked for, or the first by name; none in the organization of administrators. */
async function vdcInUse(
  { cloud, spoken }: { readonly cloud: Cloud; readonly spoken: SpokenVersion },
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
