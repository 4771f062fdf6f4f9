import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { loadConfig } from '#config/load-config.ts';
import { sampleConfig } from '#config/sample.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { getHelm, helmReleases } from '../../scripts/chart/helm.ts';
import {
  chartFolder,
  objectsOf,
  podOf,
  renderChart,
  runProgram,
  theObject,
  type PodSpec,
} from '../support/chart-render.ts';
import { assertGolden } from '../support/golden.ts';

const valuesFolder = join(import.meta.dirname, 'values');
const valueSets = ['default', ...(await readdir(valuesFolder)).map((file) => file.replace('.yaml', ''))];

function wordsFor(valueSet: string): string[] {
  return valueSet === 'default' ? [] : ['--values', join(valuesFolder, `${valueSet}.yaml`)];
}

/** A value as JSON, and the place that Helm complains about: Helm 3 writes it with dots, Helm 4 with slashes. */
const refusedValues: readonly (readonly [wrong: string, place: RegExp])[] = [
  ['imagge={}', /imagge/],
  ['replicas=2', /replicas/],
  ['image={"repository": ""}', /image[./]repository/],
  ['image={"digest": "sha256:abc"}', /image[./]digest/],
  ['image={"pullPolicy": "Sometimes"}', /image[./]pullPolicy/],
  ['config={"logLevel": "loud"}', /config[./]logLevel/],
  ['config={"existingSecret": "Not a name"}', /config[./]existingSecret/],
  ['config={"text": {"amqp": {}}}', /config[./]text/],
  ['persistence={"accessMode": "ReadWriteMany"}', /persistence[./]accessMode/],
  ['persistence={"size": "much"}', /persistence[./]size/],
  ['networkPolicy={"vcd": {"ports": []}}', /networkPolicy[./]vcd[./]ports/],
  ['networkPolicy={"broker": {"ports": [70000]}}', /networkPolicy[./]broker[./]ports[./]0/],
  ['networkPolicy={"vcenter": {"ports": ["https"]}}', /networkPolicy[./]vcenter[./]ports[./]0/],
  ['networkPolicy={"metrics": {"from": [{}]}}', /networkPolicy[./]metrics[./]from[./]0/],
  ['networkPolicy={"page": {"from": [{}]}}', /networkPolicy[./]page[./]from[./]0/],
  ['page={"enabled": "yes"}', /page[./]enabled/],
  ['page={"tokenSecret": "Not a name"}', /page[./]tokenSecret/],
  ['monitoring={"serviceMonitor": {"enabled": "yes"}}', /monitoring[./]serviceMonitor[./]enabled/],
  ['monitoring={"tenantLabels": "all"}', /monitoring[./]tenantLabels/],
  ['monitoring={"dashboards": {"labels": {"a": 1}}}', /monitoring[./]dashboards[./]labels[./]a/],
];

