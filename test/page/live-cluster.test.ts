import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { noBrowser, openBrowser } from '../support/browser.ts';
import { noBroker, startCloud } from '../support/simulated-cloud.ts';

describe('the web page of a real server', { skip: noBrowser || noBroker }, () => {
  it('lets in whom Cloud Director knows as system administrator, and shows a cluster come to life', async () => {
    await using cloud = await startCloud();
    await appendFile(cloud.configPath, '\noperator:\n  listen: 127.0.0.1:0\n');
    const { operatorUrl } = await cloud.startServer();
    assert.ok(operatorUrl);
    await using browser = await openBrowser();
    const visit = await browser.visit(operatorUrl);
    const { page } = visit;
    const tryLogin = async (username: string) => {
      await page.getByLabel('User of the organization System').fill(username);
      await page.getByLabel('Password').fill('secret');
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
    };
    await tryLogin('alice');
    await page.getByText('Wrong, or not a system administrator.').waitFor();
    await tryLogin('administrator@System');
    await page.getByText('There are no clusters yet.').waitFor();

    const answer = await cloud.alice.call('POST', '/api/cse', createBody('c1'));
    assert.equal(answer.status, 202, answer.text);
    await page.getByRole('link', { name: 'c1' }).click();
    await page.getByRole('img', { name: /the present phase is Ready/ }).waitFor();
    await page
      .getByRole('row', { name: /Created cluster c1/ })
      .getByText('Success')
      .waitFor();
    assert.equal(await page.getByText('Joined', { exact: true }).count(), 3);
    await visit.keepPicture('real-cluster');

    await page.getByRole('link', { name: 'Service', exact: true }).click();
    await page.getByText('connected', { exact: true }).waitFor();
    visit.assertQuiet(/401/);
  });
});
