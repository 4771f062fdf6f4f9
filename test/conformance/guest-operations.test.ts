import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { instantGuests, sandboxGuests, startVcdsim, systemClock } from 'vcdsim';
import type { GuestDriver } from 'vcdsim';
import { composed } from './composed-vapp.ts';
import { PythonFault, startGuestRun } from './guest-run.ts';
import { clientMissing, originalScript } from './original-client.ts';

const kinds = ['instant', 'sandbox'] as const;
const account = ['administrator@vsphere.local', 'secret'] as const;
/** Of the templates of the built-in model. */
const password = 'simulated';

const fault =
  (name: string) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof PythonFault, String(error));
    assert.equal(error.fault, name, error.message);
    return true;
  };

/** Python's libraries call port 443 and no other. */
async function closedPort443(): Promise<string | false> {
  const server = createServer();
  server.listen(443, '127.127.0.1');
  try {
    await once(server, 'listening');
    return false;
  } catch (error) {
    return `nobody may listen on port 443 here: ${String(error)}`;
  } finally {
    server.close();
  }
}

const withoutBubblewrap =
  spawnSync('bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']).status === 0
    ? false
    : 'bubblewrap cannot make sandboxes here';
const skip = clientMissing('1.2.7') || (await closedPort443());

function driverOf(kind: (typeof kinds)[number]): GuestDriver {
  const options = { clock: systemClock(), bootMs: 1 };
  return kind === 'sandbox' ? sandboxGuests(options) : instantGuests(options);
}

