import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { callApi } from '../src/guests/kubeadm/api-client.ts';
import { listAt, textAt, valueAt } from '../src/guests/kubernetes/objects.ts';
import { openTestApi, configMap, configMaps, refused } from './guests-api.ts';
import type { TestApi } from './guests-api.ts';

let api: TestApi;

describe('objects in the simulated Kubernetes API', { timeout: 300_000 }, () => {
  before(async () => {
    api = await openTestApi();
  });
  after(() => api[Symbol.asyncDispose]());

  test('objects are made, changed, refused on conflict, and deleted', async () => {
    const made = await callApi(api.admin, 'POST', configMaps, { ...configMap('m'), data: { a: '1' } });
    assert.equal(made.metadata.generation, 1);
    assert.match(
      await refused(api.admin, 'POST', configMaps, configMap('m')),
      /^409 configmaps "m" already exists/,
    );
    const changed = await callApi(api.admin, 'PUT', `${configMaps}/m`, { ...made, data: { a: '2' } });
    assert.notEqual(changed.metadata.resourceVersion, made.metadata.resourceVersion);
    assert.match(
      await refused(api.admin, 'PUT', `${configMaps}/m`, { ...made, data: {} }),
      /^409 .*has been modified/,
    );
    const same = await callApi(api.admin, 'PUT', `${configMaps}/m`, changed);
    assert.equal(same.metadata.resourceVersion, changed.metadata.resourceVersion);
    const dry = await callApi(api.admin, 'POST', `${configMaps}?dryRun=All`, configMap('dry'));
    assert.equal(dry.metadata.name, 'dry');
    assert.match(await refused(api.admin, 'GET', `${configMaps}/dry`), /^404/);
    await callApi(api.admin, 'DELETE', `${configMaps}/m`);
    assert.match(await refused(api.admin, 'GET', `${configMaps}/m`), /^404 configmaps "m" not found/);
    const generated = await callApi(api.admin, 'POST', configMaps, {
      ...configMap(''),
      metadata: { generateName: 'g-' },
    });
    assert.match(generated.metadata.name, /^g-\w{5}$/);
  });

  test('what is not an object of the collection is refused', async () => {
    const kinds = [
      [configMaps, {}, /^400 the object provided is unrecognized/],
      [configMaps, { ...configMap('x'), kind: 'Secret' }, /^400 the API version in the data/],
      [configMaps, { ...configMap(''), metadata: {} }, /^422 .*name or generateName is required/],
      [configMaps, configMap('x', { namespace: 'other' }), /^400 the namespace of the provided object/],
      ['/api/v1/namespaces/absent/configmaps', configMap('x'), /^404 namespaces "absent" not found/],
      [
        '/api/v1/namespaces/default/things',
        configMap('x'),
        /^404 the server could not find the requested resource/,
      ],
      ['/apis/none/v1/x', configMap('x'), /^404/],
    ] as const;
    for (const [path, body, expected] of kinds)
      assert.match(await refused(api.admin, 'POST', path, body), expected);
    assert.match(await refused(api.admin, 'PUT', `${configMaps}/x`, configMap('y')), /^404/);
  });

  test('finalizers hold an object until they are gone', async () => {
    await callApi(api.admin, 'POST', configMaps, configMap('held', { finalizers: ['example.com/a'] }));
    await callApi(api.admin, 'DELETE', `${configMaps}/held`);
    const held = await callApi(api.admin, 'GET', `${configMaps}/held`);
    assert.ok(held.metadata.deletionTimestamp);
    await callApi(
      api.admin,
      'PATCH',
      `${configMaps}/held`,
      { metadata: { finalizers: null } },
      'application/merge-patch+json',
    );
    assert.match(await refused(api.admin, 'GET', `${configMaps}/held`), /^404/);
  });

  test('the four kinds of patch', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    await callApi(api.admin, 'POST', pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', labels: { a: '1', b: '2' } },
      spec: {
        containers: [
          { name: 'x', image: 'one' },
          { name: 'y', image: 'two' },
        ],
      },
    });
    const change = async (body: object, contentType: string): Promise<unknown> => {
      const pod = await callApi(api.admin, 'PATCH', `${pods}/p`, body, contentType);
      return { labels: pod.metadata.labels, containers: valueAt(pod, 'spec', 'containers') };
    };
    const y = { name: 'y', image: 'two' };
    assert.deepEqual(
      await change({ metadata: { labels: { b: null, c: '3' } } }, 'application/merge-patch+json'),
      { labels: { a: '1', c: '3' }, containers: [{ name: 'x', image: 'one' }, y] },
    );
    assert.deepEqual(
      await change(
        {
          spec: {
            containers: [
              { name: 'x', image: 'new' },
              { name: 'z', image: 'three' },
              { name: 'y', $patch: 'delete' },
            ],
          },
        },
        'application/strategic-merge-patch+json',
      ),
      {
        labels: { a: '1', c: '3' },
        containers: [
          { name: 'x', image: 'new' },
          { name: 'z', image: 'three' },
        ],
      },
    );
    assert.deepEqual(
      await change(
        [
          { op: 'test', path: '/metadata/labels/a', value: '1' },
          { op: 'add', path: '/metadata/labels/k8s.io~1d', value: '4' },
          { op: 'move', from: '/metadata/labels/c', path: '/metadata/labels/e' },
          { op: 'remove', path: '/spec/containers/1' },
          { op: 'replace', path: '/spec/containers/0/image', value: 'newer' },
        ],
        'application/json-patch+json',
      ),
      { labels: { a: '1', 'k8s.io/d': '4', e: '3' }, containers: [{ name: 'x', image: 'newer' }] },
    );
    const failing = [{ op: 'test', path: '/metadata/labels/a', value: '9' }];
    await assert.rejects(change(failing, 'application/json-patch+json'), /testing path .* failed/);
    await assert.rejects(change({}, 'text/plain'), /unknown format/);
    await assert.rejects(
      callApi(api.admin, 'POST', pods, {}, 'application/vnd.kubernetes.protobuf'),
      /accepted media types/,
    );
    const applied = await callApi(
      api.admin,
      'PATCH',
      `${configMaps}/applied`,
      { ...configMap('applied'), data: { a: 'b' } },
      'application/apply-patch+yaml',
    );
    assert.equal(applied.metadata.generation, 1);
  });

  test('selectors choose among objects', async () => {
    for (const [name, labels] of [
      ['s1', { app: 'a', tier: 'x' }],
      ['s2', { app: 'b' }],
      ['s3', { other: 'z' }],
    ] as const) {
      await callApi(api.admin, 'POST', configMaps, configMap(name, { labels }));
    }
    const chosen = async (query: string): Promise<string> => {
      const list = await callApi(api.admin, 'GET', `${configMaps}?${query}`);
      const names = listAt(list, 'items').map((item) => textAt(item, 'metadata', 'name'));
      return names.filter((name) => /^s\d$/.test(name)).join(' ');
    };
    assert.equal(await chosen('labelSelector=app%3Da'), 's1');
    assert.equal(await chosen('labelSelector=app'), 's1 s2');
    assert.equal(await chosen('labelSelector=!app'), 's3');
    assert.equal(await chosen('labelSelector=app!%3Da'), 's2 s3');
    assert.equal(await chosen(`labelSelector=${encodeURIComponent('app in (a,b),tier notin (x)')}`), 's2');
    assert.equal(await chosen('fieldSelector=metadata.name%3Ds2'), 's2');
    assert.match(await refused(api.admin, 'GET', `${configMaps}?labelSelector=%3D`), /^400 unable to parse/);
  });

  test('a watch tells what is there, what changes, and what leaves the selection', async () => {
    await using stream = await api.watch(`${configMaps}?watch=1&labelSelector=watched`);
    const { metadata } = await callApi(
      api.admin,
      'POST',
      configMaps,
      configMap('w', { labels: { watched: '' } }),
    );
    assert.deepEqual(await stream.next(), 'ADDED w');
    await callApi(api.admin, 'PATCH', `${configMaps}/w`, { data: { a: '1' } });
    assert.deepEqual(await stream.next(), 'MODIFIED w');
    await callApi(api.admin, 'PATCH', `${configMaps}/w`, { metadata: { labels: { watched: null } } });
    assert.deepEqual(await stream.next(), 'DELETED w');
    await callApi(api.admin, 'DELETE', `${configMaps}/w`);
    await using later = await api.watch(`${configMaps}?watch=1&resourceVersion=${metadata.resourceVersion}`);
    assert.deepEqual(await later.next(), 'MODIFIED w');
    const list = 'sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
    await using initial = await api.watch(`/api/v1/namespaces?watch=1&${list}`);
    const first = [await initial.next(), await initial.next(), await initial.next(), await initial.next()];
    assert.ok(first.includes('ADDED default'));
    assert.match(await initial.next(), /^BOOKMARK/);
  });

  test('a custom resource is served once it is defined', async () => {
    const path = '/apis/example.com/v1/namespaces/default/foos';
    const foo = { apiVersion: 'example.com/v1', kind: 'Foo', metadata: { name: 'f' } };
    assert.match(await refused(api.admin, 'POST', path, foo), /^404/);
    const definition = await callApi(
      api.admin,
      'POST',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'foos.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'foos', kind: 'Foo' },
          versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} } }],
        },
      },
    );
    assert.equal(textAt(definition, 'status', 'conditions', 1, 'type'), 'Established');
    await callApi(api.admin, 'POST', path, foo);
    const status = { ...foo, status: { done: true }, spec: { ignored: true } };
    const updated = await callApi(
      api.admin,
      'PATCH',
      `${path}/f/status`,
      status,
      'application/merge-patch+json',
    );
    assert.equal(valueAt(updated, 'status', 'done'), true);
    assert.equal(updated['spec'], undefined);
  });

  test('deleting a namespace takes its contents along', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gone' } };
    await callApi(api.admin, 'POST', '/api/v1/namespaces', namespace);
    await callApi(api.admin, 'POST', '/api/v1/namespaces/gone/configmaps', configMap('inside'));
    await callApi(api.admin, 'DELETE', '/api/v1/namespaces/gone');
    assert.match(await refused(api.admin, 'GET', '/api/v1/namespaces/gone/configmaps/inside'), /^404/);
  });
});
