import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertGone, wiped } from '../support/cluster-facts.ts';
import { requestCluster, requestDeletion, type Accepted } from '../support/cluster-requests.ts';
import { assertGolden } from '../support/golden.ts';
import { eventually, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { toldGuests, type ToldGuests } from '../support/told-guests.ts';
import { startTranscript, type Transcript } from '../support/transcript.ts';

/** What one life is played with. */
interface Stage {
  readonly cloud: SimulatedCloud;
  readonly guests: ToldGuests;
  readonly transcript: Transcript;
  /** Waits until the server says that the cluster is in that phase. */
  inPhase(phase: string): Promise<void>;
}

const name = 'c1';

/** Lives of clusters as they are told: a change of what is done, or of its order, shows as a change of a text. */
describe('the transcript', { skip: noBroker }, () => {
  it('of a creation', () =>
    told('creation', async (stage) => {
      const creation = await create(stage);
      await boot(stage);
      await wiped(stage.cloud, name);
      await stage.inPhase('ready');
      await ended(stage, creation);
    }));

  it('of a creation that fails and is taken back', () =>
    told('failed-creation', async (stage) => {
      const creation = await create(stage);
      await stage.inPhase('initializingControlPlane');
      stage.transcript.note('the guest of the control plane fails');
      stage.guests.tell(name, 'fail');
      await creation.ended();
      await assertGone(stage.cloud, name);
      await ended(stage, creation);
    }));

  it('of a deletion', async () => {
    await using stage = await openStage();
    await create(stage);
    await boot(stage);
    await stage.inPhase('ready');
    const begun = stage.transcript.text();
    stage.transcript.request('DELETE /api/cse/c1');
    const deletion = await requestDeletion(stage.cloud.alice, name);
    await deletion.ended();
    await assertGone(stage.cloud, name);
    await ended(stage, deletion);
    await assertGolden('scenario/deletion.txt', stage.transcript.text().slice(begun.length));
  });
});

async function told(golden: string, life: (stage: Stage) => Promise<void>): Promise<void> {
  await using stage = await openStage();
  await life(stage);
  await assertGolden(`scenario/${golden}.txt`, stage.transcript.text());
}

async function openStage(): Promise<Stage & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const transcript = startTranscript();
  const guests = opening.use(toldGuests((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? ''));
  const { log, onExchange } = transcript;
  const cloud: SimulatedCloud = opening.use(await startCloud({ guests, log, onExchange }));
  await cloud.startServer();
  const open = opening.move();
  return {
    cloud,
    guests,
    transcript,
    async inPhase(phase) {
      await eventually(async () => {
        const [record] = await cloud.records();
        return record?.status.phase === phase || undefined;
      }, `${name} is in phase ${phase}`);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function create({ cloud, transcript }: Stage): Promise<Accepted> {
  transcript.request('POST /api/cse: c1 with 2 workers, to be taken back if it fails');
  return requestCluster(cloud.alice, name, { disable_rollback: true });
}

/** One after the other, so that nobody is seen to be quicker than the look. */
async function boot(stage: Stage): Promise<void> {
  const { guests, transcript } = stage;
  await stage.inPhase('initializingControlPlane');
  transcript.note('the guest of the control plane answers');
  guests.tellControlPlane(name, 'answer');
  await stage.inPhase('joiningWorkers');
  transcript.note('the guests of the workers answer');
  guests.tell(name, 'answer');
}

async function ended({ transcript }: Stage, request: Accepted): Promise<void> {
  const task = await request.ended();
  assert.ok(task.status === 'success' || task.status === 'error');
  transcript.note(`reads: ${task.operation} [${task.status}]`);
}
