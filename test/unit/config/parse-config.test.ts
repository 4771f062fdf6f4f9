import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPksFile, parseConfig } from '#config/parse-config.ts';
import { sampleConfig, samplePksConfig, sampleText } from '#config/sample.ts';
import { loadDefinitions } from '#definitions/definitions.ts';
import { changed, load, messages, uncommented } from '../../support/edited-config.ts';
import { originalConfig } from '../../support/original-config.ts';

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
        file['broker'].templates[0].sha256_ova = '';
      }),
    );
    assert.equal(pksFile, 'pks.yaml');
    assert.deepEqual(warnings, [
      "vcd.host 'http://vcd.example:8080' is not encrypted: passwords and tokens can be read on the way",
      "vcd.host 'http://vcd.example:8080' has a port of its own, which is used; vcd.port 443 is not",
      "template 'photon-v2' has an empty sha256_ova: its image cannot be used until the checksum that its publisher tells is there",
      "PKS is not offered: 'pks.yaml' is checked and not used",
    ]);
  });
});
