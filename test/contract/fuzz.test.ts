import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { z } from 'zod';
import { answers } from '#api/description/answers.ts';
import { operationDescriptions } from '#api/description/operations.ts';
import { matchRoute } from '#api/routes.ts';
import { takeDelivery } from '#intake/delivery.ts';
import { FairTurns } from '#intake/fair-turns.ts';
import { parseEnvelope } from '#intake/envelope.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { startApiWorld, type ApiWorld } from '../support/api-world.ts';
import { messageContents } from '../support/hostile-requests.ts';

const rounds = 20_000;

/** The reply object of the contract of CSE 1.2.7, section 2.4. */
const Reply = z.strictObject({
  id: z.string(),
  headers: z.strictObject({ 'Content-Type': z.string(), 'Content-Length': z.int() }),
  statusCode: z.int(),
  body: z.base64(),
  request: z.literal(false),
});

/** Where the contract itself says 500, with its texts. */
const textsWith500 = [
  /^Invalid cluster name '/s,
  /^Cluster .*not found\.?$/s,
  /^Node '.*' not found in cluster '/s,
  /^Template .* not found$/s,
  /^Couldn't get cluster configuration$/,
  /^Invalid node count: /,
  /^Invalid list of nodes: \[\]\.$/,
  /^Can't delete a master node: '/s,
  /^Unknown status$/,
  /^Cannot stop CSE while is enabled\. Disable the service first\.$/,
  /^Cannot enable while being stopped\.$/,
  /^CSE service is disabled\. Contact the System Administrator\.$/,
  /^Unauthorized Operation$/,
];
const refusals = new Set([400, 403, 404, 405, 409, 500, 501]);

test(
  `${rounds} hostile messages: one well-formed reply to each that is a request`,
  { timeout: 120_000 },
  async (t) => {
    await using world = await startApiWorld();
    await world.addTemplate('ubuntu', { isDefault: true });
    const seen = new Map<number | 'dropped', number>();

    const property = fc.asyncProperty(messageContents, async (content) => {
      const replies = await deliver(world, content);
      const parsed = parseEnvelope(content, false);
      if ('problem' in parsed) {
        assert.equal(replies.length, 0);
        seen.set('dropped', (seen.get('dropped') ?? 0) + 1);
        return;
      }
      const [reply, ...others] = replies;
      assert.ok(reply && others.length === 0);
      const { request } = parsed;
      assert.equal(reply.id, request.id);
      const bytes = Buffer.from(reply.body, 'base64');
      assert.equal(reply.headers['Content-Length'], bytes.length);
      assertContract(request, reply.statusCode, bytes.toString('latin1'));
      seen.set(reply.statusCode, (seen.get(reply.statusCode) ?? 0) + 1);
      await tidy(world);
    });
    await fc.assert(property, { numRuns: rounds, endOnFailure: true });

    const trouble = world.logLines.filter(({ level }) => Number(level) >= 50);
    assert.deepEqual(trouble, []);
    t.diagnostic(JSON.stringify(Object.fromEntries(seen)));
    // Otherwise the messages were all turned away at the same door, and proved nothing of what is behind it.
    for (const status of ['dropped', 200, 202, 400, 401, 403, 404, 405, 500] as const) {
      assert.ok((seen.get(status) ?? 0) > 20, `${status}: ${seen.get(status)}`);
    }
    assert.equal((await world.send('ann', 'GET /api/cse/template')).status, 200);
  },
);

async function deliver(world: ApiWorld, content: Buffer): Promise<z.output<typeof Reply>[]> {
  const replies: z.output<typeof Reply>[] = [];
  const message = { content, fields: { redelivered: false }, properties: { replyTo: 'cell' } };
  const session = {
    turns: new FairTurns({ atOnce: 1, atOnceEach: 1 }),
    isOpen: () => true,
    publish: async (_to: unknown, reply: Buffer) =>
      void replies.push(Reply.parse(JSON.parse(reply.toString()))),
  };
  // The library fills in many more fields than the intake looks at.
  const taken = await takeDelivery(message as ConsumeMessage, { handle: world.handle, log }, session);
  assert.equal(taken, 'acknowledge');
  return replies;
}

/** Messages that hold no request are logged by the intake; that is not what is looked at here. */
const log = { warn() {}, error: assert.fail } as unknown as Parameters<typeof takeDelivery>[1]['log'];

function assertContract(
  { method, path }: { readonly method: string; readonly path: string },
  status: number,
  text: string,
): void {
  if (status === 401) {
    assert.match(
      text,
      /^<Error [^<>]*message="Session has expired or user not logged in\. Please re-login\."\/>$/,
    );
    return;
  }
  // Nothing that a browser, a terminal or a log would take for more than text.
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  assert.doesNotMatch(text, /[^\u0020-\u007e]|</);
  const body: unknown = JSON.parse(text);
  if (status >= 300) {
    const { reason } = answers.Refusal.parse(body).message;
    assert.ok(refusals.has(status), `${status} ${reason}`);
    if (status === 500)
      assert.ok(
        textsWith500.some((known) => known.test(reason)),
        reason,
      );
    return;
  }
  const route = matchRoute(method, path);
  assert.ok(route.kind === 'operation');
  const { answer } = operationDescriptions[route.operation];
  assert.equal(status, answer.status);
  if (route.operation !== 'describeApi') answers[answer.schema].parse(body);
}

/** Keeps the next messages interesting: no cluster is stuck in its deletion, and the service is switched on. */
async function tidy({ store, serviceSwitch, tasks }: ApiWorld): Promise<void> {
  await serviceSwitch.change(() => 'enabled');
  tasks.length = 0;
  const { items } = await store.clusters.list();
  for (const cluster of items) {
    if (cluster.metadata.deletionTimestamp) await store.clusters.release(keyOf(cluster), cleanupFinalizer);
  }
}
