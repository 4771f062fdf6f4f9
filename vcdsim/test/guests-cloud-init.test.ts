import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { systemClock } from '../src/clock.ts';
import type { GuestDriver } from '../src/guests/guest-driver.ts';
import { sandboxGuests } from '../src/guests/sandbox-guests.ts';
import { addresses, FakeMachine, missing } from './guests-fixtures.ts';

const skip = await missing('bwrap');
const [address] = addresses();
const lines: string[] = [];
let guests: GuestDriver;

describe('cloud-init and its surroundings in a sandbox', { skip, concurrency: 2, timeout: 120_000 }, () => {
  before(() => {
    guests = sandboxGuests({ clock: systemClock(), bootMs: 1, log: (line) => lines.push(line) });
  });
  after(() => guests[Symbol.asyncDispose]());

  test('files are written with their encodings, permissions and order', async () => {
    const said = await run('files', {
      write_files: [
        { path: '/srv/deep/plain', content: 'a\n', permissions: '0640' },
        { path: '/srv/deep/plain', content: 'b\n', append: true },
        { path: '/srv/b64', content: Buffer.from('c').toString('base64'), encoding: 'b64' },
        { path: '/srv/gz', content: gzipSync('d').toString('base64'), encoding: 'gz+b64' },
        { path: '/srv/late', content: 'e', defer: true, owner: 'operator:operator' },
      ],
      users: ['default', { name: 'operator', ssh_authorized_keys: ['ssh-ed25519 AAAA x'] }],
      ssh_authorized_keys: ['ssh-ed25519 BBBB y'],
      runcmd: [
        'tell plain "$(tr "\\n" + < /srv/deep/plain) $(cat /srv/b64 /srv/gz /srv/late)"',
        'tell keys "$(cat /home/operator/.ssh/authorized_keys /root/.ssh/authorized_keys | tr "\\n" " ")"',
        'tell mode "$(stat -c %a /srv/b64)"',
      ],
    });
    assert.equal(said['plain'], 'a+b+ cde');
    assert.equal(said['keys'], 'ssh-ed25519 AAAA x ssh-ed25519 BBBB y ');
    assert.equal(said['mode'], '644');
  });

  test('the host name comes from user data, else from metadata, else from the machine', async () => {
    const command = ['tell name "$(hostname) $(cat /etc/hostname) $(uname -n) $(hostname -I)"'];
    const given = await run('one', { hostname: 'given', runcmd: command });
    assert.equal(given['name'], `given given given ${address}`);
    const local = await run('two', { runcmd: command }, { 'local-hostname': 'local' });
    assert.equal(local['name'], `local local local ${address}`);
    const own = await run('Three', { runcmd: command });
    assert.equal(own['name'], `three three three ${address}`);
  });

  test('commands are one script of the shell: lists are quoted, a failure in the middle goes on', async () => {
    const said = await run('commands', {
      bootcmd: ['echo early > /srv/boot'],
      runcmd: [
        ['sh', '-c', 'tell "$1" "$2"', 'x', 'list', "it's $HOME"],
        'false',
        'variable=kept',
        'tell text "$variable $(cat /srv/boot)"',
      ],
    });
    assert.equal(said['list'], "it's $HOME");
    assert.equal(said['text'], 'kept early');
    assert.equal(said['status'], 'status: done');
  });

  test('a script that ends badly is an error of the boot, and is recorded', async () => {
    const said = await run('broken', { runcmd: ['echo to the log', 'exit 3'] });
    assert.equal(said['status'], 'status: error');
    assert.match(said['log'] ?? '', /to the log/);
    assert.ok(
      lines.some((line) => /^broken: cloud-init: \('scripts_user', .*exit code 3/.test(line)),
      lines.join('\n'),
    );
  });

  test('a file of an unknown user is an error, and the rest goes on', async () => {
    const said = await run('owner', {
      write_files: [{ path: '/srv/x', content: '', owner: 'nobody-knows' }],
      packages: ['vim'],
      runcmd: ['tell on "yes"'],
    });
    assert.equal(said['on'], 'yes');
    assert.equal(said['status'], 'status: error');
    assert.ok(lines.some((line) => line.includes('Unknown user: nobody-knows')));
    assert.ok(lines.some((line) => line.includes('no package repositories: vim')));
  });

  test('metadata can have the data cleared that the guest has read', async () => {
    const machine = machineFor('clean', { runcmd: ['tell done yes'] }, { 'cleanup-guestinfo': ['userdata'] });
    guests.powerOn(machine);
    await machine.until('guestinfo.test.finished', /./);
    assert.equal(machine.info.get('guestinfo.userdata'), '---');
    assert.equal(machine.info.get('guestinfo.userdata.encoding'), undefined);
  });

  test('the guest is apart from the host', async () => {
    const said = await run('apart', {
      runcmd: [
        // The process that runs this file has its name in its arguments.
        `tell processes "$(ps axww -o args | grep -c '[g]uests-cloud-init.test')"`,
        'touch /usr/x 2>/dev/null || tell usr refused',
        'tell root "[$(ls /root)]"',
        'getent hosts example.com >/dev/null || tell names none',
        'tell id "$(id -un) $HOME"',
        `test -e ${import.meta.dirname} || tell host "not seen"`,
      ],
    });
    assert.equal(said['processes'], '0');
    assert.equal(said['usr'], 'refused');
    assert.equal(said['root'], '[]');
    assert.equal(said['names'], 'none');
    assert.equal(said['id'], 'root /root');
    assert.equal(said['host'], 'not seen');
  });

  test('one blank separates key and value, and what is not there is an error', async () => {
    const said = await run('rpc', {
      runcmd: [
        'vmware-rpctool "info-set guestinfo.test.blanks  two  blanks "',
        'tell get "$(vmtoolsd --cmd "info-get guestinfo.test.blanks")"',
        'vmtoolsd --cmd="info-get guestinfo.nothing" > /srv/out 2>&1; tell none "$? $(cat /srv/out)"',
        'vmware-rpctool "info-set guestinfo.alone" 2>&1 | tell-all alone',
        'vmware-rpctool "info-set outside x" 2>&1 | tell-all outside',
        'vmware-rpctool "machine.id.get" 2>&1 | tell-all unknown',
      ],
    });
    assert.equal(said['blanks'], ' two  blanks ');
    assert.equal(said['get'], ' two  blanks ');
    assert.equal(said['none'], '1 No value found');
    assert.equal(said['alone'], 'Two and exactly two arguments expected');
    assert.equal(said['outside'], 'Permission denied');
    assert.equal(said['unknown'], 'Unknown command');
  });

  test('services and timers of user data run; units of the image only have a state', async () => {
    const unit = (name: string, text: string): object => ({
      path: `/etc/systemd/system/${name}`,
      content: text,
    });
    const said = await run('units', {
      write_files: [
        unit(
          'again@.service',
          '[Service]\nExecStart=/bin/bash -c "echo %i >> /srv/again"\nRestart=always\nRestartSec=50ms\n',
        ),
        unit(
          'once.service',
          '[Service]\nType=oneshot\nEnvironment=A=1\nExecStartPre=-/bin/false\nExecStart=/bin/bash -c \'tell once "$A"\'\nExecStart=/bin/false\n',
        ),
        unit('tick.timer', '[Timer]\nOnBootSec=0\nOnUnitActiveSec=50ms\n'),
        unit('tick.service', '[Service]\nType=oneshot\nExecStart=/bin/bash -c "echo tick >> /srv/tick"\n'),
      ],
      runcmd: [
        'systemctl daemon-reload; systemctl enable --now containerd',
        'systemctl start again@x tick.timer',
        'until [ "$(grep -c x /srv/again)" -ge 3 ] && [ "$(grep -c tick /srv/tick)" -ge 3 ]; do sleep 0.05; done',
        'tell active "$(systemctl is-active containerd again@x once | tr "\\n" " ")"',
        'systemctl stop again@x tick.timer; tell stopped "$(systemctl is-active again@x)"',
        'systemctl start once; tell failed "$? $(systemctl is-failed once)"',
        'systemctl start nothing; tell unknown "$?"',
      ],
    });
    assert.equal(said['active'], 'active active inactive ');
    assert.equal(said['stopped'], 'inactive');
    assert.equal(said['once'], '1');
    assert.equal(said['failed'], '1 failed');
    assert.equal(said['unknown'], '5');
  });

  test('the rest of a node’s programs answer as far as scripts ask', async () => {
    const said = await run('programs', {
      write_files: [{ path: '/etc/sysctl.d/9.conf', content: '# why\nnet.ipv4.ip_forward = 1\n' }],
      runcmd: [
        'modprobe br_netfilter && /sbin/swapoff -a && tell kernel ok',
        'sysctl --system | tell-all set; tell forward "$(sysctl -n net.ipv4.ip_forward)"',
        'tell cgroup "$(containerd config default | grep -c SystemdCgroup)"',
        'tell versions "$(kubelet --version) $(kubeadm version -o short) $(ctr version | wc -l)"',
        'apt-get install -y vim 2>/dev/null; tell apt "$?"',
        'apt-get -q install -y kubelet=1.10.11-00 kubeadm=1.10.11-00 && tdnf install -yq docker-17.06.0-9.ph2 && tell installed "$(paste -sd, /var/lib/vcdsim/packages)"',
        'apt remove -y kubelet && tell removed "$(paste -sd, /var/lib/vcdsim/packages)"',
        'cd /root; wget --no-verbose -O weave.yml "https://cloud.weave.works/k8s/net?k8s-version=x"; tell weave "$(grep -c "kind: DaemonSet" weave.yml)"',
        'curl -fsSL https://download.docker.com/linux/ubuntu/gpg | sudo apt-key add - && tell key "$?"',
        'curl -s https://example.org/ 2>/srv/why; tell page "$? $(cat /srv/why)"',
        'curl -L git.io/weave -o /usr/local/bin/weave; tell script "$(sh /usr/local/bin/weave)"',
        'echo root:new | chpasswd; printf "a\\nb\\n" | passwd root 2>/dev/null; tell mismatch "$?"',
        'printf "a\\na\\n" | passwd root >/dev/null; tell shadow "$(grep -c "^root:.vcdsim" /etc/shadow)"',
        'docker pull a/b:c && growpart /dev/sda 1 && tell image "$(lsb_release -cs)"',
        'ip -o address show | grep -c " $ADDRESS/" | tell-all address',
        'tell route "$(ip route get 1 | sed "s/.*src //; s/ .*//")"',
        'hostnamectl set-hostname other; tell other "$(cat /etc/hostname)"',
      ],
    });
    assert.equal(said['kernel'], 'ok');
    assert.equal(said['set'], 'net.ipv4.ip_forward = 1');
    assert.equal(said['forward'], '1');
    assert.equal(said['cgroup'], '1');
    assert.equal(said['versions'], 'Kubernetes v1.36.1 v1.36.1 1');
    assert.equal(said['apt'], '100');
    assert.equal(said['installed'], 'kubelet=1.10.11-00,kubeadm=1.10.11-00,docker-17.06.0-9.ph2');
    assert.equal(said['removed'], 'kubeadm=1.10.11-00,docker-17.06.0-9.ph2');
    assert.equal(said['weave'], '1');
    assert.equal(said['key'], '0');
    assert.match(said['page'] ?? '', /^6 curl: \(6\) Could not resolve host: example.org/);
    assert.equal(said['script'], 'weave is simulated');
    assert.equal(said['mismatch'], '10');
    assert.equal(said['shadow'], '1');
    assert.equal(said['image'], 'simulated');
    assert.equal(said['address'], '1');
    assert.equal(said['route'], address);
    assert.equal(said['other'], 'other');
  });

  test('a guest that shuts down is silent from then on', async () => {
    const machine = machineFor('down', { runcmd: ['tell before yes', 'shutdown -h now', 'tell after yes'] });
    const running = guests.powerOn(machine);
    await machine.until('guestinfo.test.before', /yes/);
    await running.powerOff();
    assert.equal(machine.info.get('guestinfo.test.after'), undefined);
  });
});

/** `tell` and `tell-all` (from standard input) set keys below `guestinfo.test`; a unit of its own tells the end. */
const tools = [
  {
    path: '/usr/local/bin/tell',
    permissions: '0755',
    content: '#!/bin/bash\nvmtoolsd --cmd "info-set guestinfo.test.$1 $2" >/dev/null\n',
  },
  {
    path: '/usr/local/bin/tell-all',
    permissions: '0755',
    content: '#!/bin/bash\ntell "$1" "$(cat)"\n',
  },
  {
    path: '/etc/systemd/system/finish.service',
    content:
      '[Service]\nExecStart=/bin/bash -c \'status="$(cloud-init status --wait)"; tell status "$status"; tell log "$(base64 -w 0 /var/log/cloud-init-output.log)"; tell finished yes\'\n',
  },
];

interface CloudConfig {
  readonly write_files?: readonly object[];
  readonly runcmd: readonly (string | readonly string[])[];
  readonly [key: string]: unknown;
}

function machineFor(name: string, config: CloudConfig, metadata?: object): FakeMachine {
  const document = {
    ...config,
    write_files: [...tools, ...(config.write_files ?? [])],
    runcmd: ['. /run/vcdsim/machine/machine.env; systemctl start finish', ...config.runcmd],
  };
  const machine = new FakeMachine(name, address, `#cloud-config\n${stringify(document)}`);
  if (metadata) machine.info.set('guestinfo.metadata', JSON.stringify(metadata));
  return machine;
}

/** Boots a machine and resolves with what its commands told, once cloud-init is through. */
async function run(
  name: string,
  config: CloudConfig,
  metadata?: object,
): Promise<Readonly<Record<string, string>>> {
  const machine = machineFor(name, config, metadata);
  const running = guests.powerOn(machine);
  await machine.until('guestinfo.test.finished', /yes/);
  await running.powerOff();
  const said = Object.entries(machine.said()).map(([key, value]) => [
    key.replace('guestinfo.test.', ''),
    value,
  ]);
  const told: Record<string, string> = Object.fromEntries(said);
  return { ...told, log: Buffer.from(told['log'] ?? '', 'base64').toString() };
}
