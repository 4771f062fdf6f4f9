import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceProblems } from '#cli/commands/describe.ts';
import { quietService } from '../../support/operator-world.ts';

test('what is wrong with the service as a whole is said with every record', () => {
  assert.deepEqual(serviceProblems(quietService), []);
  const problems = serviceProblems({
    ...quietService,
    broker: { connected: false },
    switch: 'disabled',
    store: { ...quietService.store, damagedRecords: 2 },
  });
  assert.match(
    problems.join('\n'),
    /^The message broker is not connected: .*\nThe service is disabled: .*\n2 record/,
  );
});
