import assert from 'node:assert/strict';
import { connect } from 'amqplib';
import { after, before, describe, it } from 'node:test';
import { startEmptyCloud, type EmptyCloud } from '../support/empty-cloud.ts';
import { amqpUrl, noBroker } from '../support/simulated-cloud.ts';

describe('the way of a request, as cse check tries it', { skip: noBroker }, () => {
  let cloud: EmptyCloud;
  before(async () => {
    cloud = await startEmptyCloud({ extensionTimeoutMs: 3_000 });
    await cloud.offerSmallTemplate();
    assert.equal((await cloud.cse('install', '--ext', 'config')).code, 0);
  });
  after(() => cloud[Symbol.asyncDispose]());

  /** Changes the registered extension for one check. */
  async function checkedWith(change: object) {
    const { services } = cloud.sim.inventory;
    const [service] = services.values();
    assert.ok(service);
    services.set(service.id, { ...service, ...change });
    const run = await cloud.cse('check');
    services.set(service.id, service);
    return run;
  }

  it('is open: without a server the check answers itself', async () => {
    const { code, stdout } = await cloud.cse('check');
    assert.equal(code, 0);
    assert.match(stdout, /^A request went through vCD and broker and was answered by cse check, because/m);
  });

  it('ends at vCD, which has no filter for it', async () => {
    const { code, stdout } = await checkedWith({ apiFilters: [] });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^Leg client to vCD: vCD does not send \/api\/cse to the extension, but answered itself/m,
    );
  });

  it('leads elsewhere than to the service', async () => {
    const { code, stdout } = await checkedWith({ routingKey: 'elsewhere' });
    assert.equal(code, 1);
    assert.match(stdout, /^Leg vCD to broker: vCD sent the request, but it did not come to exchange/m);
  });

  it('is not tried while the extension is disabled', async () => {
    const { code, stdout } = await checkedWith({ enabled: false });
    assert.equal(code, 0);
    assert.match(stdout, /^CSE on vCD is currently disabled, so no request can be sent/m);
  });

  it('ends at a server that does not answer', async () => {
    const connection = await connect(amqpUrl ?? '');
    const channel = await connection.createChannel();
    await channel.assertQueue(cloud.exchange, { durable: false });
    await channel.bindQueue(cloud.exchange, cloud.exchange, cloud.exchange);
    await channel.consume(cloud.exchange, () => undefined, { noAck: true });
    const { code, stdout } = await cloud.cse('check');
    await channel.deleteQueue(cloud.exchange);
    await connection.close();
    assert.equal(code, 1);
    assert.match(stdout, /^Leg broker to server: the request came to queue .* did not answer it in time$/m);
  });
});
