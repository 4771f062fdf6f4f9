import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { systemClock } from '../src/clock.ts';
import { sandboxGuests } from '../src/guests/sandbox-guests.ts';
import { jsonPath } from '../src/guests/stand-ins/kubectl-output.ts';
import { addresses, FakeMachine, initStatus, missing } from './guests-fixtures.ts';
import { newClusterData } from './guests-user-data.ts';

const skip = await missing('bwrap');

describe('kubectl inside a guest', { timeout: 120_000 }, () => {
  test('does what node scripts ask of it', { skip }, async () => {
    await using guests = sandboxGuests({ clock: systemClock(), bootMs: 1 });
    const [first, second] = addresses();
    const cluster = await newClusterData(first);
    const machine = new FakeMachine('mstr-a', first, withCommands(cluster.controlPlane('mstr-a')));
    guests.powerOn(machine);
    guests.powerOn(new FakeMachine('node-b', second, await cluster.worker('node-b')));
    await machine.until(initStatus, /successful/);
    await machine.until('guestinfo.test.end', /yes/);
    const said = machine.said();
    const outcome = (name: string): string =>
      Buffer.from(said[`guestinfo.test.${name}`] ?? '', 'base64')
        .toString()
        .trim();
    assert.equal(outcome('wait'), 'node/node-b condition met');
    assert.equal(outcome('names'), 'mstr-a node-b');
    assert.match(outcome('table'), /^node-b +Ready +<none> .* v1\.36\.1$/);
    assert.equal(outcome('apply'), 'namespace/demo created\nconfigmap/c created');
    assert.equal(outcome('again'), 'namespace/demo unchanged\nconfigmap/c configured');
    assert.equal(outcome('map'), 'new');
    assert.equal(outcome('label'), 'node/node-b labeled 1');
    assert.match(outcome('undrained'), /cannot delete DaemonSet-managed Pods/);
    assert.match(
      outcome('drain'),
      /^node\/node-b already cordoned\n(pod\/coredns-\S+ evicted\n)*node\/node-b drained$/,
    );
    assert.equal(outcome('uncordon'), 'node/node-b uncordoned');
    assert.equal(outcome('patch'), 'node/node-b patched true');
    assert.equal(outcome('absent'), 'Error from server (NotFound): nodes "node-x" not found 1');
    assert.equal(outcome('ignored'), '0');
    assert.equal(outcome('ready'), 'ok');
    assert.equal(outcome('delete'), 'node "node-b" deleted');
    assert.equal(outcome('gone'), '');
    assert.equal(outcome('bind'), 'clusterrolebinding.rbac.authorization.k8s.io/operators created');
    assert.match(outcome('bound'), /"operators" already exists/);
    assert.match(outcome('unknown'), /the server doesn't have a resource type "things"/);
  });

  test('JSONPath finds fields, indexes, all, filters and ranges', () => {
    const document = {
      items: [
        {
          metadata: { name: 'a', labels: { 'x.y/z': '1' } },
          conditions: [{ type: 'Ready', status: 'True' }],
        },
        { metadata: { name: 'b' }, conditions: [{ type: 'Ready', status: 'False' }] },
      ],
    };
    const cases = {
      '{.items[*].metadata.name}': 'a b',
      '{.items[0].metadata.labels.x\\.y/z}': '1',
      '{.items[1].conditions[?(@.type=="Ready")].status}': 'False',
      '{range .items[*]}{.metadata.name}={.conditions[0].status}{"\\n"}{end}': 'a=True\nb=False\n',
      'name: {.items[1].metadata.name}': 'name: b',
      '{.items[0].conditions}': '[{"type":"Ready","status":"True"}]',
      '{.nothing.here}': '',
    };
    for (const [template, expected] of Object.entries(cases)) {
      assert.equal(jsonPath(template, document), expected, template);
    }
    assert.throws(() => jsonPath('{..name}', document), /not simulated/);
  });
});

const manifest = (value: string): string =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: demo}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: demo}, data: {a: ${value}}}\n`;

const commands = `
export KUBECONFIG=/etc/kubernetes/admin.conf
tell() { local text; text=$(cat | base64 -w 0); vmtoolsd --cmd "info-set guestinfo.test.$1 $text" >/dev/null; }
until kubectl get node node-b >/dev/null 2>&1; do sleep 0.2; done
kubectl wait --for=condition=Ready node/node-b --timeout=20s | tell wait
kubectl get nodes -o jsonpath='{.items[*].metadata.name}' | tell names
kubectl get no node-b --no-headers | tell table
kubectl apply -f /root/old.yaml | tell apply
kubectl apply -f - </root/new.yaml | tell again
kubectl -n demo get configmap c -o 'jsonpath={.data.a}' | tell map
{ echo -n "$(kubectl label node node-b a=1 --overwrite) "; kubectl get nodes -l a=1 --no-headers | wc -l; } | tell label
kubectl drain node-b 2>&1 | tell undrained
kubectl drain node-b --ignore-daemonsets --delete-emptydir-data --timeout=20s | tell drain
kubectl uncordon node-b | tell uncordon
{ echo -n "$(kubectl patch node node-b -p '{"spec":{"unschedulable":true}}') "; kubectl get node node-b -o json | grep -o true | head -n 1; } | tell patch
{ kubectl get node node-x 2>&1; echo " $?"; } | tr '\\n' ' ' | tr -s ' ' | tell absent
kubectl delete node node-x --ignore-not-found >/dev/null; echo $? | tell ignored
kubectl get --raw /readyz | tell ready
kubectl delete node node-b | tell delete
kubectl get nodes -o name --field-selector metadata.name=node-b | tell gone
kubectl get things 2>&1 | tell unknown
kubectl create clusterrolebinding operators --clusterrole=cluster-admin --group=operators | tell bind
{ kubectl create clusterrolebinding operators --clusterrole=cluster-admin --group=x 2>&1; true; } | tell bound
vmtoolsd --cmd 'info-set guestinfo.test.end yes'
`;

function withCommands(userData: string): string {
  const document = parse(userData) as { write_files: object[]; runcmd: unknown[] }; // made by the fixtures
  document.write_files.push(
    { path: '/root/commands.sh', content: commands },
    { path: '/root/old.yaml', content: manifest('old') },
    { path: '/root/new.yaml', content: manifest('new') },
  );
  document.runcmd.push(['bash', '/root/commands.sh']);
  return `#cloud-config\n${stringify(document)}`;
}
