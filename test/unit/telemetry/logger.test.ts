import assert from 'node:assert/strict';
import { it } from 'node:test';
import { recordedLog } from '../../support/recorded-log.ts';

it('never writes a secret that sits where secrets sit', () => {
  const { log, lines } = recordedLog();
  log.info(
    {
      token: 'secret-1',
      login: { password: 'secret-2', user: 'admin' },
      kubeconfig: 'secret-3',
      headers: { authorization: 'secret-4', 'x-vcloud-authorization': 'secret-5' },
      plan: { userData: 'secret-6' },
    },
    'Logged in',
  );
  const text = JSON.stringify(lines);
  assert.doesNotMatch(text, /secret-/);
  assert.match(text, /"user":"admin"/);
  assert.match(text, /"time":"\d{4}-\d\d-\d\dT/);
});
