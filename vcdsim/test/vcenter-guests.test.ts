import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { instantGuests, ManualClock, sandboxGuests, systemClock } from '../src/index.ts';
import type { GuestDriver } from '../src/index.ts';
import { all, first } from './simulated.ts';
import { addresses, FakeMachine, missing } from './guests-fixtures.ts';
import { vCenterWorld } from './vcenter-world.ts';
import { faultOf } from './vim-client.ts';

const kinds = {
  instant: (options: { readonly toolless?: RegExp }): GuestDriver =>
    instantGuests({ clock: systemClock(), bootMs: 1, ...options }),
  sandbox: (options: { readonly toolless?: RegExp }): GuestDriver =>
    sandboxGuests({ clock: systemClock(), bootMs: 1, ...options }),
};
const noSandbox =
  (await missing('bwrap')) ||
  (spawnSync('bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']).status !== 0 &&
    'no user namespaces');

for (const [kind, driver] of Object.entries(kinds)) {
  describe(
    `guest operations in ${kind} guests`,
    { skip: kind === 'sandbox' && noSandbox, timeout: 120_000 },
    () => {
      test('programs run with a shell, and are told of until five minutes after their end', async (t) => {
        await using guests = driver({});
        await using world = await vCenterWorld(t, guests);
        const { vim } = world;
        await assert.rejects(vim.start('/bin/true'), faultOf('InvalidPowerState'));
        await world.power('powerOn');
        await vim.toolsRun();
        assert.equal(await vim.vmProperty('guest.guestOperationsReady'), 'true');
        await vim.guest('Auth', 'ValidateCredentialsInGuest');
        vim.password = 'wrong';
        await assert.rejects(vim.guest('Auth', 'ValidateCredentialsInGuest'), faultOf('InvalidGuestLogin'));
        vim.password = 'simulated';
        assert.equal(await vim.run('/bin/true'), 0);
        assert.equal(
          await vim.run('/bin/bash', `-c 'echo "$1 $HOME" &gt;&amp;2; exit 7' x y &gt; /tmp/o 2&gt; /tmp/e`),
          7,
        );
        assert.deepEqual([await vim.get('/tmp/o'), await vim.get('/tmp/e')], ['', 'y /root\n']);
        await assert.rejects(vim.start('/opt/none'), faultOf('FileNotFound'));
        await vim.put('/root/not-to-be-run', '#!/bin/sh\n');
        await assert.rejects(vim.start('/root/not-to-be-run'), faultOf('GuestPermissionDenied'));
        await vim.put('/root/run', '#!/bin/sh\nexit 4\n', '<permissions>448</permissions>');
        assert.equal(await vim.run('/root/run'), 4);
        const pid = await vim.start('/bin/sleep', '1000');
        assert.equal(await vim.look(pid), 'running');
        await vim.guest('Process', 'TerminateProcessInGuest', `<pid>${pid}</pid>`);
        while ((await vim.look(pid)) === 'running') await sleep(5);
        assert.equal(await vim.look(pid), -1);
        await assert.rejects(
          vim.guest('Process', 'TerminateProcessInGuest', '<pid>99999</pid>'),
          faultOf('GuestProcessNotFound'),
        );
        const [home] = await vim.guest('Process', 'ReadEnvironmentVariableInGuest', '<names>HOME</names>');
        assert.equal(home?.text, 'HOME=/root');
      });

      test('files are made, listed, moved, sent and fetched, each URL once', async (t) => {
        await using guests = driver({});
        await using world = await vCenterWorld(t, guests);
        const { vim } = world;
        await world.power('powerOn');
        await vim.toolsRun();
        const file = async (method: string, body: string) => vim.guest('File', method, body);
        const flag = '<createParentDirectories>false</createParentDirectories>';
        await assert.rejects(
          file('MakeDirectoryInGuest', `<directoryPath>/srv/a/b</directoryPath>${flag}`),
          faultOf('FileNotFound'),
        );
        const parents = flag.replace('false', 'true');
        await file('MakeDirectoryInGuest', `<directoryPath>/srv/a/b</directoryPath>${parents}`);
        await assert.rejects(
          file('MakeDirectoryInGuest', `<directoryPath>/srv/a/b</directoryPath>${parents}`),
          faultOf('FileAlreadyExists'),
        );
        await vim.put('/srv/a/ä', 'größer\n', '<permissions>384</permissions>');
        const [listed] = await file(
          'ListFilesInGuest',
          '<filePath>/srv/a</filePath><matchPattern>^[^.]</matchPattern>',
        );
        assert.ok(listed);
        assert.deepEqual(
          all(listed, 'path')
            .map((each) => each.text)
            .toSorted(),
          ['b', 'ä'],
        );
        assert.deepEqual(
          all(listed, 'permissions')
            .map((each) => each.text)
            .toSorted()[0],
          '384',
        );
        assert.equal(await vim.get('/srv/a/ä'), 'größer\n');
        const move =
          '<srcFilePath>/srv/a/ä</srcFilePath><dstFilePath>/tmp/c</dstFilePath><overwrite>false</overwrite>';
        await file('MoveFileInGuest', move);
        await assert.rejects(vim.get('/srv/a/ä'), faultOf('FileNotFound'));
        await assert.rejects(vim.putUrl('/tmp/c', 1), faultOf('FileAlreadyExists'));
        await assert.rejects(vim.putUrl('/none/c', 1), faultOf('FileNotFound'));
        await assert.rejects(vim.putUrl('/srv/a', 1, '', true), faultOf('FileFault'));
        await file('DeleteFileInGuest', '<filePath>/tmp/c</filePath>');
        await assert.rejects(
          file('DeleteFileInGuest', '<filePath>/tmp/c</filePath>'),
          faultOf('FileNotFound'),
        );
        const directory = '<directoryPath>/srv/a</directoryPath><recursive>false</recursive>';
        await assert.rejects(file('DeleteDirectoryInGuest', directory), faultOf('FileFault'));
        await file('DeleteDirectoryInGuest', directory.replace('false', 'true'));
        const [temporary] = await file(
          'CreateTemporaryFileInGuest',
          '<prefix>p-</prefix><suffix>.sh</suffix>',
        );
        assert.match(temporary?.text ?? '', /^\/tmp\/p-.+\.sh$/);

        const url = await vim.putUrl('/root/x', 3);
        assert.equal((await fetch(url)).status, 404, 'not to be fetched');
        assert.equal((await fetch(url, { method: 'PUT', body: 'four' })).status, 400);
        assert.equal((await fetch(url, { method: 'PUT', body: 'abc' })).status, 404, 'used up');
        const chunked = { method: 'PUT', body: new Blob(['abc']).stream(), duplex: 'half' } as RequestInit;
        assert.equal((await fetch(await vim.putUrl('/root/x', 3), chunked)).status, 411);
        const late = await vim.putUrl('/root/x', 3);
        await world.power('powerOff');
        assert.equal((await fetch(late, { method: 'PUT', body: 'abc' })).status, 404, 'the power was cut');
      });

      test('what is on the disk and the password that was set outlive a reset; processes do not', async (t) => {
        await using guests = driver({});
        await using world = await vCenterWorld(t, guests);
        const { vim } = world;
        await world.power('powerOn');
        await vim.toolsRun();
        await vim.put('/root/kept', 'kept');
        await vim.start('/bin/echo', 'root:next | chpasswd');
        const knows = async (password: string): Promise<boolean> => {
          vim.password = password;
          return vim.guest('Auth', 'ValidateCredentialsInGuest').then(
            () => true,
            (error: unknown) => !faultOf('InvalidGuestLogin')(error),
          );
        };
        while (!(await knows('next'))) await sleep(5);
        assert.equal(await knows('simulated'), false);
        vim.password = 'next';
        const pid = await vim.start('/bin/sleep', '1000');
        await world.power('reset');
        await vim.toolsRun();
        assert.equal(await vim.look(pid), undefined);
        assert.equal(await vim.get('/root/kept'), 'kept');
        const { sim } = world.server;
        const rule = {
          operation: 'SOAP StartProgramInGuest',
          probability: 1,
          after: 0,
          delayMs: 0,
          status: 500,
        };
        const named = { ...rule, code: '', message: '', count: 1, object: '*slow-job*' };
        sim.setFaults([{ ...named, effect: 'guest-exit', exitCode: 9 }]);
        assert.equal(await vim.run('/bin/true'), 0, 'another program');
        assert.equal(await vim.run('/bin/echo', 'slow-job &gt; /tmp/o'), 9);
        assert.equal(await vim.get('/tmp/o'), '', 'its output is there');
        sim.setFaults([{ ...named, effect: 'guest-hang' }]);
        assert.equal(await vim.look(await vim.start('/bin/echo', 'slow-job')), 'running');
        sim.setFaults([{ ...named, effect: 'answer', code: 'GuestOperationsUnavailable' }]);
        await assert.rejects(vim.start('/bin/echo', 'slow-job'), faultOf('GuestOperationsUnavailable'));
        sim.setFaults([{ ...named, effect: 'drop-after' }]);
        await assert.rejects(vim.start('/bin/echo', 'slow-job'), /fetch failed/);
        sim.setFaults([{ ...named, effect: 'guest-reboot' }]);
        const cut = await vim.start('/bin/echo', 'slow-job; sleep 1000');
        for (;;) {
          const state = await vim.look(cut).catch(() => 'running');
          if (state === undefined) break;
          await sleep(5);
        }
        assert.equal(await vim.get('/root/kept'), 'kept');
      });

      test('a disk is copied as it is, and goes its own way then', async (t) => {
        await using guests = driver({});
        await using world = await vCenterWorld(t, guests);
        await world.power('powerOn');
        await world.vim.toolsRun();
        await world.vim.put('/root/a', 'first');
        await world.power('powerOff');
        const [address] = addresses();
        const copy = new FakeMachine('copy', address);
        guests.copyDisk?.(world.vmId, copy.id);
        const { tools } = guests.powerOn(copy);
        assert.ok(tools);
        while (tools.status !== 'guestToolsRunning') await sleep(5);
        const login = { user: 'root', password: 'simulated' };
        const read = async (path: string) => text((await (await tools.files(login)).read(path)).content);
        assert.equal(await read('/root/a'), 'first');
        const files = await tools.files(login);
        await files.write('/root/a', {}, 6, Readable.from([Buffer.from('second')]));
        assert.equal(await read('/root/a'), 'second');
        await world.power('powerOn');
        await world.vim.toolsRun();
        assert.equal(await world.vim.get('/root/a'), 'first');
      });

      test('a machine without tools has power and nothing else', async (t) => {
        await using guests = driver({ toolless: /^mstr/ });
        await using world = await vCenterWorld(t, guests);
        await world.power('powerOn');
        assert.equal(await world.vim.vmProperty('guest.toolsRunningStatus'), 'guestToolsNotRunning');
        assert.equal(await world.vim.vmProperty('guest.toolsStatus'), 'toolsNotRunning');
        await assert.rejects(world.vim.start('/bin/true'), faultOf('GuestOperationsUnavailable'));
      });
    },
  );
}

