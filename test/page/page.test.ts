import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keptMessages, type Leak } from '#operator/leaks.ts';
import { keyOf, recordKey } from '#records/metadata.ts';
import {
  logIn,
  noBrowser,
  openBrowser,
  type Look,
  type TestBrowser,
  type Visit,
} from '../support/browser.ts';
import { openOperatorWorld, operatorToken, type OperatorWorld } from '../support/operator-world.ts';
import { populate } from '../support/populated-world.ts';
import { newCluster } from '../support/sample-cluster.ts';

const administrator = { name: 'administrator', password: 'a password of the tests' };

const looks: readonly (readonly [name: string, look: Look])[] = [
  ['by day', {}],
  ['by night', { colors: 'dark' }],
  ['on a phone', { width: 360 }],
];

const hour = 3_600_000;

/** A vApp that no record knows; without a reason to stay it goes in half a day. */
function leftBehind(name: string, { because = null }: { readonly because?: Leak['because'] }): Leak {
  return {
    id: `vApp/8f6f3a52-5c1b-4c8e-9d55-2f6f9e0f${name}`,
    thing: 'vApp',
    name,
    namespace: 'acme',
    uid: '11111111-1111-4111-8111-111111111111',
    foundAt: new Date(Date.now() - hour).toISOString(),
    fate: because === null ? 'due' : 'kept',
    because,
    message: because === null ? '' : keptMessages[because],
    dueAt: because === null ? new Date(Date.now() + 12 * hour).toISOString() : null,
  };
}

