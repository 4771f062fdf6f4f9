import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { ConfigInvalid, type ConfigProblem } from '#config/config-problem.ts';
import { checkPksFile, parseConfig } from '#config/parse-config.ts';
import { sampleConfig, samplePksConfig, sampleText } from '#config/sample.ts';
import { loadDefinitions } from '#definitions/definitions.ts';
import { originalConfig } from '../../support/original-config.ts';

// oxlint-disable-next-line no-explicit-any -- what a test does to its own data needs no types
type File = Record<string, any>;

/** The original's file with `change` made to it; YAML 1.1 in and out, as the original's. */
function changed(change: (file: File) => void): string {
  const file = parse(originalConfig, { version: '1.1' }) as File; // it is a mapping
  change(file);
  return stringify(file, { version: '1.1' });
}

/** What stands in comments as keys and values. */
function uncommented(text: string): string {
  return text.replaceAll(/^# (?=[a-z]+:$| )/gm, '');
}

function load(text: string) {
  return parseConfig(text, '/etc/cse');
}

function problemsOf(text: string): readonly ConfigProblem[] {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.problems;
    throw error;
  }
  return [];
}

const messages = (text: string) => problemsOf(text).map((problem) => problem.message);

describe('configuration', () => {
  it('takes the original’s file as it is, and fills in what is ours', () => {
    const { config, warnings, pksFile } = load(originalConfig);
    assert.deepEqual(config.amqp, {
      host: 'amqp.vmware.com',
      port: 5672,
      prefix: 'vcd',
      username: 'guest',
      password: 'guest',
      exchange: 'cse-ext',
      routingKey: 'cse',
      ssl: false,
      sslAcceptAll: false,
      vhost: '/',
      durableQueue: false,
    });
    assert.equal(config.vcd.url, 'https://vcd.vmware.com');
    assert.equal(config.vcd.apiVersion, '29.0');
    assert.deepEqual(
      config.vCenters.map(({ name, host }) => [name, host]),
      [
        ['vc1', undefined],
        ['vc2', undefined],
      ],
    );
    assert.deepEqual([config.listeners, config.enforceAuthorization, config.flatErrors], [5, false, false]);
    assert.equal(config.broker.ipAllocationMode, 'pool');
    assert.deepEqual(config.store, {
      path: '/etc/cse/cse.db',
      secretKeyFile: '/etc/cse/cse.key',
      auditDays: 400,
      auditRows: 500_000,
      cacheDirectory: '/etc/cse/cse_cache',
    });
    assert.deepEqual(config.telemetry, {
      listen: { host: '127.0.0.1', port: 9464 },
      logLevel: 'info',
      logFile: undefined,
      tenantLabels: false,
    });
    assert.equal(config.deadlines.creation.initializingControlPlane, 1_800_000);
    assert.equal(config.limits.resyncMs, 600_000);
    assert.deepEqual(config.limits.pace, { minMs: 1_000, maxMs: 5_000 });
    assert.equal(config.workload.podCidr, '100.96.0.0/11');
    assert.equal(pksFile, undefined);
    assert.deepEqual(warnings, [
      'InsecureRequestWarning: Unverified HTTPS request is being made. Adding certificate verification is strongly advised.',
    ]);
  });

  it('takes the whole sample, with the PKS part in it', () => {
    assert.deepEqual(load(sampleText).config, load(sampleConfig).config);
    checkPksFile(samplePksConfig);
  });

  it('says in the sample what really holds where a key is left out', () => {
    const [, ours = ''] = sampleConfig.split('# All that follows');
    const [defaults = '', examples = ''] = ours.split('# A second place');
    assert.match(uncommented(defaults), /^ {2}vcd_concurrency: 8$/m);
    assert.deepEqual(load(`${sampleConfig}#${uncommented(defaults)}`).config, load(sampleConfig).config);
    const { scriptFolders, mirrors, telemetry } = load(`${sampleConfig}#${uncommented(examples)}`).config;
    assert.equal(telemetry.logFile, '/var/log/cse/cse.log');
    assert.deepEqual(scriptFolders, ['/etc/cse/scripts']);
    assert.deepEqual(Object.keys(mirrors.registries), ['registry.k8s.io']);
  });

  it('offers in the sample what the definitions of those names say', async () => {
    const definitions = await loadDefinitions();
    for (const template of load(sampleConfig).config.broker.templates) {
      const definition = definitions.get(template.definition);
      assert.ok(definition, template.definition);
      assert.deepEqual(
        [template.catalogItem, template.tempVApp, template.sourceOva, template.sourceOvaName],
        [definition.catalogItem, definition.temporaryVApp, definition.image.url, definition.image.name],
      );
      assert.equal(template.description, definition.description);
      assert.deepEqual([template.cpu, template.memoryMb], [definition.cpu, definition.memoryMb]);
    }
  });

  it('takes from the definition of a template what its entry does not say', async () => {
    const text = changed((file) => {
      file['broker'].templates.push({
        ...file['broker'].templates[0],
        name: 'mine',
        definition: 'ubuntu-24.04-k8s-1.35',
      });
    });
    const { templates } = parseConfig(text, '/etc/cse', await loadDefinitions()).config.broker;
    assert.deepEqual(
      templates.map(({ name, definition, kubernetesVersion, guestBackend }) => [
        name,
        definition,
        kubernetesVersion,
        guestBackend,
      ]),
      [
        ['photon-v2', 'photon-v2', 'v1.10.11', 'guest-operations'],
        ['ubuntu-16.04', 'ubuntu-16.04', 'v1.10.11', 'guest-operations'],
        ['mine', 'ubuntu-24.04-k8s-1.35', 'v1.35.4', 'guestinfo'],
      ],
    );
  });

  it('takes by what a vCenter is believed, and whether all VMs of a template share a password', () => {
    const thumbprint = `${'AB:'.repeat(31)}cd`;
    const { config } = load(
      changed((file) => {
        Object.assign(file['vcs'][0], { ca_file: 'vc.pem' });
        Object.assign(file['vcs'][1], { thumbprint });
        file['broker'].templates[1].shared_admin_password = true;
      }),
    );
    assert.deepEqual(
      config.vCenters.map((each) => [each.caFile, each.thumbprint]),
      [
        ['/etc/cse/vc.pem', undefined],
        [undefined, thumbprint],
      ],
    );
    assert.deepEqual(
      config.broker.templates.map((each) => each.sharedAdminPassword),
      [false, true],
    );
    const wrong = changed((file) => {
      file['vcs'][0].thumbprint = 'AB:CD';
    });
    assert.deepEqual(messages(wrong), [
      "config file 'vcs' section, vc #1 key 'thumbprint': must be a SHA-256 thumbprint, 32 pairs of hex digits",
    ]);
  });

  it('looks for scripts where it was started, and fetches images from the site’s mirrors', () => {
    const { scriptFolders, broker, mirrors } = load(
      changed((file) => {
        file['mirrors'] = { urls: { 'https://cloud-images.ubuntu.com/': 'http://10.0.0.1/ubuntu/' } };
      }),
    ).config;
    assert.deepEqual(scriptFolders, [process.cwd()]);
    assert.deepEqual(mirrors.registries, {});
    assert.equal(
      broker.templates[1]?.sourceOva,
      'http://10.0.0.1/ubuntu/releases/xenial/release-20180418/ubuntu-16.04-server-cloudimg-amd64.ova',
    );
  });

  it('gives a template what its entry says, else what its description says, else the default', () => {
    const { templates } = load(
      changed((file) => {
        Object.assign(file['broker'].templates[0], {
          kubernetes_version: '1.35.2',
          cni: 'other',
          guest_backend: 'guestinfo',
        });
        file['broker'].templates.push({
          ...file['broker'].templates[1],
          name: 'plain',
          description: 'Ubuntu',
        });
      }),
    ).config.broker;
    assert.deepEqual(
      templates.map(({ name, kubernetesVersion, cni, guestBackend }) => [
        name,
        kubernetesVersion,
        cni,
        guestBackend,
      ]),
      [
        ['photon-v2', 'v1.35.2', 'other', 'guestinfo'],
        ['ubuntu-16.04', 'v1.10.1', 'flannel-v0.28.4', 'guestinfo'],
        ['plain', 'v1.36.3', 'flannel-v0.28.4', 'guestinfo'],
      ],
    );
  });

  it('takes our own sections, each with as many keys as one likes', () => {
    const { config } = load(
      `${sampleConfig}
store: {path: /var/lib/cse/cse.db, secret_key_file: key, audit_days: 30, audit_rows: 2000, cache_dir: /var/cache/cse}
telemetry: {listen: ':9000'}
deadlines: {joining_workers: 60}
limits: {workers: 2}
workload: {pod_cidr: 10.1.0.0/16, kubernetes_version: 1.36.0}
`,
    );
    assert.deepEqual(config.store, {
      path: '/var/lib/cse/cse.db',
      secretKeyFile: '/etc/cse/key',
      auditDays: 30,
      auditRows: 2000,
      cacheDirectory: '/var/cache/cse',
    });
    assert.deepEqual(config.telemetry, {
      listen: { host: '0.0.0.0', port: 9000 },
      logLevel: 'info',
      logFile: undefined,
      tenantLabels: false,
    });
    assert.equal(config.deadlines.creation.joiningWorkers, 60_000);
    assert.equal(config.limits.workers, 2);
    assert.deepEqual(
      [config.workload.podCidr, config.workload.kubernetesVersion],
      ['10.1.0.0/16', 'v1.36.0'],
    );
  });

  it('takes a file of CSE 0.3.0, with a warning for each of its ways', () => {
    const { config, warnings } = load(
      changed((file) => {
        file['vcs'] = { host: 'vc.example', port: 443, username: 'u', password: 'p', verify: true };
        delete file['service'].enforce_authorization;
        delete file['pks_config'];
        for (const template of file['broker'].templates) {
          template.sha1_ova = '18c1a6d31545b757d897c61a0c3cc0e54d8aeeba';
          delete template.sha256_ova;
        }
        file['vcd'].verify = true;
      }),
    );
    const account = { name: null, host: 'vc.example', port: 443, username: 'u', password: 'p', verify: true };
    assert.deepEqual(config.vCenters, [{ ...account, caFile: undefined, thumbprint: undefined }]);
    assert.equal(config.enforceAuthorization, false);
    assert.deepEqual(config.broker.templates[0]?.checksum, {
      algorithm: 'sha1',
      value: '18c1a6d31545b757d897c61a0c3cc0e54d8aeeba',
    });
    assert.deepEqual(warnings, [
      "config file 'vcs' section is one mapping, as in CSE 0.3.0; write a list of entries with name, username, password and verify",
      "config file 'service' section has no enforce_authorization, as in CSE 0.3.0; taken as false",
      "template 'photon-v2' has sha1_ova, as in CSE 0.3.0; write sha256_ova, which is safer",
      "template 'ubuntu-16.04' has sha1_ova, as in CSE 0.3.0; write sha256_ova, which is safer",
    ]);
  });

  it('warns of what is legal and unwise', () => {
    const { warnings, pksFile } = load(
      changed((file) => {
        Object.assign(file['vcd'], { host: 'http://vcd.example:8080', verify: true });
        file['pks_config'] = 'pks.yaml';
      }),
    );
    assert.equal(pksFile, 'pks.yaml');
    assert.deepEqual(warnings, [
      "vcd.host 'http://vcd.example:8080' is not encrypted: passwords and tokens can be read on the way",
      "vcd.host 'http://vcd.example:8080' has a port of its own, which is used; vcd.port 443 is not",
      "PKS is not offered: 'pks.yaml' is checked and not used",
    ]);
  });
});