test('tools take the time that they are said to take; a process is forgotten after five minutes', async (t) => {
  const clock = new ManualClock();
  await using guests = instantGuests({ clock, bootMs: 1_000, toolsMs: 5_000 });
  await using world = await vCenterWorld(t, guests, { clock, vcenter: { transferHost: '*' } });
  const { vim } = world;
  await world.power('powerOn');
  const wait = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await sleep(20);
  };
  await wait(1_000);
  assert.equal(await vim.vmProperty('guest.toolsRunningStatus'), 'guestToolsNotRunning');
  await wait(5_000);
  await vim.toolsRun();
  const pid = await vim.start('/bin/true');
  while ((await vim.look(pid)) === 'running') await sleep(5);
  await wait(299_000);
  assert.equal(await vim.look(pid), 0);
  await wait(2_000);
  assert.equal(await vim.look(pid), undefined);
  const url = await vim.putUrl('/root/x', 1);
  assert.match(url, /^http:\/\/\*:\d+\/guestFile\?id=\d+&token=[0-9a-f]{40}$/);
  await wait(601_000);
  assert.equal(
    (await fetch(url.replace(/^http:\/\/\*:\d+/, vim.url), { method: 'PUT', body: 'a' })).status,
    404,
  );
});

test('a customization script runs before and after, and the password that vCD tells is set', async (t) => {
  await using guests = instantGuests({ clock: systemClock(), bootMs: 1 });
  await using world = await vCenterWorld(t, guests);
  const vm = [...world.server.sim.inventory.vms.values()][0];
  assert.ok(vm);
  Object.assign(vm.guest, {
    customizationScript: '#!/bin/sh\necho $1 >> /root/when\n',
    adminPassword: 'told',
  });
  await world.power('powerOn');
  await world.vim.toolsRun();
  world.vim.password = 'told';
  assert.equal(await world.vim.get('/root/when'), 'precustomization\npostcustomization\n');
  await world.power('reset');
  await world.vim.toolsRun();
  assert.equal(await world.vim.get('/root/when'), 'precustomization\npostcustomization\n', 'only once');
  vm.guest.adminPassword = 'told again';
  await world.customizeAgain();
  await world.vim.toolsRun();
  await assert.rejects(world.vim.get('/root/when'), faultOf('InvalidGuestLogin'));
  world.vim.password = 'told again';
  assert.equal((await world.vim.get('/root/when')).split('\n').length, 5);
  const [guest] = await world.vim.call('Fetch', 'VirtualMachine', world.vim.moref, '<prop>guest</prop>');
  assert.ok(guest);
  assert.equal(first(guest, 'toolsStatus').text, 'toolsOk');
});
