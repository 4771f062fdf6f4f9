import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askEveryMs, place, preparedGuest } from '../../support/guest-through-vcenter.ts';
import { vimFault } from '../../support/scripted-vcenter.ts';

const { signal } = new AbortController();

/** A control plane whose cluster has these nodes, or does not answer; `script` comes first. */
function controlPlane(
  cluster: { nodes: readonly string[] | undefined },
  script: Parameters<typeof preparedGuest>[0] = () => undefined,
) {
  const questions: string[] = [];
  let file: string | undefined;
  const opening = preparedGuest((method, request) => {
    const scripted = script(method, request);
    if (scripted !== undefined) return scripted;
    switch (method) {
      case 'StartProgramInGuest': {
        const id = /'([0-9a-f-]{36})'<\/arguments>/.exec(request.body)?.[1] ?? '';
        questions.push(id);
        if (cluster.nodes) file = [`${id} 2026-01-01T10:00:00Z`, ...cluster.nodes, ''].join('\n');
        return '<returnval>7</returnval>';
      }
      case 'InitiateFileTransferFromGuest':
        return file === undefined
          ? vimFault('FileNotFound')
          : '<returnval><size>1</size><url>http://*/guestFile?id=1</url></returnval>';
      case 'GET':
        return { status: 200, body: file ?? '' };
      default:
        return undefined;
    }
  });
  return { opening, questions };
}

describe('a control plane that is asked for its nodes through vCenter', () => {
  const at = new Date('2026-01-01T10:00:00Z');
  const wellLine = 'node-aaaa True 2026-01-01T09:00:00Z';
  const since = new Date('2026-01-01T09:00:00Z');

  test('answers with what its cluster says of them', async () => {
    const lines = [wellLine, 'node-bbbb Unknown 2026-01-01T09:00:00Z', 'node-cccc  ', '$(reboot) True', ''];
    const { opening } = controlPlane({ nodes: lines });
    await using staged = await opening;
    assert.deepEqual(await staged.backend.toldNodes(staged.vm, place, signal), {
      at,
      nodes: [
        { name: 'node-aaaa', ready: true, since },
        { name: 'node-bbbb', ready: false, since },
        { name: 'node-cccc', ready: false, since: at },
      ],
    });
    const started = staged.server.seen.find(({ body }) => body.includes('StartProgramInGuest'))?.body ?? '';
    assert.match(started, /<programPath>\/bin\/bash<\/programPath><arguments>'-c' /);
    assert.doesNotMatch(started.replace(/<auth .*<\/auth>/, ''), /secret/);
  });

  test('is asked no oftener than at its pace, however often somebody looks', async () => {
    const cluster = { nodes: [wellLine] };
    const { opening, questions } = controlPlane(cluster);
    await using staged = await opening;
    const told = async () => (await staged.backend.toldNodes(staged.vm, place, signal))?.nodes.length;
    assert.equal(await told(), 1);
    cluster.nodes = [];
    staged.time.jump(askEveryMs - 1);
    assert.equal(await told(), 1);
    assert.equal(questions.length, 1);
    staged.time.jump(1);
    assert.equal(await told(), 0);
    assert.equal(questions.length, 2);
  });

  test('whose cluster does not answer says nothing, and then what it said last, with its age', async () => {
    const cluster: { nodes: readonly string[] | undefined } = { nodes: undefined };
    const { opening } = controlPlane(cluster);
    await using staged = await opening;
    const ask = () => {
      staged.time.jump(askEveryMs);
      return staged.backend.toldNodes(staged.vm, place, signal);
    };
    assert.equal(await ask(), undefined, 'there is no file');
    cluster.nodes = [wellLine];
    const told = await ask();
    assert.deepEqual(told?.at, at);
    cluster.nodes = undefined;
    assert.equal(await ask(), told, 'the file is the answer to another question');
  });

  for (const fault of [
    'GuestOperationsUnavailable',
    'InvalidGuestLogin',
    'GuestPermissionDenied',
    'NoPermission',
  ]) {
    test(`says nothing when vCenter answers ${fault}, and is not asked again before its turn`, async () => {
      let asked = 0;
      const { opening } = controlPlane({ nodes: [wellLine] }, (method) => {
        if (method !== 'StartProgramInGuest') return undefined;
        asked += 1;
        return vimFault(fault);
      });
      await using staged = await opening;
      for (let look = 0; look < 3; look += 1)
        assert.equal(await staged.backend.toldNodes(staged.vm, place, signal), undefined);
      assert.equal(asked, 1);
    });
  }

  test('whose kubectl hangs is waited for some seconds only', async () => {
    const runs = '<returnval><name>x</name><pid>7</pid><cmdLine>bash</cmdLine></returnval>';
    const { opening } = controlPlane({ nodes: [wellLine] }, (method) =>
      method === 'ListProcessesInGuest' ? runs : undefined,
    );
    await using staged = await opening;
    const waited = { ms: 0, isOver: false };
    const told = staged.backend.toldNodes(staged.vm, place, signal).finally(() => (waited.isOver = true));
    for (; !waited.isOver; waited.ms += 250) await staged.time.advance(250);
    assert.equal(await told, undefined);
    assert.ok(waited.ms >= 10_000);
  });
});
