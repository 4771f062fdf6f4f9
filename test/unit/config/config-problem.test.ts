import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPksFile } from '#config/parse-config.ts';
import { sampleConfig } from '#config/sample.ts';
import { changed, load, messages, problemsOf } from '../../support/edited-config.ts';
import { originalConfig } from '../../support/original-config.ts';

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