for (const release of helmReleases) {
  const helm = await getHelm(release);
  const skip = helm.kind === 'absent' ? helm.why : false;
  const program = helm.kind === 'program' ? helm.path : '';

  describe(`chart with Helm ${release.version}`, { skip }, () => {
    for (const valueSet of valueSets) {
      it(`renders the ${valueSet} values as before, and lints them`, async () => {
        const rendered = renderChart(program, ...wordsFor(valueSet));
        assert.equal(rendered.status, 0, rendered.stderr);
        // Releases of Helm differ in the empty lines between documents.
        await assertGolden(`chart/${valueSet}.yaml`, rendered.stdout.replace(/\n+---\n/g, '\n---\n'));
        const linted = runProgram(program, ['lint', '--strict', chartFolder, ...wordsFor(valueSet)]);
        assert.equal(linted.status, 0, linted.stdout);
      });

      it(`renders the ${valueSet} values as objects that a restricted namespace takes`, () => {
        const objects = objectsOf(renderChart(program, ...wordsFor(valueSet)).stdout);
        const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
        assert.deepEqual(names, [...new Set(names)]);
        assertRestricted(podOf(objects));
      });
    }

    for (const [wrong, complaint] of refusedValues) {
      it(`refuses ${wrong}`, () => {
        const { status, stderr } = renderChart(program, '--set-json', wrong);
        assert.notEqual(status, 0);
        assert.match(stderr, complaint);
      });
    }

    it('gives the server a configuration that it takes, whatever the file says of its place', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'cse-chart-'));
      try {
        const own = `${sampleConfig}telemetry:\n  log_level: error\n  listen: 127.0.0.1:1`;
        await writeFile(join(directory, 'own.yaml'), own);
        const rendered = renderChart(program, '--set-file', `config.text=${join(directory, 'own.yaml')}`);
        const objects = objectsOf(rendered.stdout);
        const written = theObject(objects, 'Secret').stringData?.['config.yaml'] ?? '';
        assert.equal(written.trimEnd(), own);

        const path = await runInitContainer(podOf(objects), directory, written);
        assert.equal((await stat(path)).mode & 0o777, 0o600);
        const { config, warnings } = await loadConfig(path);
        assert.deepEqual(config.telemetry, {
          listen: { host: '0.0.0.0', port: 9464 },
          logLevel: 'info',
          logFile: undefined,
          tenantLabels: false,
        });
        const { path: database, secretKeyFile, cacheDirectory } = config.store;
        assert.deepEqual(
          [database, secretKeyFile, cacheDirectory],
          ['/var/lib/cse/cse.db', join(directory, 'run/cse.key'), '/var/lib/cse/cse_cache'],
        );
        assert.equal(config.operator.socket, '/tmp/cse.sock');
        assert.match(warnings.join('\n'), /is there twice; the last one counts/);
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    it('gives the server an address for the page and the token, once it is enabled', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'cse-chart-'));
      try {
        const page = ['--set', 'page.enabled=true,page.tokenSecret=page-token'];
        const { stdout } = renderChart(program, ...page);
        const path = await runInitContainer(podOf(objectsOf(stdout)), directory, sampleConfig);
        const { config } = await loadConfig(path);
        assert.deepEqual(config.operator, {
          socket: '/tmp/cse.sock',
          listen: { host: '0.0.0.0', port: 9465 },
          tokenFile: join(directory, 'run/token'),
        });
        assert.equal(await readFile(join(directory, 'run/token'), 'utf8'), 'token\n');
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    it('wants either a Secret or a text for the configuration', () => {
      const { status, stderr } = renderChart(program, '--set', 'config.existingSecret=a,config.text=b');
      assert.notEqual(status, 0);
      assert.match(stderr, /contradict each other/);
    });

    it('fits into names of other releases', () => {
      const { stdout } = runProgram(program, ['template', 'berlin', chartFolder]);
      const names = new Set(objectsOf(stdout).map(({ metadata }) => metadata.name));
      assert.deepEqual(names, new Set(['berlin-cse', 'berlin-cse-data']));
    });
  });
}

it('the chart is of the version of the server', async () => {
  const text = await readFile(join(chartFolder, 'Chart.yaml'), 'utf8');
  const chart = parse(text) as { version: string; appVersion: string }; // Helm has checked it
  assert.deepEqual([chart.version, chart.appVersion], [packageJson.version, packageJson.version]);
});

/** What the Pod Security level "restricted" asks for (Kubernetes' Pod Security Standards), and a bit more. */
function assertRestricted(pod: PodSpec): void {
  assert.equal(pod.automountServiceAccountToken, false);
  assert.equal(pod.securityContext?.runAsNonRoot, true);
  assert.notEqual(pod.securityContext.runAsUser ?? 1, 0);
  assert.equal(pod.securityContext.seccompProfile?.type, 'RuntimeDefault');
  assert.deepEqual([pod.hostNetwork, pod.hostPID, pod.hostIPC], [undefined, undefined, undefined]);
  for (const { name, securityContext } of [...pod.initContainers, ...pod.containers]) {
    assert.deepEqual(
      securityContext,
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      name,
    );
  }
  const allowed = new Set([
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ]);
  for (const { name, ...source } of pod.volumes) {
    for (const type of Object.keys(source)) assert.ok(allowed.has(type), `volume ${String(name)} is ${type}`);
  }
}

/** Does what the pod does before the server starts, in a directory in place of its mounts; the path of the configuration. */
async function runInitContainer(pod: PodSpec, directory: string, config: string): Promise<string> {
  for (const folder of ['secrets', 'run']) await mkdir(join(directory, folder));
  await writeFile(join(directory, 'secrets/config.yaml'), config, { mode: 0o440 });
  await writeFile(join(directory, 'secrets/cse.key'), 'key\n', { mode: 0o440 });
  await writeFile(join(directory, 'secrets/token'), 'token\n', { mode: 0o440 });
  const [container] = pod.initContainers;
  assert.ok(container?.command && container.args && container.env);
  const here = (text: string) =>
    text.replaceAll('/secrets/', `${directory}/secrets/`).replaceAll('/run/cse/', `${directory}/run/`);
  const [program = '', ...words] = [...container.command, ...container.args.map(here)];
  const env = Object.fromEntries(container.env.map(({ name, value }) => [name, here(value)]));
  const { status, stderr } = spawnSync(program, words, { env: { PATH: '/usr/bin:/bin', ...env } });
  assert.equal(status, 0, stderr?.toString());
  assert.equal(await readFile(join(directory, 'run/cse.key'), 'utf8'), 'key\n');
  return join(directory, 'run/config.yaml');
}
