import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { clusterMachine } from '#machines/cluster.ts';
import { templateMachine } from '#machines/template.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { getHelm, helmReleases } from '../../scripts/chart/helm.ts';
import { chartFolder, objectsOf, renderChart, runProgram, theObject } from '../support/chart-render.ts';
import { cliWorld } from '../support/cli-world.ts';
import { connectToScript, errorAnswer } from '../support/scripted-vcd.ts';

const Rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Cse[A-Z]/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({
            summary: z.string(),
            description: z.string(),
            runbook_url: z.string(),
          }),
        }),
      ),
    }),
  ),
});

const Cases = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

const rulesFolder = join(chartFolder, 'alerts');
const casesFolder = join(import.meta.dirname, 'alerts');
const runbook = await readFile(join(chartFolder, '../../docs/guides/runbook.md'), 'utf8');
const groups = (await readFolder(rulesFolder)).flatMap((text) => Rules.parse(parse(text)).groups);
const rules = groups.flatMap((group) => group.rules);
const promtool = spawnSync('promtool', ['--version']).error ? undefined : 'promtool';
const skip = promtool ? false : 'promtool is not installed (Debian package prometheus)';

describe('alert rules', () => {
  it('promtool takes them, and each fires when it should and not before', { skip }, async () => {
    const ofRules = await filesOf(rulesFolder);
    const checked = runProgram('promtool', ['check', 'rules', '--lint-fatal', ...ofRules]);
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    const tested = runProgram('promtool', ['test', 'rules', ...(await filesOf(casesFolder))]);
    assert.equal(tested.status, 0, tested.stdout + tested.stderr);
  });

  it('each has a case in which it fires and one in which it does not', async () => {
    const cases = (await readFolder(casesFolder)).flatMap((text) => Cases.parse(parse(text)).tests);
    const expectations = cases.flatMap((each) => each.alert_rule_test);
    const names = (fires: boolean) =>
      new Set(
        expectations.filter((each) => each.exp_alerts.length > 0 === fires).map(({ alertname }) => alertname),
      );
    assert.deepEqual(names(true), new Set(rules.map((rule) => rule.alert)));
    assert.deepEqual(names(false), names(true));
  });

  it('they ask for series and labels that the server has', async () => {
    const metrics = createMetrics({ processMetrics: true });
    for (const { alert, expr } of rules) {
      const selectors = [...expr.matchAll(/([a-z_]+)\{([^}]*)\}/g)];
      assert.notEqual(selectors.length, 0, alert);
      for (const [, series = '', matchers = ''] of selectors) {
        const labels = [...matchers.matchAll(/([a-z_]+)[=!]/g)].map(([, label = '']) => label);
        assert.match(matchers, /^job="cse"/, `${alert} would take series of others`);
        const own = series === 'up' ? ['job'] : ['job', ...labelsOf(metrics, series, alert)];
        for (const label of labels) assert.ok(own.includes(label), `${alert}: ${series} has no ${label}`);
      }
      const bare = expr.replaceAll(/[a-z_]+\{[^}]*\}/g, '');
      assert.doesNotMatch(
        bare,
        /[a-z]+_(total|seconds|bucket|count)\b/,
        `${alert} has no selector somewhere`,
      );
    }
  });

  it('the phases that may take long are phases', () => {
    const expr = rules.find(({ alert }) => alert === 'CseRecordStuck')?.expr ?? '';
    const phases = /phase!~"([^"]*)"/.exec(expr)?.[1]?.split('|') ?? [];
    const known = new Set(Object.keys({ ...clusterMachine.states, ...templateMachine.states }));
    assert.notEqual(phases.length, 0);
    assert.deepEqual(
      phases.filter((phase) => !known.has(phase)),
      [],
    );
  });

  it('a login that vCD refuses is counted as the alert expects it', async () => {
    const seen: { operation: string; code: string }[] = [];
    await using scripted = await connectToScript(
      ({ path }) =>
        path.includes('/sessions') ? errorAnswer(401, 'UNAUTHORIZED', 'wrong password') : undefined,
      { metrics: { onCall: ({ operation, code }) => void seen.push({ operation, code }) } },
    );
    const where = { org: 'acme', catalog: 'cse' };
    await assert.rejects(scripted.vcd.catalogs.findCatalog(where, AbortSignal.timeout(5_000)));
    assert.deepEqual(
      seen.filter(({ code }) => code === '401'),
      [{ operation: 'login', code: '401' }],
    );
  });
});

