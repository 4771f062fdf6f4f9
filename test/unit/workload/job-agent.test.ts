import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  answered,
  jobMachine,
  jobRequest as request,
  secondsFromNow,
  type JobAnswer,
  type JobRequestText,
} from '../../support/job-machine.ts';

const kubectl = 'kubectl --kubeconfig /etc/kubernetes/admin.conf';

suite('the job agent', { concurrency: 2 }, () => {
  test('deletes a node, and says before and after that it does', async () => {
    await using machine = await jobMachine();
    const asked = request();
    await machine.ask(asked);
    const answers = await machine.look();
    assert.deepEqual(
      answers.map(({ id, state }) => [id, state]),
      [
        ['job-1', 'running'],
        ['job-1', 'succeeded'],
      ],
    );
    const digest = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
    assert.deepEqual([...new Set(answers.map((answer) => answer.request))], [digest]);
    assert.match(answers[1]?.at ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.match(answers[1]?.output ?? '', /^done: .* delete node node-c3d4/);
    const [call, ...others] = await machine.calls();
    assert.match(
      call ?? '',
      new RegExp(`^${kubectl} delete node node-c3d4 --ignore-not-found --timeout=\\d+s$`),
    );
    assert.deepEqual(others, []);
  });

  test('drains a node within what is left of the time', async () => {
    await using machine = await jobMachine();
    await machine.ask(request({ kind: 'drainNode', deadline: secondsFromNow(60) }));
    assert.equal((await machine.look()).at(-1)?.state, 'succeeded');
    const [call = '', ...others] = await machine.calls();
    assert.deepEqual(others, []);
    const drain = / drain node-c3d4 --ignore-daemonsets --delete-emptydir-data --timeout=(\d+)s$/.exec(call);
    assert.ok(Number(drain?.[1]) > 0 && Number(drain?.[1]) <= 60, call);
  });

  test('a drain of a node that is gone is done; of one that is there it fails in kubectl’s words', async () => {
    const drain = (found: string) =>
      `case "$*" in *' drain '*) echo 'evicting pod a'; echo 'cannot evict "b": too "few"	left' >&2; exit 3 ;;
       *' get node node-c3d4 --ignore-not-found --output=name') ${found} ;; *) exit 9 ;; esac`;
    await using gone = await jobMachine();
    await gone.standIn('kubectl', drain(':'));
    await gone.ask(request({ kind: 'drainNode' }));
    const done = (await gone.look()).at(-1);
    assert.equal(done?.state, 'succeeded');
    assert.match(done.output ?? '', /node node-c3d4 is not in the cluster\n$/);

    for (const found of ['echo node/node-c3d4', 'exit 1']) {
      await using there = await jobMachine();
      await there.standIn('kubectl', drain(found));
      await there.ask(request({ kind: 'drainNode' }));
      const failed = (await there.look()).at(-1);
      assert.equal(failed?.state, 'failed');
      assert.equal(failed.message, 'exit 3: cannot evict "b": too "few" left\n');
    }
  });

  test('lists exports on an NFS server, with either tool', async () => {
    const asked = request({ machine: 'nfsd-e5f6', kind: 'listExports', node: 'nfsd-e5f6' });
    await using machine = await jobMachine({ CSE_JOB_MACHINE: 'nfsd-e5f6', CSE_JOB_ROLE: 'nfs' });
    await machine.ask(asked);
    assert.equal((await machine.look()).at(-1)?.output, '/home 10.0.0.0/24\n');
    assert.deepEqual(await machine.calls(), ['showmount --no-headers --exports 127.0.0.1']);

    await using other = await jobMachine({ CSE_JOB_MACHINE: 'nfsd-e5f6', CSE_JOB_ROLE: 'nfs' });
    await other.remove('/standins/showmount');
    await other.standIn('exportfs', 'echo "/srv *(rw)"');
    await other.ask(asked);
    assert.equal((await other.look()).at(-1)?.output, '/srv *(rw)\n');
  });

  test('does no job twice, and repeats its answer after a restart', async () => {
    await using machine = await jobMachine();
    await machine.standIn('kubectl', 'echo because >&2; exit 1');
    await machine.ask(request());
    assert.equal((await machine.look()).at(-1)?.message, 'exit 1: because\n');
    // What a guest told is forgotten when its power goes.
    await machine.remove('/info/guestinfo.cse.job.answer');
    const [answer, ...others] = await machine.look();
    assert.deepEqual([answer?.state, answer?.message, others], ['failed', 'exit 1: because\n', []]);
    // A result stands, however late it is asked for.
    await machine.ask(request({ sequence: 1001, deadline: secondsFromNow(-10) }));
    assert.equal((await machine.look()).at(-1)?.message, 'exit 1: because\n');
    assert.equal((await machine.calls()).length, 1);
  });

  test('says nothing while there is nothing to do, and half a request is none', async () => {
    await using machine = await jobMachine();
    assert.deepEqual(await machine.look(), []);
    await machine.ask(request());
    await machine.remove('/info/guestinfo.cse.job.signature');
    assert.deepEqual(await machine.look(), []);
    assert.deepEqual(await machine.calls(), []);
  });

  for (const signal of ['KILL', 'TERM']) {
    test(`a job that was cut off by SIG${signal} is done again at the next start`, async () => {
      await using machine = await jobMachine();
      // Whoever ends the agent's unit ends all of its processes; between agent and kubectl are the actions and `timeout`.
      const parent = (pid: string) => `$(ps -o ppid= -p ${pid} | tr -d " ")`;
      const actions = parent('$PPID');
      await machine.standIn('kubectl', `kill -${signal} "${parent(actions)}" "${actions}"; echo first`);
      await machine.ask(request());
      assert.deepEqual(
        (await machine.look()).map(({ state }) => state),
        ['running'],
      );
      assert.equal(await machine.read('/var/lib/cse/jobs/job-1/rc'), undefined);
      await machine.standIn('kubectl', 'echo second');
      const answers = await machine.look();
      assert.deepEqual(
        answers.map(({ state }) => state),
        ['running', 'succeeded'],
      );
      assert.equal(answers[1]?.output, 'second\n');
      assert.equal(await machine.read('/var/lib/cse/jobs/job-1/rc'), '0\n');
    });
  }

  test('an answer is the last 4 KB of output, without control characters', async () => {
    await using machine = await jobMachine();
    await machine.standIn('kubectl', `seq 1 5000; printf '\\e[31m"\\\\"\\a\\0end'`);
    await machine.ask(request());
    const output = (await machine.look()).at(-1)?.output ?? '';
    assert.match(output, /\n5000\n\[31m"\\"end\n$/);
    assert.ok(output.length <= 4097);

    await using failing = await jobMachine();
    await failing.standIn('kubectl', 'seq 1 5000 >&2; exit 1');
    await failing.ask(request());
    assert.match((await failing.look()).at(-1)?.message ?? '', /^exit 1: [\s\S]*\n5000\n$/);
  });

  test('an answer that the hypervisor did not take is given again, and the job is not', async () => {
    await using machine = await jobMachine({ CSE_JOB_POLL_SECONDS: 0.05 });
    await machine.standIn('kubectl', '[[ $* != *" delete "* ]] || touch "$CSE_ROOT/deaf"');
    await machine.ask(request());
    await using agent = machine.run();
    while ((await machine.read('/var/lib/cse/jobs/job-1/rc')) === undefined) await sleep(20);
    await machine.remove('/deaf');
    await answered(machine, 'job-1');
    assert.equal((await machine.calls()).length, 1);
    assert.ok(agent);
  });

  test('speaks through older tools where there are no newer', async () => {
    await using machine = await jobMachine();
    await machine.makeOlder();
    await machine.ask(request());
    assert.equal((await machine.look()).at(-1)?.state, 'succeeded');
  });

  test('runs on: one job after another, and only one agent at a time', async () => {
    await using machine = await jobMachine({ CSE_JOB_POLL_SECONDS: 0.05 });
    await using agent = machine.run();
    for (const sequence of [1, 2]) {
      await machine.ask(request({ id: `job-${sequence}`, sequence }));
      await answered(machine, `job-${sequence}`);
    }
    await using second = machine.run();
    assert.equal(await second.exit, 1);
    assert.equal((await machine.calls()).length, 2);
    assert.ok(agent);
  });
});

suite('the job agent refuses', { concurrency: 2 }, () => {
  /** Asks on one fresh machine; nothing may have been run. */
  async function refusals(...requests: readonly (JobRequestText | string)[]): Promise<readonly JobAnswer[]> {
    await using machine = await jobMachine();
    const answers: JobAnswer[] = [];
    for (const asked of requests) {
      await machine.ask(asked);
      answers.push(...(await machine.look()));
    }
    assert.deepEqual(
      answers.map(({ state }) => state),
      requests.map(() => 'failed'),
    );
    assert.deepEqual(await machine.calls(), []);
    assert.deepEqual(await machine.journals(), []);
    return answers;
  }

  test('a signature by another key, without believing the id', async () => {
    await using machine = await jobMachine();
    const asked = request();
    await machine.ask(asked, generateKeyPairSync('ed25519').privateKey);
    const [answer, ...others] = await machine.look();
    assert.deepEqual([answer?.id, answer?.state, others], ['', 'failed', []]);
    assert.equal(answer?.request, createHash('sha256').update(JSON.stringify(asked)).digest('hex'));
    assert.match(answer.message ?? '', /signature .* does not verify/);
    assert.deepEqual(await machine.calls(), []);
  });

  test('a text that was changed after it was signed', async () => {
    await using machine = await jobMachine();
    await machine.ask(request());
    const changed = Buffer.from(JSON.stringify(request({ node: 'node-zzzz' }))).toString('base64');
    await machine.write('/info/guestinfo.cse.job.request', changed);
    assert.match((await machine.look())[0]?.message ?? '', /signature .* does not verify/);
    await machine.write('/info/guestinfo.cse.job.request', 'no base64!');
    assert.match((await machine.look())[0]?.message ?? '', /signature .* does not verify/);
    await machine.write('/info/guestinfo.cse.job.request', 'A'.repeat(5000));
    assert.match((await machine.look())[0]?.message ?? '', /too long/);
    assert.deepEqual(await machine.calls(), []);
  });

  test('a signed text of another shape', async () => {
    const shapes = [
      'deleteNode node-c3d4',
      JSON.stringify({ ...request(), version: 2 }),
      JSON.stringify({ ...request(), more: 1 }),
      JSON.stringify(request(), undefined, 1),
      JSON.stringify(request({ id: '../../etc' })),
      JSON.stringify(request({ id: '' })),
      JSON.stringify(request({ deadline: 'tomorrow' })),
    ];
    for (const answer of await refusals(...shapes)) {
      assert.equal(answer.id, '');
      assert.match(answer.message ?? '', /does not know/);
    }
  });

  test('a job for another machine', async () => {
    const [answer] = await refusals(request({ machine: 'mstr-zzzz' }));
    assert.deepEqual(
      [answer?.id, answer?.message],
      ['job-1', 'the job is for mstr-zzzz and this is mstr-a1b2\n'],
    );
  });

  test('a request that expired, by the clock of the machine', async () => {
    const [answer] = await refusals(request({ deadline: secondsFromNow(-1) }));
    assert.match(answer?.message ?? '', /^the request expired at .*Z, and it is .*Z here\n$/);
  });

  test('a kind that it does not know, and one that its role does not do', async () => {
    const kinds = ['runScript', 'listExports', 'drainnode'];
    assert.deepEqual(
      (await refusals(...kinds.map((kind) => request({ kind })))).map(({ message }) => message),
      kinds.map((kind) => `${kind} is nothing that a machine of role control-plane does\n`),
    );
  });

  test('node names that are none', async () => {
    const hostile = [
      '',
      '-f',
      '--all',
      'node-a;reboot',
      'node-a node-b',
      '$(reboot)',
      '`reboot`',
      "node-a'",
      'Node-A',
      'node/a',
      '*',
      'node-a\u00e4',
      'a'.repeat(64),
    ];
    for (const answer of await refusals(...hostile.map((node) => request({ node })))) {
      assert.equal(answer.message, 'the name of the node is not one\n');
    }
    const escaped = ['a"b', 'a\nb', 'a\\'].map((node) => request({ node }));
    for (const { message = '' } of await refusals(...escaped)) assert.match(message, /does not know/);
  });

  test('an old request, however well it is signed', async () => {
    await using machine = await jobMachine();
    await machine.ask(request({ id: 'new', sequence: 7 }));
    await machine.look();
    for (const sequence of [6, 7]) {
      await machine.ask(request({ id: 'old', sequence }));
      const [answer] = await machine.look();
      assert.deepEqual(
        [answer?.id, answer?.message],
        ['old', `the request is an old one: ${sequence}, and 7 was seen\n`],
      );
    }
    assert.equal((await machine.calls()).length, 1);
  });

  test('an id that was given to another job', async () => {
    await using machine = await jobMachine();
    await machine.ask(request());
    await machine.look();
    await machine.ask(request({ sequence: 2000, node: 'node-zzzz' }));
    const [answer] = await machine.look();
    assert.match(answer?.message ?? '', /was given to another job/);
    assert.equal((await machine.calls()).length, 1);
  });

  test('nothing yet, when the time of a request has not come', async () => {
    await using machine = await jobMachine();
    await machine.ask(request({ notBefore: secondsFromNow(60) }));
    assert.deepEqual(await machine.look(), []);
    assert.deepEqual(await machine.calls(), []);
  });
});
