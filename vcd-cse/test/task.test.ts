import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, json, scriptedCloud, task, taskId, xml } from './scripted-cloud.ts';

const at = `GET /api/task/${taskId}`;
const deletion = { 'DELETE /api/cse/c1': accepted };
const finished = task('success', 'Created cluster c1(abc)');

describe('waiting for a task', () => {
  it('tells each text once, in lines, and ends with the result', async () => {
    const running = task('running', 'Creating cluster vApp c1(abc)');
    await using cloud = await scriptedCloud({
      ...deletion,
      [at]: [running, running, task('running', 'Initializing cluster c1(abc)'), finished],
    });
    assert.deepEqual(await cloud.run('cluster delete c1 -y'), {
      code: 0,
      stderr: '',
      stdout: `create_cluster: Creating cluster vApp c1(abc)
create_cluster: Initializing cluster c1(abc)
task: ${taskId}, Created cluster c1(abc), result: success
`,
    });
  });

  it('draws over its line on a terminal, as the original client does', async () => {
    await using cloud = await scriptedCloud({
      ...deletion,
      [at]: [task('running', 'Creating cluster vApp c1(abc)', { progress: 7 }), finished],
    });
    const { stdout } = await cloud.run('cluster delete c1 -y', { terminal: true });
    const erase = '\u001b[2K\r';
    const shown = stdout.split(erase).slice(1);
    assert.equal(shown[0], 'create_cluster: Creating cluster vApp c1(abc), status: running, progress: 7% | ');
    assert.deepEqual(shown.slice(-2), [
      'create_cluster: Creating cluster vApp c1(abc)\n',
      `task: ${taskId}, Created cluster c1(abc), result: success\n`,
    ]);
  });

  it('cuts what does not fit into the line of a terminal', async () => {
    await using cloud = await scriptedCloud({
      ...deletion,
      [at]: [task('running', 'x'.repeat(200)), finished],
    });
    const { stdout } = await cloud.run('cluster delete c1 -y', { terminal: true });
    const [, first = ''] = stdout.split('\u001b[2K\r');
    assert.match(first, /^create_cluster: x+… \| $/);
    assert.equal(first.length, 119);
  });

  it('ends with 1 and the cause when the task failed', async () => {
    const failed = task('error', 'create cluster', { error: 'Template zz not found' });
    await using cloud = await scriptedCloud({ ...deletion, [at]: failed });
    const { code, stdout } = await cloud.run('cluster delete c1 -y');
    assert.deepEqual([code, stdout], [1, `task: ${taskId}, result: error, message: Template zz not found\n`]);
  });

  for (const status of ['aborted', 'canceled']) {
    it(`ends with 1 when the task was ${status}`, async () => {
      await using cloud = await scriptedCloud({ ...deletion, [at]: task(status, 'create cluster') });
      const { code, stdout } = await cloud.run('cluster delete c1 -y');
      assert.deepEqual([code, stdout], [1, `task: ${taskId}, create cluster, result: ${status}\n`]);
    });
  }

  it('prints one document, with the texts elsewhere, where a document was asked for', async () => {
    await using cloud = await scriptedCloud({ ...deletion, [at]: [task('running', 'Creating'), finished] });
    const { stdout, stderr } = await cloud.run('cluster delete c1 -y -o json');
    assert.deepEqual(JSON.parse(stdout), {
      cluster_id: 'abc',
      name: 'c1',
      task: {
        href: `https://vcd/api/task/${taskId}`,
        id: taskId,
        operation: 'Created cluster c1(abc)',
        operationName: 'create_cluster',
        result: `task: ${taskId}, Created cluster c1(abc), result: success`,
        status: 'success',
      },
      task_href: `https://vcd.internal/api/task/${taskId}`,
    });
    assert.match(stderr, /^create_cluster: Creating\ntask: /);
  });

  it('outlives an outage that passes', async () => {
    await using cloud = await scriptedCloud({
      ...deletion,
      [at]: [task('running', 'Creating'), 'hangUp', { status: 503 }, finished],
    });
    const { code, stdout } = await cloud.run('cluster delete c1 -y');
    assert.match(
      stdout,
      /^create_cluster: Creating\nCannot reach .* \(ECONNRESET\)\. Still trying\.\n.*\(HTTP 503\) Still trying\.\ntask: /,
    );
    assert.equal(code, 0);
  });

  it('gives up an outage that does not pass, and says how to go on', async () => {
    await using cloud = await scriptedCloud({ ...deletion, [at]: [task('running', 'Creating'), 'hangUp'] });
    const { code, stderr } = await cloud.run('cluster delete c1 -y');
    assert.match(
      stderr,
      /^Error: Cannot reach [^]*\nThe work goes on\. Follow it: vcd-cse task wait https:\/\/vcd\.internal\//,
    );
    assert.equal(code, 1);
  });

  it('ends at once when the session is over, and says both what to do', async () => {
    await using cloud = await scriptedCloud({ ...deletion, [at]: { status: 401 } });
    const { code, stderr } = await cloud.run('cluster delete c1 -y');
    assert.match(
      stderr,
      /^Error: Session has expired .*\nLog in again: .*\nThe work goes on\. Follow it: vcd-cse task wait /,
    );
    assert.equal(code, 1);
  });

  it('is ended by Ctrl-C with 130, and the work goes on', async () => {
    await using cloud = await scriptedCloud({ ...deletion, [at]: task('running', 'Creating') });
    const interrupting = (async () => {
      while (!cloud.server.trail().includes(at)) await new Promise((resolve) => setImmediate(resolve));
      cloud.user.signals.emit('SIGINT');
    })();
    const { code, stderr } = await cloud.run('cluster delete c1 -y');
    await interrupting;
    assert.equal(
      stderr,
      `The work goes on. Follow it: vcd-cse task wait https://vcd.internal/api/task/${taskId}\n`,
    );
    assert.equal(code, 130);
    assert.equal(cloud.user.signals.listenerCount('SIGINT'), 0);
  });

  it('leaves a line of its own for what follows on a terminal', async () => {
    await using cloud = await scriptedCloud({ ...deletion, [at]: [task('running', 'Creating'), 'hangUp'] });
    const { stdout } = await cloud.run('cluster delete c1 -y', { terminal: true });
    assert.match(stdout, /\(ECONNRESET\)\. Still trying\. [|/\\-] \n$/);
  });

  it('says nothing of work that goes on where there may be none', async () => {
    await using cloud = await scriptedCloud({ [at]: { status: 403 } });
    const { stderr } = await cloud.run(`task wait ${taskId}`);
    assert.doesNotMatch(stderr, /goes on/);
  });

  it('can be left: the attributes of the task, or the answer as a document [checks 49, 50]', async () => {
    await using cloud = await scriptedCloud({ ...deletion, [at]: task('running', 'Creating') });
    for (const words of [
      'cluster delete c1 -y --no-wait',
      '-n cluster delete c1 -y',
      '--no-wait cluster delete c1 -y',
    ]) {
      assert.equal(
        (await cloud.run(words)).stdout,
        `property       value
-------------  ---------------------------------------------------------
href           https://vcd/api/task/${taskId}
id             urn:vcloud:task:${taskId}
name           task
operation      Creating
operationName  create_cluster
status         running
`,
      );
    }
    const { stdout } = await cloud.run('--json -n cluster delete c1 -y');
    assert.deepEqual(Object.keys(JSON.parse(stdout)), ['cluster_id', 'name', 'task_href']);
  });

  it('never sends the token to another host, and takes no other path than that of a task', async () => {
    await using cloud = await scriptedCloud({ [at]: finished });
    assert.equal((await cloud.run(`task wait https://evil.example/api/task/${taskId}`)).code, 0);
    assert.deepEqual(cloud.server.trail(), [at]);
    for (const reference of ['x', 'https://vcd/api/org/1', `/api/admin/${taskId}`]) {
      const { code, stderr } = await cloud.run(['task', 'wait', reference]);
      assert.deepEqual(
        [code, stderr],
        [2, `Error: '${reference}' is no task: expected its href or its id\n`],
      );
    }
  });

  it('shows the answer where it names no task', async () => {
    await using cloud = await scriptedCloud({ 'DELETE /api/cse/c1': json(202, { cluster_name: 'c1' }) });
    assert.equal(
      (await cloud.run('cluster delete c1 -y')).stdout,
      'property      value\n------------  -------\ncluster_name  c1\n',
    );
  });
});

describe('task info', () => {
  it('shows how a task stands', async () => {
    await using cloud = await scriptedCloud({ [at]: task('running', 'Creating', { progress: 40 }) });
    const { stdout } = await cloud.run(`task info ${taskId} -o yaml`);
    assert.match(stdout, /^operation: Creating$/m);
    assert.match(stdout, /^progress: "40"$/m);
  });

  it('tells what Cloud Director says of a task that it does not show', async () => {
    const error = '<Error xmlns="http://www.vmware.com/vcloud/v1.5" message="No access."/>';
    await using cloud = await scriptedCloud({ [at]: xml(403, error) });
    assert.match((await cloud.run(`task info ${taskId}`)).stderr, /^Error: No access\./);
  });
});
