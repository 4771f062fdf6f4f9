import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { catalogBody, publishCatalogBody, roleBody } from '#vcd/bodies/administration-bodies.ts';
import { apiFilterBody, brokerSettingsBody, extensionBody, rightBody } from '#vcd/bodies/extension-bodies.ts';
import { hrefsBelow } from '#vcd/hrefs.ts';
import { noVcdSchemas, openVcdSchemas } from '../../support/vcd-schemas.ts';

const schemas = openVcdSchemas();
const href = hrefsBelow(new URL('https://vcd.example'));
const id = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const service = {
  name: 'cse',
  namespace: 'cse',
  enabled: true,
  routingKey: 'c&se',
  exchange: 'cse-ext',
};

const bodies: Readonly<Record<string, string>> = {
  'extension with filters': extensionBody(service, ['/api/cse', '/api/cse/.*']),
  'extension without filters': extensionBody({ ...service, enabled: false }, []),
  'API filter': apiFilterBody('/api/cse/<.*>'),
  'right of an extension': rightBody({
    name: 'CSE NATIVE DEPLOY RIGHT',
    description: 'a "right"',
    category: 'cseRight',
    bundleKey: 'cseBundleKey',
  }),
  'AMQP settings': brokerSettingsBody({
    host: 'amqp.example',
    port: 5672,
    username: 'guest',
    password: '<&>',
    exchange: 'systemExchange',
    vhost: '/',
    ssl: false,
    sslAcceptAll: true,
    prefix: 'vcd',
  }),
  catalog: catalogBody({ name: 'cse', description: 'CSE templates' }),
  'publishing of a catalog': publishCatalogBody(),
  'role with rights': roleBody(
    {
      name: 'CSE',
      description: 'service account',
      rights: [
        { id: id(1), name: 'vApp: Delete' },
        { id: id(2), name: '{cse}:CSE NATIVE DEPLOY RIGHT' },
      ],
    },
    href,
  ),
  'role without rights': roleBody({ name: 'CSE', description: '', rights: [] }, href),
};

describe('every body that the provider sends is valid', () => {
  for (const [what, body] of Object.entries(bodies)) {
    test(what, (t: TestContext) => {
      if (!schemas) return t.skip(noVcdSchemas);
      assert.deepEqual(schemas.validate(body), []);
    });
  }
});

test('a change of an extension says nothing of its filters, so that they stay', () => {
  assert.match(bodies['extension with filters'] ?? '', /<ApiFilters>/);
  assert.doesNotMatch(bodies['extension without filters'] ?? '', /ApiFilters/);
});

test('a right with an id that is no UUID is never put into a reference', () => {
  const rights = [{ id: '../x', name: 'x' }];
  assert.throws(() => roleBody({ name: 'r', description: '', rights }, href), TypeError);
});
