import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceProblems } from '#cli/commands/describe.ts';
import { quietService } from '../../support/operator-world.ts';

test('what is wrong with the service as a whole is said with every record', () => {
  assert.deepEqual(serviceProblems(quietService), []);
  const unreadable = Array.from({ length: 7 }, (_, index) => ({
    key: `Cluster/acme/c${index}`,
    problem: 'spec.org: wrong',
  }));
  const problems = serviceProblems({
    ...quietService,
    broker: { connected: false },
    switch: 'disabled',
    shortage: '1900 of the 2000 MB of its heap are in use',
    store: { ...quietService.store, refusal: 'the disk is full', unreadable },
  });
  assert.match(
    problems.join('\n'),
    /^The message broker is not connected: .*\nThe service is disabled: .*\nNew clusters and nodes are refused: 1900 of the 2000 MB of its heap are in use\.\nNothing can be written: the disk is full\.\nCluster\/acme\/c0 cannot be read and is left alone \(spec\.org: wrong\)/,
  );
  assert.equal(problems.at(-1), '2 more records cannot be read: the log names them.');
});
