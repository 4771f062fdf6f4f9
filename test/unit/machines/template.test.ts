import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BuildStatus, Template, TemplateSpec, TemplateStatus } from '#records/template.ts';
import type { ResourceVersion } from '#records/metadata.ts';
import { templateMachine, templatePassages, templatePhase, type TemplatePhase } from '#machines/template.ts';
import { buildFailure } from '#machines/template-refusal.ts';
import type {
  BuildObservation,
  GuestObservation,
  TemplateDeadlines,
  TemplateObservation,
} from '#machines/template-observation.ts';
import { assertGolden } from '../../support/golden.ts';
import { newTemplate } from '../../support/sample-template.ts';

const now = new Date('2026-11-20T10:00:00.000Z');
const [oldId, newId, buildId] = [1, 2, 3].map((digit) => `0000000${digit}-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const deadlines: TemplateDeadlines = {
  makingVApp: 60_000,
  configuringGuest: 60_000,
  poweringOn: 60_000,
  customizing: 60_000,
  shuttingDown: 60_000,
  capturing: 60_000,
};

const wish = { id: buildId, replace: false, capture: true, sshKey: null };
const recipe = (cleanup: boolean) => ({
  image: { name: 'a.ova', url: 'https://h/a.ova', checksum: { algorithm: 'sha256' as const, value: 'ab' } },
  temporaryVApp: {
    name: 'temp',
    vdc: 'v',
    network: 'n',
    ipAllocation: 'pool' as const,
    storageProfile: '*',
    cleanup,
  },
});

interface Changes {
  readonly spec?: Partial<TemplateSpec>;
  readonly status?: Partial<TemplateStatus>;
  readonly deleted?: boolean;
}

function record({ spec, status, deleted = false }: Changes = {}): Template {
  const { metadata, ...rest } = newTemplate('noble', {
    spec: { recipe: recipe(true), build: wish, ...spec },
    status: { ...status },
  });
  return {
    kind: 'Template',
    ...rest,
    metadata: {
      ...metadata,
      generation: 1,
      resourceVersion: '1' as ResourceVersion,
      creationTimestamp: now.toISOString(),
      finalizers: [],
      labels: {},
      ...(deleted && { deletionTimestamp: now.toISOString() }),
    },
  };
}

const build = (changes: Omit<Partial<BuildStatus>, 'id'> = {}): Partial<TemplateStatus> => ({
  build: { id: buildId, ...changes },
});
const failure = { reason: 'CustomizationFailed' as const, message: 'no', at: now.toISOString() };
const capture = { requestedAt: now.toISOString(), replaces: oldId };
const capturing = { spec: { build: { ...wish, replace: true } }, status: build({ capture }) };

/** What people and earlier looks have made of the record. */
const records: Record<string, Template> = {
  'only offered': record({ spec: { build: null } }),
  'of an old release': record({ spec: { build: null, recipe: null } }),
  wished: record(),
  'wished, not to be captured': record({ spec: { build: { ...wish, capture: false } } }),
  'wished, still offering': record({
    status: { source: { vAppTemplateId: oldId, vmId: oldId, vmName: 'x', primaryNicIndex: 0 } },
  }),
  'capture asked for': record(capturing),
  'capture asked for, keep vApp': record({
    ...capturing,
    spec: { ...capturing.spec, recipe: recipe(false) },
  }),
  captured: record({ status: build({ capture, vAppTemplateId: newId }) }),
  done: record({ status: build({ capture, vAppTemplateId: newId, doneAt: now.toISOString() }) }),
  failed: record({ status: build({ failure }) }),
  'failed, keep vApp': record({ spec: { recipe: recipe(false) }, status: build({ failure }) }),
  'failed, wished again': record({ status: { build: { id: oldId, failure } } }),
  paused: record({ spec: { paused: true } }),
  deleted: record({ deleted: true }),
  'deleted with its items': record({ deleted: true, spec: { removeItems: true } }),
};

const guest = (changes: Partial<GuestObservation> = {}): GuestObservation => ({
  power: 'off',
  busy: false,
  configured: false,
  state: 'silent',
  message: '',
  wiped: true,
  ...changes,
});

const noBuild: BuildObservation = {
  refusal: undefined,
  image: { state: 'absent', message: '' },
  source: 'absent',
  vApp: 'absent',
  guest: undefined,
  validated: false,
  capture: { state: 'none', message: '' },
  copying: [],
  lastTaskError: undefined,
};

function sight(
  changes: Partial<BuildObservation> = {},
  item: TemplateObservation['item'] = { state: 'absent', vAppTemplateId: undefined },
  shared = true,
): TemplateObservation {
  return { item, shared, build: { ...noBuild, ...changes } };
}

const configured = { configured: true, wiped: false };
const on = { ...configured, power: 'on' as const };
const present = { source: 'usable' as const, vApp: 'present' as const };
const oldItem = { state: 'usable', vAppTemplateId: oldId } as const;
const newItem = { state: 'usable', vAppTemplateId: newId } as const;
const off = { ...present, validated: true, guest: guest({ configured: true }) };

/** How far the world has come, in order. */
const worlds: Record<string, TemplateObservation> = {
  nothing: sight(),
  'place refused': sight({ refusal: { reason: 'NetworkNotFound', message: 'no network' } }),
  'vApp of an earlier build': sight({ vApp: 'stale' }),
  'another image': sight({ source: 'stale' }),
  'image being fetched': sight({ image: { state: 'fetching', message: '' } }),
  'image refused': sight({ image: { state: 'refused', message: '404' } }),
  'image fetched': sight({ image: { state: 'fetched', message: '' } }),
  'image being uploaded': sight({ image: { state: 'fetched', message: '' }, source: 'unfinished' }),
  'image in the catalog': sight({ source: 'usable' }),
  'vApp being made': sight({ source: 'usable', vApp: 'making' }),
  'vApp broken': sight({ source: 'usable', vApp: 'broken' }),
  'vApp made': sight({ ...present, guest: guest() }),
  'vApp made, image gone': sight({ vApp: 'present', guest: guest() }),
  'being configured': sight({ ...present, guest: guest({ ...configured, busy: true }) }),
  configured: sight({ ...present, guest: guest(configured) }),
  'guest silent': sight({ ...present, guest: guest(on) }),
  'guest at work': sight({ ...present, guest: guest({ ...on, state: 'running' }) }),
  'guest failed': sight({ ...present, guest: guest({ ...on, state: 'failed' }) }),
  'guest succeeded': sight({ ...present, guest: guest({ ...on, state: 'succeeded' }) }),
  validated: sight({ ...present, validated: true, guest: guest({ ...on, state: 'succeeded' }) }),
  'off, not validated': sight({ ...present, guest: guest(configured) }),
  'off, not wiped': sight({ ...off, guest: guest(configured) }),
  off: sight(off),
  'off, old item': sight(off, oldItem),
  'off, old item in use': sight({ ...off, copying: ['c1'] }, oldItem),
  'being captured': sight({ ...off, capture: { state: 'running', message: '' } }, oldItem),
  'capture failed': sight({ ...off, capture: { state: 'failed', message: 'no room' } }, oldItem),
  'new item, not shared': sight(off, newItem, false),
  'new item': sight(off, newItem),
  'new item, vApp gone': sight({ source: 'usable' }, newItem),
  'item unfinished': sight({}, { state: 'unusable', vAppTemplateId: newId }),
};

function phaseOf(template: Template, observed: TemplateObservation, at = now): TemplatePhase {
  return templatePhase({ template, observed, deadlines, now: at });
}

describe('the template machine', () => {
  it('rests where the table says, for every record in every world', async () => {
    const lines = ['record                       | world                    | phase'];
    for (const [recordName, template] of Object.entries(records)) {
      for (const [worldName, observed] of Object.entries(worlds)) {
        lines.push(`${recordName.padEnd(28)} | ${worldName.padEnd(24)} | ${phaseOf(template, observed)}`);
      }
    }
    await assertGolden('machines/template-phases.txt', `${lines.join('\n')}\n`);
  });

  it('has no state that the table does not reach', () => {
    const reached = new Set<string>(templatePassages);
    for (const template of Object.values(records)) {
      for (const observed of Object.values(worlds)) reached.add(phaseOf(template, observed));
    }
    assert.deepEqual([...reached].sort(), Object.keys(templateMachine.root.states).sort());
  });

  it('gives a phase up once its deadline has passed, and says what was not done', () => {
    const phases: Record<string, RegExp> = {
      makingVApp: /did not finish vApp 'temp' within the deadline/,
      configuringGuest: /could not be written to vApp 'temp'/,
      poweringOn: /did not power on/,
      customizing: /said nothing: its image needs cloud-init/,
      shuttingDown: /did not shut down/,
      capturing: /did not finish the template/,
    };
    const later = new Date(now.getTime() + 60_001);
    for (const [phase, says] of Object.entries(phases)) {
      const resting = Object.entries(records)
        .flatMap(([, template]) => Object.values(worlds).map((observed) => ({ template, observed })))
        .find(({ template, observed }) => phaseOf(template, observed) === phase);
      assert.ok(resting, phase);
      const { observed } = resting;
      const since = { ...resting.template.status, phase, phaseSince: now.toISOString() };
      const template = { ...resting.template, status: since };
      assert.equal(phaseOf(template, observed), phase);
      assert.equal(phaseOf(template, observed, later), 'givingUp');
      const { reason, message } = buildFailure({ template, observed, deadlines, now: later });
      assert.equal(reason, 'DeadlinePassed');
      assert.match(message, says);
    }
  });

  it('captures nothing that was not found good in this very build', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(records)),
        fc.record({
          source: fc.constantFrom('absent', 'stale', 'unfinished', 'usable'),
          vApp: fc.constantFrom('absent', 'foreign', 'stale', 'making', 'broken', 'present'),
          validated: fc.boolean(),
          power: fc.constantFrom('on', 'off'),
          state: fc.constantFrom('silent', 'waiting', 'running', 'succeeded', 'failed'),
          item: fc.constantFrom('absent', 'unusable', 'usable'),
        }),
        (template, { source, vApp, validated, power, state, item }) => {
          // The mark of a build is only read from its own vApp.
          const found = validated && vApp === 'present';
          const observed = sight(
            { source, vApp, validated: found, guest: guest({ ...configured, power, state, wiped: true }) },
            { state: item, vAppTemplateId: item === 'absent' ? undefined : oldId },
          );
          const phase = phaseOf(template, observed);
          if (phase !== 'capturing' && phase !== 'withholding') return;
          assert.ok(found && vApp === 'present' && power === 'off', phase);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