describe('configuration problems', () => {
  it('names every missing and unknown key of every level, in the original’s words [check 74]', () => {
    const problems = problemsOf(
      changed((file) => {
        delete file['amqp'].host;
        delete file['amqp'].port;
        file['amqp'].hots = 'amqp.example';
        delete file['vcd'];
        file['brokers'] = {};
        delete file['vcs'][1].name;
        delete file['broker'].templates[0].cpu;
        delete file['broker'].templates[0].sha256_ova;
        file['workload'] = { pod_network: '10.0.0.0/8' };
      }),
    );
    assert.deepEqual(problems, [
      {
        path: 'broker.templates[0]',
        message: "Missing keys in config file broker template section: {'cpu', 'sha256_ova'}",
      },
      { path: 'amqp', message: "Missing keys in config file 'amqp' section: {'host', 'port'}" },
      { path: '', message: "Missing keys in config file: {'vcd'}" },
      { path: 'vcs[1]', message: "Missing keys in config file 'vcs' section, vc #2: {'name'}" },
      {
        path: 'amqp',
        message: "Invalid keys in config file 'amqp' section: {'hots'}",
        hint: 'allowed are durable_queue, exchange, host, password, port, prefix, routing_key, ssl, ssl_accept_all, username, vhost',
      },
      {
        path: 'workload',
        message: "Invalid keys in config file 'workload' section: {'pod_network'}",
        hint: 'allowed are cni, kubeconfig_validity_days, kubernetes_version, pod_cidr, service_cidr',
      },
      {
        path: '',
        message: "Invalid keys in config file: {'brokers'}",
        hint: 'allowed are amqp, broker, deadlines, leaks, limits, mirrors, operator, pks_config, repair, service, store, telemetry, templates, vcd, vcs, workload',
      },
    ]);
  });

  it('names wrong types as the original does', () => {
    assert.deepEqual(
      messages(
        changed((file) => {
          file['amqp'].port = '5672';
          file['amqp'].ssl = 'no';
          file['service'] = null;
          file['vcs'] = 'vc1';
          file['broker'].templates[1] = 'photon';
          file['pks_config'] = 7;
        }),
      ),
      [
        "config file 'amqp' section key 'port': value type should be 'number'",
        "config file 'amqp' section key 'ssl': value type should be 'true/false'",
        "config file key 'service': value type should be 'mapping'",
        "config file 'broker' section entry #2: value type should be 'mapping'",
        "config file key 'pks_config': value type should be 'string'",
        "config file key 'vcs': value type should be 'sequence'",
      ],
    );
    assert.deepEqual(messages(''), ["config file: value type should be 'mapping'"]);
    assert.deepEqual(messages('- a'), ["config file: value type should be 'mapping'"]);
  });

  it('reads YAML as the original does: what looks like a number or a date is no string [check 75]', () => {
    const text = originalConfig
      .replace("api_version: '29.0'", 'api_version: 29.0')
      .replace('password: guest', 'password: 2018_04')
      .replace('description: |-\n      PhotonOS v2', 'description: 2018-04-18\n    x: |-\n      PhotonOS v2');
    const problems = problemsOf(text).filter(({ path }) => !path.endsWith(']'));
    assert.deepEqual(problems, [
      {
        path: 'amqp.password',
        message: "config file 'amqp' section key 'password': value type should be 'string'",
        hint: 'write the value in quotes',
      },
      {
        path: 'vcd.api_version',
        message: "config file 'vcd' section key 'api_version': value type should be 'string'",
        hint: 'write the value in quotes',
      },
      {
        path: 'broker.templates[0].description',
        message: "config file broker template section key 'description': value type should be 'string'",
        hint: 'write the value in quotes',
      },
    ]);
  });

  it('takes YAML 1.1’s yes and no for booleans, and a boolean for an integer, as the original does', () => {
    const { config } = load(
      sampleConfig.replace('ssl: false', 'ssl: yes').replace('listeners: 5', 'listeners: true'),
    );
    assert.deepEqual([config.amqp.ssl, config.listeners], [true, 1]);
  });

  it('says what a value may be', () => {
    assert.deepEqual(
      messages(
        changed((file) => {
          file['amqp'].port = 65_536;
          file['vcd'].api_version = 'v29';
          file['broker'].type = 'pks';
          file['broker'].ip_allocation_mode = 'static';
          file['broker'].templates[0].name = 'a/b';
          file['broker'].templates[0].kubernetes_version = '1.36';
          file['broker'].templates[0].guest_backend = 'vix';
          file['telemetry'] = { listen: 'everywhere' };
          file['workload'] = { pod_cidr: '10.0.0.0' };
        }),
      ),
      [
        "config file 'amqp' section key 'port': must be from 1 to 65535",
        "config file 'vcd' section key 'api_version': must be a version of the vCloud API, as '29.0'",
        "config file 'broker' section key 'type': must be 'default'",
        "config file 'broker' section key 'ip_allocation_mode': must be 'pool' or 'dhcp'",
        "config file broker template section key 'name': must not contain '/'",
        "config file broker template section key 'kubernetes_version': must be a full version, as 'v1.36.3'",
        "config file broker template section key 'guest_backend': must be 'guestinfo' or 'guest-operations'",
        "config file 'telemetry' section key 'listen': must be 'host:port' or ':port'",
        "config file 'workload' section key 'pod_cidr': must be an IPv4 network, as '10.244.0.0/16'",
      ],
    );
  });

  it('refuses what contradicts itself [check 76]', () => {
    assert.deepEqual(
      messages(
        changed((file) => {
          file['broker'].default_template = 'photon-v3';
          file['broker'].templates[1].name = 'photon-v2';
          file['workload'] = { pod_cidr: '10.0.0.0/8', service_cidr: '10.96.0.0/12' };
        }),
      ),
      [
        "Default template 'photon-v3' not found in listed templates",
        "Template 'photon-v2' is listed twice",
        "config file 'workload' section: pod_cidr 10.0.0.0/8 and service_cidr 10.96.0.0/12 overlap",
      ],
    );
    assert.deepEqual(problemsOf(changed((file) => (file['broker'].templates[1].definition = 'x'))), [
      {
        path: 'broker.templates[1].definition',
        message: "config file broker template section key 'definition': there is no definition 'x'",
        hint: 'there are none',
      },
    ]);
    assert.deepEqual(
      problemsOf(changed((file) => (file['vcd'].host = 'vcd.example/cloud')))[0]?.path,
      'vcd.host',
    );
  });

  it('tells where a file is no YAML, without repeating what is there', () => {
    assert.deepEqual(messages('amqp:\n  password: "secret\n'), [
      'not valid YAML at line 3, column 1: MISSING_CHAR',
    ]);
    assert.deepEqual(messages('amqp: !vault secret\n'), [
      'not valid YAML at line 1, column 7: TAG_RESOLVE_FAILED',
    ]);
    assert.deepEqual(messages('a: 1\n---\nb: 2\n'), ['not valid YAML at line 2, column 1: MULTIPLE_DOCS']);
    assert.equal(messages('amqp: *nowhere\n').length, 1);
    const levels = Array.from(
      { length: 9 },
      (_, n) => `a${n}: &a${n} [${n ? `*a${n - 1},`.repeat(9) : 'x'}]\n`,
    );
    assert.deepEqual(messages(levels.join('')), ['not valid YAML: too many or unknown aliases']);
  });

  it('lets the last of two equal keys count, as the original does, and says so', () => {
    const { config, warnings } = load(sampleConfig.replace('  port: 5672\n', '  port: 5672\n  port: 5673\n'));
    assert.equal(config.amqp.port, 5673);
    assert.equal(warnings[0], 'the key at line 6, column 3 is there twice; the last one counts');
  });

  it('looks at the top of a PKS file', () => {
    assert.throws(() => checkPksFile('orgs: []\npvdcs: {}\nmore: 1\n'), {
      name: 'ConfigInvalid',
      message:
        "Missing keys in PKS config file: {'pks_accounts'}\n" +
        "PKS config file key 'pvdcs': value type should be 'sequence'\n" +
        "Invalid keys in PKS config file: {'more'}",
    });
  });
});
