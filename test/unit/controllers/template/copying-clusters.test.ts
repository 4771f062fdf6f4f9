import assert from 'node:assert/strict';
import { it } from 'node:test';
import { copyingClusters } from '#controllers/template/copying-clusters.ts';
import { sampleCluster, sampleNow } from '../../../support/sample-cluster.ts';

const until = sampleNow.toISOString();

it('clusters copy from a template from their planning until vCD has made their machines', () => {
  const { controlPlane } = sampleCluster().spec;
  // Only the name counts.
  const template = { metadata: { name: controlPlane.template } } as Parameters<typeof copyingClusters>[0];
  const other = { metadata: { name: 'another' } } as typeof template;
  const at = (phase: string, waiting?: 'TemplateNotReady' | 'CreatingVApp') =>
    sampleCluster({
      status: { phase, ...(waiting && { waiting: { reason: waiting, message: '', until } }) },
    });
  const copies = (cluster: ReturnType<typeof at>) => copyingClusters(template, [cluster]).length === 1;

  assert.ok(copies(at('planningNodes')));
  assert.ok(copies(at('composingVApp', 'CreatingVApp')));
  assert.ok(copies(at('composingNewNodes')));
  assert.ok(!copies(at('composingVApp', 'TemplateNotReady')), 'it waits for the new one');
  assert.ok(!copies(at('poweringOn')));
  assert.ok(!copies(at('ready')));
  assert.deepEqual(copyingClusters(other, [at('composingVApp')]), []);
});
