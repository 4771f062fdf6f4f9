import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withoutSecrets } from '#telemetry/log-fields.ts';

const texts: readonly (readonly [string, string])[] = [
  [
    'kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef',
    'kubeadm join 10.0.0.1:6443 --token [redacted]',
  ],
  ['tried abcdef.0123456789abcdef', 'tried [redacted]'],
  ['amqp://guest:hunter2@broker/ refused', 'amqp://[redacted]@broker/ refused'],
  ['x-vcloud-authorization: 0123456789abcdef', 'x-vcloud-authorization: [redacted]'],
  ['PASSWORD=hunter2 USER=root', 'PASSWORD=[redacted] USER=root'],
  ['{"adminPassword":"hunter2","name":"c1"}', '{"adminPassword":"[redacted]","name":"c1"}'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nrest', '[redacted]\nrest'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE (cut off)', '[redacted]'],
  [
    'the token in /etc/cse/token is shorter than 16 characters',
    'the token in /etc/cse/token is shorter than 16 characters',
  ],
  ['https://vcd.example.com/api/task/1 answered 500', 'https://vcd.example.com/api/task/1 answered 500'],
];
for (const [text, shown] of texts) {
  it(`shows ${JSON.stringify(shown)}`, () => assert.equal(withoutSecrets(text), shown));
}
