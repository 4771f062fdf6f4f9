import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { logIn, noBrowser, openBrowser, type TestBrowser } from '../support/browser.ts';
import { openOperatorWorld, operatorToken, type OperatorWorld } from '../support/operator-world.ts';
import { newCluster } from '../support/sample-cluster.ts';

const count = 5_000;
const pageSize = 50;

describe('the web page with 5,000 clusters', { skip: noBrowser }, () => {
  let world: OperatorWorld;
  let browser: TestBrowser;
  before(async () => {
    world = await openOperatorWorld();
    const names = Array.from({ length: count }, (_, at) => `c${String(at).padStart(4, '0')}`);
    await Promise.all(
      names.map((name, at) =>
        world.store.clusters.create(
          newCluster(name, {
            metadata: { namespace: `org-${at % 40}` },
            status: { phase: at % 100 === 0 ? 'failed' : 'ready' },
          }),
        ),
      ),
    );
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
  });

  it('holds one page of them, finds one among all, and follows changes without taking the others', async () => {
    const visit = await browser.visit(world.url);
    const { page } = visit;
    let received = 0;
    page.on('response', (response) => {
      void response
        .body()
        .then((body) => (received += body.length))
        .catch(() => undefined);
    });
    await logIn(visit, operatorToken);
    await page.getByText('Page 1 of 100', { exact: true }).waitFor();
    const rows = page.locator('tbody tr');
    assert.equal(await rows.count(), pageSize);
    await visit.keepPicture('5000-clusters');

    await page.keyboard.press('n');
    await page.getByText('Page 2 of 100', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'c0050' }).waitFor();
    assert.equal(await rows.count(), pageSize);

    await page.getByLabel('Phase').selectOption('failed');
    await page.getByText('50 clusters', { exact: true }).waitFor();
    await page.getByLabel('Phase').selectOption('');
    await page.getByLabel('Search').fill('c4321');
    await page.getByText('1 cluster', { exact: true }).waitFor();
    assert.equal(await rows.count(), 1);
    assert.match(page.url(), /#\/clusters\?search=c4321$/);

    const [record] = (await world.store.clusters.list({ name: 'c4321' })).items;
    assert.ok(record);
    await world.store.clusters.updateStatus({ ...record, status: { ...record.status, phase: 'degraded' } });
    await rows.getByText('Degraded').waitFor();

    await page.getByRole('button', { name: 'Cluster' }).click();
    await page.getByLabel('Search').fill('');
    await page.getByRole('link', { name: 'c4999' }).waitFor();
    assert.equal(
      await page.getByRole('columnheader', { name: 'Cluster' }).getAttribute('aria-sort'),
      'descending',
    );
    assert.ok(received < 1_000_000, `${received} bytes were received`);
    visit.assertQuiet();
  });
});
