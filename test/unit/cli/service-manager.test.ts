import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { serviceManager } from '#cli/service-manager.ts';

const missing = ['systemd-notify', 'perl'].find((program) => spawnSync(program, ['--version']).error);

function unexpected(error: unknown): void {
  throw error;
}

/** What systemd does with its socket: it prints every message on a line. */
const listener = `
use strict; use warnings; use IO::Socket::UNIX; $| = 1;
my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!;
print "listening\\n";
while (defined $socket->recv(my $message, 4096)) { $message =~ tr/\\n/ /; print "$message\\n"; }
`;

describe('systemd', { skip: missing === undefined ? false : `${missing} is not installed` }, () => {
  let directory: string;
  let socket: string;
  const heard: string[] = [];
  let perl: ReturnType<typeof spawn>;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-notify-'));
    socket = join(directory, 'notify');
    const child = spawn('perl', ['-e', listener, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    perl = child;
    const lines = createInterface({ input: child.stdout });
    await once(lines, 'line');
    lines.on('line', (line) => heard.push(line));
  });
  after(async () => {
    perl.kill();
    await once(perl, 'exit');
    await rm(directory, { recursive: true });
  });

  const managed = (
    more: Readonly<Record<string, string>> = {},
    complain: (error: unknown) => void = unexpected,
  ) =>
    serviceManager({ environment: { PATH: process.env['PATH'], NOTIFY_SOCKET: socket, ...more } }, complain);
  const hearing = async (text: RegExp, atLeast = 1) => {
    while (heard.filter((line) => text.test(line)).length < atLeast) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  it('hears that the service is ready and that it stops', { timeout: 20_000 }, async () => {
    const manager = managed();
    await manager.ready();
    await hearing(/READY=1.*STATUS=taking requests|STATUS=taking requests.*READY=1/);
    await manager.stopping();
    await hearing(/STOPPING=1/);
  });

  it(
    'hears twice in a watchdog’s time that the service lives, and no more when it does not',
    { timeout: 20_000 },
    async () => {
      const complaints: unknown[] = [];
      let lives = true;
      const alive = () => (lives ? Promise.resolve() : Promise.reject(new Error('the store is gone')));
      const manager = managed({ WATCHDOG_USEC: '100000' }, (error) => complaints.push(error));
      using _watchdog = manager.startWatchdog(alive);
      await hearing(/WATCHDOG=1/, 2);
      assert.deepEqual(complaints, []);
      lives = false;
      while (complaints.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.match(String(complaints[0]), /the store is gone/);
    },
  );

  it('is not told where it does not listen, which is complained about', async () => {
    const complaints: unknown[] = [];
    await managed({ NOTIFY_SOCKET: join(directory, 'nobody') }, (error) => complaints.push(error)).ready();
    assert.equal(complaints.length, 1);
  });

  it('is left alone where it did not start us', async () => {
    const before = heard.length;
    const manager = serviceManager({ environment: {} }, unexpected);
    await manager.ready();
    await manager.stopping();
    manager.startWatchdog(() => Promise.reject(new Error('never asked')))[Symbol.dispose]();
    assert.equal(heard.length, before);
  });
});