describe('runbook', () => {
  const sections = runbook.split(/^### /m).slice(1);
  const titles = sections.map((section) => section.slice(0, section.indexOf('\n')));

  it('has one section for each alert, which the alert names', () => {
    assert.deepEqual(titles.toSorted(), rules.map(({ alert }) => alert).toSorted());
    for (const { alert, annotations } of rules) {
      assert.equal(annotations.runbook_url, `docs/guides/runbook.md#${alert.toLowerCase()}`);
    }
  });

  it('begins each section with a command that there is', async () => {
    const { run } = cliWorld();
    const { stdout: help } = await run('--help');
    const kinds = (await run('get', '--help')).stdout;
    for (const [index, section] of sections.entries()) {
      const first = /^.*\n\n```sh\n(cse .*)\n/.exec(section)?.[1];
      assert.ok(first, `${titles[index]} does not begin with a cse command`);
    }
    for (const [, command = '', kind = ''] of runbook.matchAll(/^cse (\w+) ?(\w*)/gm)) {
      assert.match(help, new RegExp(`^ +${command} `, 'm'));
      if (command === 'get') assert.match(kinds, new RegExp(`\\b${kind}\\b`));
    }
  });

  it('refers to sections and to settings that there are', async () => {
    for (const [, anchor] of runbook.matchAll(/\]\(#([^)]*)\)/g)) {
      assert.ok(
        titles.some((title) => title.toLowerCase() === anchor),
        `#${anchor}`,
      );
    }
    const { stdout: sample } = await cliWorld().run('sample');
    for (const [, section = '', key = ''] of runbook.matchAll(/`(deadlines|limits|telemetry)\.(\w+)`/g)) {
      assert.match(sample, new RegExp(`^# ${section}:\\n(#   .*\\n)*#   ${key}:`, 'm'), `${section}.${key}`);
    }
  });
});

for (const release of helmReleases) {
  const helm = await getHelm(release);
  const program = helm.kind === 'program' && promtool ? helm.path : undefined;
  const why = helm.kind === 'absent' ? helm.why : skip;

  it(
    `Helm ${release.version} wraps every rule for the operator as it is`,
    { skip: !program && why },
    async () => {
      const url = 'https://wiki.example.com/runbook';
      const { stdout } = renderChart(
        program ?? '',
        ...['--set', `monitoring.alerts.enabled=true,monitoring.alerts.runbookUrl=${url}`],
      );
      const { spec } = theObject(objectsOf(stdout), 'PrometheusRule');
      const wanted = JSON.stringify(groups).replaceAll('docs/guides/runbook.md', url);
      assert.deepEqual(Rules.parse(spec).groups, JSON.parse(wanted));

      const directory = await mkdtemp(join(tmpdir(), 'cse-rules-'));
      try {
        await writeFile(join(directory, 'rules.yaml'), stringify(spec));
        const { status, stderr } = runProgram('promtool', ['check', 'rules', join(directory, 'rules.yaml')]);
        assert.equal(status, 0, stderr);
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  );
}

async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).toSorted().map((file) => join(folder, file));
}

async function readFolder(folder: string): Promise<string[]> {
  return Promise.all((await filesOf(folder)).map((file) => readFile(file, 'utf8')));
}

/** The labels of a series by the name that a scrape shows. */
function labelsOf({ registry }: ReturnType<typeof createMetrics>, series: string, alert: string): string[] {
  const metric =
    registry.getSingleMetric(series) ?? registry.getSingleMetric(series.replace(/_(bucket|count|sum)$/, ''));
  assert.ok(metric, `${alert} asks for ${series}, which is not there`);
  const labels: unknown = Reflect.get(metric, 'labelNames'); // prom-client keeps them there and does not type them
  return z.array(z.string()).parse(labels);
}