for (const kind of kinds) {
  const missing = skip || (kind === 'sandbox' && withoutBubblewrap);
  describe(`vsphere-guest-run and pyVmomi with ${kind} guests`, { skip: missing, timeout: 240_000 }, () => {
    it('find a VM, wait for its tools, run scripts in it, send and fetch files', async () => {
      await using guests = driverOf(kind);
      const host = `127.${randomInt(64, 127)}.${randomInt(256)}.2`;
      await using sim = await startVcdsim({ guests, vCenter: { host, port: 443 } });
      const [vm] = await composed(sim, ['one']);
      await using python = startGuestRun();
      await assert.rejects(python.call('connect', host, account[0], 'wrong'), fault('InvalidLogin'));
      await python.call('connect', host, ...account);
      assert.deepEqual(await python.call('names'), [`one (${vm.id})`]);
      assert.equal(await python.call('by_uuid', vm.id), vm.moref);
      assert.equal(await python.call('wait_for_tools', vm.moref), 'guestToolsRunning');
      const facts = await python.call('facts', vm.moref);
      assert.equal((facts as Record<string, unknown>)['guest.guestState'], 'running'); // a dictionary of vsphere-guest-run

      const script = '#!/usr/bin/env bash\npwd\necho "$HOME" >&2\nexit 3\n';
      assert.deepEqual(await python.call('script', vm.moref, password, script), [3, '/root\n', '/root\n']);
      await assert.rejects(python.call('script', vm.moref, 'no', script), fault('InvalidGuestLogin'));
      await assert.rejects(python.call('program', vm.moref, password, '/bin/none'), fault('FileNotFound'));

      const pid = (await python.call('program', vm.moref, password, '/bin/sleep 600')) as [number]; // one number
      const running = await python.call('processes', vm.moref, password, pid);
      assert.deepEqual(running, [{ pid: pid[0], owner: 'root', exitCode: null, ended: false }]);
      await python.call('terminate', vm.moref, password, pid[0]);
      while (JSON.stringify(await python.call('processes', vm.moref, password, pid)).includes('false'));
      assert.deepEqual(await python.call('processes', vm.moref, password, [4_000_000]), []);
      await assert.rejects(
        python.call('terminate', vm.moref, password, 4_000_000),
        fault('GuestProcessNotFound'),
      );

      await python.call('upload', vm.moref, password, 'ein Häuschen\n', '/root/a.txt');
      await assert.rejects(
        python.call('upload', vm.moref, password, 'zwei', '/root/a.txt'),
        fault('FileAlreadyExists'),
      );
      await python.call('move', vm.moref, password, '/root/a.txt', '/root/b.txt');
      assert.deepEqual(await python.call('download', vm.moref, password, '/root/b.txt'), [
        200,
        'ein Häuschen\n',
      ]);
      assert.deepEqual(await python.call('files', vm.moref, password, '/root', 'txt$'), ['b.txt']);
      await python.call('delete', vm.moref, password, '/root/b.txt');
      await assert.rejects(python.call('download', vm.moref, password, '/root/b.txt'), fault('FileNotFound'));

      sim.endSessions();
      await assert.rejects(python.call('facts', vm.moref), fault('NotAuthenticated'));
    });

    it('make a cluster with the scripts of CSE 1.2.7 on its own template', async () => {
      await using guests = driverOf(kind);
      const host = `127.${randomInt(64, 127)}.${randomInt(256)}.3`;
      await using sim = await startVcdsim({ guests, vCenter: { host, port: 443 } });
      const [master, worker] = await composed(sim, ['mstr-a', 'node-b']);
      await using python = startGuestRun();
      await python.call('connect', host, ...account);
      const customize = await originalScript('1.2.7', 'cust-ubuntu-16.04.sh');
      const succeed = async (moref: string, secret: string, script: string): Promise<string> => {
        const [exitCode, stdout, stderr] = (await python.call('script', moref, secret, script)) as [
          number,
          string,
          string,
        ]; // see `decoded`
        assert.equal(exitCode, 0, `${script}\n${stdout}\n${stderr}`);
        return stdout;
      };
      for (const { moref } of [master, worker]) {
        await python.call('wait_for_tools', moref);
        await succeed(moref, password, await originalScript('1.2.7', 'init-ubuntu-16.04.sh'));
        assert.match(await succeed(moref, password, customize), /customization completed/);
        await python.call('program', moref, password, '/bin/echo "root:geheim" | chpasswd');
        while (true) {
          try {
            await succeed(moref, 'geheim', '#!/usr/bin/env bash\nuname -a\n');
            break;
          } catch (error) {
            fault('InvalidGuestLogin')(error);
          }
        }
      }
      await succeed(master.moref, 'geheim', await originalScript('1.2.7', 'mstr-ubuntu-16.04.sh'));
      const told = await succeed(
        master.moref,
        'geheim',
        "#!/usr/bin/env bash\nkubeadm token create\nip route get 1 | awk '{print $NF;exit}'\n",
      );
      const [token = '', address = ''] = told.split(/\s+/);
      assert.equal(address, master.ipAddress);
      const join = await originalScript('1.2.7', 'node-ubuntu-16.04.sh');
      await succeed(worker.moref, 'geheim', join.replace('{token}', token).replace('{ip}', address));
      const nodes = '#!/usr/bin/env bash\nkubectl get nodes --no-headers\n';
      assert.match(await succeed(master.moref, 'geheim', nodes), /^mstr-a +Ready.*\nnode-b +Ready/m);
      const [status, kubeconfig] = (await python.call(
        'download',
        master.moref,
        'geheim',
        '/root/.kube/config',
      )) as [number, string]; // see `download`
      assert.equal(status, 200);
      assert.match(kubeconfig, new RegExp(`server: https://${address}:6443`));
      await succeed(master.moref, 'geheim', '#!/usr/bin/env bash\nkubectl delete node node-b\n');
      await succeed(worker.moref, 'geheim', await originalScript('1.2.7', 'nfsd-ubuntu-16.04.sh'));
      assert.match(
        await succeed(worker.moref, 'geheim', `#!/usr/bin/env bash\nshowmount -e ${address}\n`),
        /^\/home \*$/m,
      );
    });
  });
}
