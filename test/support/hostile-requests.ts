import fc from 'fast-check';

/** What a shell, YAML, JSON, XML, a path, a query, a terminal or a careless program could stumble over. */
const nasty = [
  '',
  ' ',
  '$(touch /tmp/pwned)',
  '`id`',
  "'; rm -rf / #",
  '"; echo $HOME',
  '${IFS}',
  '| cat /etc/passwd',
  '&& reboot',
  '\n- run: evil',
  '#cloud-config\nruncmd: [[touch, /canary]]\n',
  '\n#cloud-config-archive\n- type: text/x-shellscript\n  content: "#!/bin/sh\\ntouch /canary"',
  '\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n#!/bin/sh\ntouch /canary',
  '## template: jinja\n{% for x in ().__class__.__mro__ %}{% endfor %}',
  'a: |\n  b\nruncmd: !!python/object/apply:os.system ["touch /canary"]',
  '&anchor *alias !!python/object:os.system',
  '{{ 7*7 }}',
  '%s%n%x',
  '../../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '\u0000',
  '\u001b[2J',
  '\u202e\u200b',
  '\ud800',
  '<script>alert(1)</script>',
  ']]><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
  '*',
  'c1;name==*',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '-1',
  '1e999',
] as const;

const huge = fc.integer({ min: 1, max: 60_000 }).map((length) => 'x'.repeat(length));

/** Any text: mostly short and odd, now and then long. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...nasty) },
  { weight: 4, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: huge },
);

const anyValue = fc.oneof(
  { weight: 6, arbitrary: anyText },
  { weight: 2, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.array(anyText, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(anyText, fc.integer(), { maxKeys: 2 }) },
);

/** The field as the contract has it, or anything else, or left out. */
function field<T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 16, arbitrary: good },
    { weight: 2, arbitrary: anyValue },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

const names = fc.constantFrom('c1', 'c2', 'A1.b-2', 'c3.');
const maybe = <T>(values: fc.Arbitrary<T>) => fc.oneof(fc.constant(null), values);

const clusterBody = fc.record({
  name: field(names),
  vdc: field(fc.constant('acme-vdc')),
  network: field(fc.constant('acme-net')),
  node_count: field(fc.integer({ min: -2, max: 5 })),
  cpu: field(maybe(fc.integer({ min: 1, max: 8 }))),
  memory: field(maybe(fc.constant(2048))),
  storage_profile: field(maybe(fc.constant('gold'))),
  ssh_key: field(maybe(anyText)),
  template: field(maybe(fc.oneof(fc.constant('ubuntu'), anyText))),
  enable_nfs: field(fc.boolean()),
  disable_rollback: field(fc.boolean()),
  node_type: field(fc.constantFrom('node', 'nfsd')),
  nodes: field(fc.array(anyText, { maxLength: 3 })),
  force: field(fc.boolean()),
});

const systemBody = fc.oneof(
  fc.record({ enabled: field(fc.boolean()) }),
  fc.record({ stopped: anyValue }),
  fc.record({ enabled: field(fc.boolean()), stopped: anyValue }),
);

const vdcId = '0b000000-0000-4000-8000-000000000001';
const vdcBody = fc.record({
  ovdc_id: field(fc.constant(vdcId)),
  ovdc_name: field(fc.constant('acme-vdc')),
  container_provider: field(fc.constantFrom('vcd', 'pks', null)),
  enable: field(fc.boolean()),
  pks_plans: field(anyText),
});

/** A body as bytes: JSON of a request, of anything, or no JSON at all. */
const bodies = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .oneof(
        { weight: 4, arbitrary: clusterBody },
        { weight: 1, arbitrary: systemBody },
        { weight: 1, arbitrary: vdcBody },
        { weight: 1, arbitrary: anyValue },
      )
      .map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constant(Buffer.from([0x22, 0xff, 0xfe, 0x22])) },
  { weight: 2, arbitrary: fc.constant(Buffer.alloc(0)) },
);

const segment = fc.oneof(
  { weight: 5, arbitrary: names },
  { weight: 2, arbitrary: anyText },
  {
    weight: 3,
    arbitrary: fc.constantFrom('system', 'template', 'swagger', 'swagger.yaml', 'ovdc', 'node', 'info'),
  },
);

const lines = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('POST /api/cse', 'GET /api/cse', 'POST /api/cse/') },
  {
    weight: 4,
    arbitrary: segment.chain((name) =>
      fc.constantFrom(
        `DELETE /api/cse/${name}`,
        `GET /api/cse/${name}/info`,
        `GET /api/cse/${name}/config`,
        `POST /api/cse/${name}/node`,
        `DELETE /api/cse/${name}/node`,
        `GET /api/cse/${name}/node-ab12/info`,
        `GET /api/cse/c1/${name}/info`,
        `GET /api/cse/ovdc/${name}/info`,
        `PUT /api/cse/ovdc/${name}/info`,
      ),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'PUT /api/cse/system',
      'GET /api/cse/system',
      'GET /api/cse/template',
      `PUT /api/cse/ovdc/${vdcId}/info`,
      `GET /api/cse/ovdc/${vdcId}/info`,
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'get', 'constructor', ''),
        fc.array(segment, { maxLength: 5 }),
        fc.constantFrom('', '/', '?x=1', '//', '/..', '#'),
      )
      .map(([method, segments, end]) => `${method} /api/cse/${segments.join('/')}${end}`),
  },
  { weight: 1, arbitrary: anyText.map((text) => `GET ${text}`) },
);

const tokens = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom('ann', 'bob', 'chief', 'eve', 'root').map((person) => `token-of-${person}`),
  },
  { weight: 1, arbitrary: anyText },
);

const headers = fc
  .record({
    accept: field(fc.constantFrom('application/*+json;version=31.0', 'text/x-yaml;version=31.0')),
    token: field(tokens),
    host: field(fc.constant('vcd.example.com')),
    odd: anyValue,
    oddName: anyText,
  })
  .map(({ accept, token, host, odd, oddName }) => ({
    [oddName]: odd,
    Accept: accept,
    'x-vcloud-authorization': token,
    Host: host,
  }));

const goodRequest = fc
  .record({ id: anyText, line: lines, headers, body: bodies })
  .map(({ id, line, headers, body }) => {
    const space = line.indexOf(' ');
    return {
      id,
      method: line.slice(0, space),
      requestUri: line.slice(space + 1),
      headers,
      body: body.toString('base64'),
    };
  });

/** A request with one of its parts gone wrong. */
const brokenRequest = fc
  .tuple(
    goodRequest,
    fc.constantFrom('id', 'method', 'requestUri', 'headers', 'body'),
    fc.oneof(anyValue, fc.constant(undefined)),
  )
  .map(([request, part, value]) => ({ ...request, [part]: value }));

/** What vCD, or whoever else can write to the queue, puts into a message. */
export const messageContents: fc.Arbitrary<Buffer> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .tuple(goodRequest, fc.array(anyValue, { maxLength: 2 }))
      .map(([request, rest]) => Buffer.from(JSON.stringify([request, ...rest]))),
  },
  { weight: 3, arbitrary: brokenRequest.map((request) => Buffer.from(JSON.stringify([request]))) },
  { weight: 1, arbitrary: anyValue.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
);
