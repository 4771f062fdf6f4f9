import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answered, jobMachine, jobRequest as request, type JobMachine } from '../../support/job-machine.ts';

suite('the job agent of a control plane tells of the nodes', { concurrency: 2 }, () => {
  const key = '/info/guestinfo.cse.nodes';

  /** A kubectl that lists these lines, and fails where there are none. */
  function listing(lines: string): string {
    return `case "$*" in *' get nodes '*) [[ -n '${lines}' ]] && printf '${lines}' ;; *) echo done ;; esac`;
  }

  async function told(machine: JobMachine, pattern: RegExp): Promise<{ at: string; nodes: unknown }> {
    for (;;) {
      const text = Buffer.from((await machine.read(key)) ?? '', 'base64').toString();
      if (pattern.test(text)) return JSON.parse(text) as { at: string; nodes: unknown };
      await sleep(20);
    }
  }

  test('when it starts, and when they change', async () => {
    await using machine = await jobMachine({ CSE_JOB_POLL_SECONDS: 0.01 });
    const since = '2026-11-20T07:02:11Z';
    await machine.standIn(
      'kubectl',
      listing(`mstr-a1b2 True ${since}\\nnode-c3d4 Unknown ${since}\\nnode-e5f6\\n$(reboot) True x\\n`),
    );
    await using agent = machine.run();
    const { at, nodes } = await told(machine, /node-e5f6/);
    assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(nodes, [
      { name: 'mstr-a1b2', ready: true, since },
      { name: 'node-c3d4', ready: false, since },
      { name: 'node-e5f6', ready: false, since: at },
    ]);
    await machine.standIn('kubectl', listing(`mstr-a1b2 True ${since}\\n`));
    const later = await told(machine, /mstr-a1b2(?!.*node-)/);
    assert.deepEqual(later.nodes, [{ name: 'mstr-a1b2', ready: true, since }]);
    assert.ok(agent);
  });

  test('and again now and then though nothing has changed', async () => {
    await using machine = await jobMachine({ CSE_JOB_POLL_SECONDS: 0 });
    await machine.standIn('kubectl', listing('mstr-a1b2 True 2026-11-20T07:02:11Z\\n'));
    await using agent = machine.run();
    await told(machine, /mstr/);
    await machine.remove(key);
    await told(machine, /mstr/);
    assert.ok(agent);
  });

  test('and never while the cluster does not answer, nor on another machine', async () => {
    await using silent = await jobMachine({ CSE_JOB_POLL_SECONDS: 0 });
    await silent.standIn('kubectl', listing(''));
    await using server = await jobMachine({
      CSE_JOB_POLL_SECONDS: 0,
      CSE_JOB_MACHINE: 'nfsd-e5f6',
      CSE_JOB_ROLE: 'nfs',
    });
    for (const machine of [silent, server]) {
      const isServer = machine === server;
      const asked = isServer
        ? request({ machine: 'nfsd-e5f6', kind: 'listExports', node: 'nfsd-e5f6' })
        : request();
      await using agent = machine.run();
      // Two jobs one after the other: between them the agent has gone round.
      for (const [index, id] of ['first', 'second'].entries()) {
        await machine.ask({ ...asked, id, sequence: index });
        await answered(machine, id);
      }
      assert.equal(await machine.read(key), undefined);
      assert.ok(agent);
    }
  });
});
