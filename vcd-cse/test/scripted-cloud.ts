import {
  startScriptedServer,
  type ScriptedAnswer,
  type ScriptedServer,
} from '../../test/support/scripted-server.ts';
import { testWorld, type TestWorld } from './test-world.ts';
import { saveProfile, type Profile } from '../src/profile.ts';

export const taskId = '11111111-2222-3333-4444-555555555555';

/** Answers by `METHOD path`; a list is played to its end, whose last answer stays. */
export type Answers = Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>;

/** A Cloud Director that plays a script, and somebody who is logged in there. */
export interface ScriptedCloud extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly user: TestWorld;
  readonly run: TestWorld['run'];
  /** JSON bodies of what was sent. */
  bodies(): readonly unknown[];
}

export async function scriptedCloud(
  answers: Answers,
  changes: Partial<Profile> = {},
): Promise<ScriptedCloud> {
  const played = new Map<string, number>();
  const server = await startScriptedServer(({ method, path }) => {
    const key = `${method} ${path}`;
    const answer = answers[key] ?? { status: 404, body: '<html><title>Not here</title></html>' };
    if (!isList(answer)) return answer;
    const turn = played.get(key) ?? 0;
    played.set(key, turn + 1);
    return answer[Math.min(turn, answer.length - 1)] ?? 'hangUp';
  });
  const user = await testWorld();
  await saveProfile(user.world, {
    version: 1,
    url: server.url,
    org: 'acme',
    user: 'alice',
    systemAdministrator: false,
    vdc: 'vdc1',
    apiVersion: '37.0',
    token: { kind: 'bearer', value: 'token-of-alice' },
    insecure: false,
    ...changes,
  });
  return {
    server,
    user,
    run: (words, options) => user.run(words, options),
    bodies: () => server.seen.filter(({ body }) => body !== '').map(({ body }): unknown => JSON.parse(body)),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await user[Symbol.asyncDispose]();
    },
  };
}

function isList(answer: ScriptedAnswer | readonly ScriptedAnswer[]): answer is readonly ScriptedAnswer[] {
  return Array.isArray(answer);
}

export function json(status: number, body: unknown): ScriptedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function xml(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer {
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}

/** A task as Cloud Director shows it. */
export function task(
  status: string,
  operation: string,
  more: { error?: string; progress?: number } = {},
): ScriptedAnswer {
  const error = more.error === undefined ? '' : `<Error majorErrorCode="500" message="${more.error}"/>`;
  const progress = more.progress === undefined ? '' : `<Progress>${more.progress}</Progress>`;
  return xml(
    200,
    `<Task xmlns="http://www.vmware.com/vcloud/v1.5" name="task" status="${status}" operation="${operation}" ` +
      `operationName="create_cluster" id="urn:vcloud:task:${taskId}" href="https://vcd/api/task/${taskId}">` +
      `<Owner href="urn:cse:cluster:abc"/>${error}${progress}<Details/></Task>`,
  );
}

/** The 202 of a request that begins a task; its href names another host than the one that was asked. */
export const accepted = json(202, {
  name: 'c1',
  cluster_id: 'abc',
  task_href: `https://vcd.internal/api/task/${taskId}`,
});

/** What the login of old releases answers. */
export const legacySession = xml(
  200,
  '<Session xmlns="http://www.vmware.com/vcloud/v1.5" user="alice" org="acme">' +
    '<Link rel="down" type="application/vnd.vmware.vcloud.org+xml" name="acme" href="https://x/api/org/0a"/></Session>',
  { 'x-vcloud-authorization': 'old-token' },
);
