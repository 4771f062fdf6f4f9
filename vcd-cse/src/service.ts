import { z } from 'zod';
import { openCloud, type Answer, type Call, type Cloud } from './http/cloud.ts';
import { refusal, type Subject } from './http/refusal.ts';
import { parseJson } from './json.ts';
import { Problem, usageProblem } from './problem.ts';
import { loadProfile, type Profile } from './profile.ts';
import { say, type World } from './world.ts';

/** The Kubernetes service behind Cloud Director, for whoever is logged in (contract of CSE 1.2.7, sections 3 and 11). */
export interface Service {
  readonly profile: Profile;
  readonly cloud: Cloud;
  /** The JSON body of a 200, 201 or 202; an empty one counts as `{}`. Throws a `Problem` for everything else. */
  call(call: ServiceCall, signal?: AbortSignal): Promise<unknown>;
  /** The body of a 200 as it is. */
  text(call: ServiceCall & { readonly accept: string }, signal?: AbortSignal): Promise<string>;
}

/** A request to `/api/cse`. */
export interface ServiceCall {
  readonly method: Call['method'];
  /** Below `/api/cse`: made by `segments`, or empty. */
  readonly path: string;
  readonly body?: unknown;
  /** What an empty refusal is about. */
  readonly subject?: Subject;
}

/** An object of the contract, whatever it holds. */
export type Properties = Readonly<Record<string, unknown>>;
export const Properties = z.record(z.string(), z.unknown());
/** A list of the contract. */
export const Rows = z.array(Properties);

/** What the original's routes use themselves: such a name would ask for something else (section 3.1). */
const reserved: ReadonlySet<string> = new Set([
  '',
  '.',
  '..',
  'config',
  'info',
  'node',
  'ovdc',
  'swagger',
  'swagger.json',
  'swagger.yaml',
  'system',
  'template',
]);

/** Opens the service with the profile of whoever is logged in. Throws a `Problem` when nobody is. */
export async function openService(world: World): Promise<Service> {
  const profile = await loadProfile(world);
  warnWhenInsecure(world, profile);
  const cloud = openCloud(profile);

  async function answerOf(
    { method, path, body }: ServiceCall,
    accept: string,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const versioned = `${accept};version=${profile.apiVersion}`;
    // Without a Content-Type, as the original sends it.
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return cloud.request({ method, path: `/api/cse${path}`, accept: versioned, ...sent }, signal);
  }

  return {
    profile,
    cloud,
    async call(call, signal) {
      const answer = await answerOf(call, 'application/*+json', signal);
      const expected = answer.status >= 200 && answer.status <= 202;
      if (!expected) throw refusal(answer, call.subject ?? 'other', cloud);
      const body = answer.text.trim() === '' ? {} : parseJson(answer.text);
      if (body === undefined) throw unreadable(cloud);
      return body;
    },
    async text(call, signal) {
      const answer = await answerOf(call, call.accept, signal);
      if (answer.status !== 200) throw refusal(answer, call.subject ?? 'other', cloud);
      return answer.text;
    },
  };
}

/** The path of a cluster, or of something below it. Throws a `Problem` for a name that would lead elsewhere. */
export function pathOf(name: string, ...below: readonly string[]): string {
  if (reserved.has(name)) throw usageProblem(`Invalid cluster name '${name}'`);
  return ['', name, ...below].map((segment) => encodeURIComponent(segment)).join('/');
}

/** The path of one node. Throws a `Problem` for a name that would lead elsewhere. */
export function nodePath(cluster: string, node: string): string {
  if (reserved.has(node)) throw usageProblem(`Invalid node name '${node}'`);
  return pathOf(cluster, node, 'info');
}

/** Reads what the service sent as `schema` has it. */
export function understood<T>(schema: z.ZodType<T>, body: unknown, { cloud }: Service): T {
  const read = schema.safeParse(body);
  if (!read.success) throw unreadable(cloud);
  return read.data;
}

/** Whoever uses an unchecked connection is told every time. */
export function warnWhenInsecure(
  world: World,
  { insecure, url }: { readonly insecure: boolean; readonly url: string },
): void {
  if (!insecure) return;
  const { host } = new URL(url);
  say(
    world,
    world.stderr,
    `Warning: the certificate of ${host} is not checked (--insecure): whoever is in between can read and change everything.`,
    'yellow',
  );
}

function unreadable(cloud: Cloud): Problem {
  return new Problem(
    `The Kubernetes service at ${cloud.host} answered with something that vcd-cse cannot read.`,
  );
}