describe('the web page', { skip: noBrowser }, () => {
  let world: OperatorWorld;
  let browser: TestBrowser;
  before(async () => {
    world = await openOperatorWorld({
      isAdministrator: async (username, password) =>
        username === administrator.name && password === administrator.password,
    });
    await populate(world);
    world.leaks.push(leftBehind('half', {}), leftBehind('once', { because: 'wasReady' }));
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
  });

  /** Comes in, to the place given. */
  async function visit(place = '', look: Look = {}): Promise<Visit> {
    const visit = await browser.visit(world.url, look);
    await logIn(visit, operatorToken);
    if (place !== '') await visit.page.goto(world.url + place);
    return visit;
  }

  it('lets in a system administrator of Cloud Director and nobody else, and out again', async () => {
    const visit = await browser.visit(world.url);
    const { page } = visit;
    const tryLogin = async (username: string, password: string) => {
      await page.getByLabel('User of the organization System').fill(username);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
    };
    await visit.keepPicture('login');
    await visit.assertAccessible();
    await tryLogin(administrator.name, 'a guess');
    await page.getByRole('alert').getByText('Wrong, or not a system administrator.').waitFor();
    assert.equal(await page.getByLabel('Password').inputValue(), '');
    assert.equal(await page.getByRole('navigation', { name: 'Places' }).count(), 0);
    await tryLogin(administrator.name, administrator.password);
    await page.getByRole('link', { name: 'payments' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'payments' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
    await page.reload();
    await page.getByLabel('Password').waitFor();
    visit.assertQuiet(/401/);
  });

  it('asks again who is there when the session is over', async () => {
    const { page } = await visit();
    await page.getByRole('link', { name: 'analytics' }).waitFor();
    await page.context().clearCookies();
    // Not by its link: the list may have found by itself that the session is over, and then there is none.
    await page.evaluate("location.hash = '#/service'");
    await page.getByLabel('Password').waitFor();
  });

  for (const [name, look] of looks) {
    it(`shows everything ${name}, to everybody, and asks nobody else`, async () => {
      const seen = await visit('', look);
      const { page } = seen;
      const isRight = async (picture: string) => {
        await seen.assertAccessible();
        await seen.keepPicture(`${picture}-${name.replaceAll(' ', '-')}`);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.equal(await page.evaluate(overflow), 0);
      };

      const line = page.getByRole('row', { name: /sandbox-7/ });
      await line.getByText('Failed', { exact: true }).waitFor();
      await line.getByText('kubeadm init failed').waitFor();
      await page
        .getByRole('row', { name: /analytics/ })
        .getByText('1/3')
        .waitFor();
      await isRight('clusters');

      await page.getByRole('link', { name: 'analytics' }).click();
      await page.getByRole('cell', { name: 'Running' }).waitFor();
      await page.getByRole('img', { name: /the present phase is Joining workers/ }).waitFor();
      assert.equal(await page.locator('.state.present').textContent(), 'Joining workers');
      await page.getByText('Cloud Director was busy').waitFor();
      await page
        .getByRole('row', { name: /node-p81a/ })
        .getByText('Booting')
        .waitFor();
      await page
        .getByRole('row', { name: /Nodes joined/ })
        .getByText('1 of 3 nodes')
        .waitFor();
      await isRight('cluster');

      await page.getByRole('link', { name: 'Templates' }).click();
      await page
        .getByRole('row', { name: /photon-5/ })
        .getByText('antrea')
        .waitFor();
      await isRight('templates');
      await page.getByRole('link', { name: 'ubuntu-24.04' }).click();
      await page.getByText('yes, it is the default').waitFor();

      await page.getByRole('link', { name: 'Leaks' }).click();
      await page
        .getByRole('row', { name: /half/ })
        .getByText(/removed in 1?\dh \d+m/)
        .waitFor();
      await page.getByRole('row', { name: /once/ }).getByText('stays: it was ready once').waitFor();
      await isRight('leaks');

      await page.getByRole('link', { name: 'Service', exact: true }).click();
      await page.getByText('https://vcd.example.com').waitFor();
      await page.getByText('1 of 8').waitFor();
      await isRight('service');
      seen.assertQuiet();
    });
  }

  it('shows a change by itself, on the list and on the page of the record, and says it aloud', async () => {
    const list = await visit();
    const detail = await visit('/#/clusters/acme/changing');
    await detail.page.getByText('There is no such record.').waitFor();
    const made = await world.store.clusters.create(newCluster('changing'));
    await list.page.getByRole('row', { name: /changing/ }).waitFor();
    await list.page.locator('.line[data-state=live]').waitFor();
    const status = { ...made.status, phase: 'composingVApp' };
    const composing = await world.store.clusters.updateStatus({ ...made, status });
    await list.page
      .getByRole('row', { name: /changing/ })
      .getByText('Composing vApp')
      .waitFor();
    await detail.page.getByRole('img', { name: /the present phase is Composing vApp/ }).waitFor();
    await world.store.clusters.updateStatus({
      ...composing,
      status: { ...status, phase: 'awaitingAddresses' },
    });
    await detail.page.getByRole('img', { name: /the present phase is Awaiting addresses/ }).waitFor();
    await detail.page.getByRole('status').getByText('changing is now: Awaiting addresses').waitFor();
    await world.store.clusters.remove(keyOf(made));
    for (const finalizer of made.metadata.finalizers)
      await world.store.clusters.release(recordKey('Cluster', 'acme', 'changing'), finalizer);
    await detail.page.getByText('It is gone.').waitFor();
    await list.page.getByRole('row', { name: /changing/ }).waitFor({ state: 'detached' });
  });

  it('can be walked with the keyboard alone', async () => {
    const { page } = await visit();
    await page.getByRole('link', { name: 'analytics' }).waitFor();
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    // From the top: the link that skips, the mark, the places.
    await page.reload();
    await page.getByRole('link', { name: 'analytics' }).waitFor();
    const walk: unknown[] = [];
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('Tab');
      walk.push(await focused());
    }
    assert.deepEqual(walk, [
      'Skip to the content',
      'Container Service',
      'Clusters',
      'Templates',
      'Leaks',
      'Service',
    ]);
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    assert.equal(outline, 'solid');

    await page.keyboard.press('/');
    await page.keyboard.type('umbrella');
    await page.getByRole('status').getByText('3 clusters, page 1 of 1').waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.equal(await focused(), 'sandbox-7');
    await page.keyboard.press('k');
    assert.equal(await focused(), 'reporting');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'reporting' }).waitFor();
    await page.keyboard.press('u');
    await page.getByRole('heading', { level: 1, name: 'Clusters' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { level: 1, name: 'Service' }).waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.getByLabel('Listen to these keys').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  it('looks again where a look failed', async () => {
    const { page } = await visit();
    await page.getByRole('link', { name: 'analytics' }).waitFor();
    let cut = 0;
    await page.route('**/v1/summaries/**', (route) => ((cut += 1) === 1 ? route.abort() : route.continue()));
    await page.getByLabel('Search').fill('umbrella');
    await page.getByRole('status').getByText('3 clusters, page 1 of 1').waitFor({ state: 'attached' });
    assert.equal(cut, 2);
    await page.getByText('Live').waitFor();
  });

  it('looks for what is left behind when it is opened, and when somebody wants it, and not by itself', async () => {
    const { page } = await visit('/#/leaks');
    await page.getByRole('row', { name: /half/ }).waitFor();
    const found = world.leaks.splice(0);
    try {
      await page.getByRole('button', { name: 'Look again' }).click();
      await page.getByText('Nothing is left behind.').waitFor();
    } finally {
      world.leaks.push(...found);
    }
    await page.route('**/v1/leaks*', (route) =>
      route.fulfill({ status: 502, json: { error: { message: 'Cloud Director does not answer' } } }),
    );
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByRole('alert').getByText('It cannot be told: Cloud Director does not answer').waitFor();
  });

  it('is light or dark as the system is, until somebody switches it', async () => {
    const { page } = await visit('', { colors: 'dark' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await ground();
    await page.getByRole('button', { name: 'Light or dark' }).click();
    const light = await ground();
    assert.notEqual(light, dark);
    await page.reload();
    assert.equal(await ground(), light);
  });

  it('takes what tenants write as text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    await world.store.clusters.create(
      newCluster('hostile', {
        metadata: { namespace: 'mallory' },
        spec: { owner: { id: 'urn:vcloud:user:1', name } },
      }),
    );
    const seen = await visit('/#/clusters/mallory/hostile');
    await seen.page.getByText(name).waitFor();
    assert.equal(await seen.page.locator('img[src=x]').count(), 0);
    seen.assertQuiet();
  });

  it('comes with headers that allow nothing from elsewhere and nothing inline', async () => {
    const answer = await fetch(world.url);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    const etag = answer.headers.get('etag') ?? '';
    const again = await fetch(world.url, { headers: { 'if-none-match': etag } });
    assert.equal(again.status, 304);
    assert.equal((await fetch(`${world.url}/page/..%2fserver.ts`)).status, 404);
  });
});
