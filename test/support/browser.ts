import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** Why tests of the page are skipped; false where there is a Chromium. */
export const noBrowser = program === undefined && 'there is no Chromium: apt-get install chromium';

const screenshots = join(import.meta.dirname, '../../build/screenshots');
const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** A browser with fresh pages that are looked after. */
export interface TestBrowser extends AsyncDisposable {
  /** A page of its own session, `wide` as a desk or as a phone; gives up on anything after some seconds. */
  visit(url: string, look?: Look): Promise<Visit>;
}

export interface Look {
  readonly width?: number;
  readonly colors?: 'light' | 'dark';
}

/** A page, and what it did that it should not. */
export interface Visit {
  readonly page: Page;
  /** Asserts that nothing was complained about in the console and nothing was asked for elsewhere. */
  assertQuiet(expected?: RegExp): void;
  /** Asserts that axe-core finds nothing wrong. */
  assertAccessible(): Promise<void>;
  /** Kept below build/screenshots. */
  keepPicture(name: string): Promise<void>;
}

export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath: program ?? '', args: ['--no-sandbox'] });
  return {
    async visit(url, { width = 1366, colors = 'light' } = {}) {
      const height = width < 500 ? 780 : 900;
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: colors });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => {
        if (!request.url().startsWith(url)) complaints.push(`asked for ${request.url()}`);
      });
      await page.goto(url);
      return visitOf(page, complaints);
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

function visitOf(page: Page, complaints: readonly string[]): Visit {
  return {
    page,
    assertQuiet(expected) {
      assert.deepEqual(
        complaints.filter((text) => !expected?.test(text)),
        [],
      );
    },
    async assertAccessible() {
      await page.evaluate(await readFile(axe, 'utf8'));
      // As text, for the types of the page are not those of the tests.
      const result = (await page.evaluate('axe.run()')) as { violations: Violation[] }; // what axe-core documents
      assert.deepEqual(
        result.violations.map(({ id, impact, nodes }) => ({
          id,
          impact,
          nodes: nodes.map(({ html }) => html),
        })),
        [],
      );
    },
    async keepPicture(name) {
      await mkdir(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    },
  };
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Comes in with the token, as the login form offers it. */
export async function logIn({ page }: Visit, token: string): Promise<void> {
  await page.getByText('Log in with a token instead').click();
  await page.getByLabel('Token', { exact: true }).last().fill(token);
  await page.getByRole('button', { name: 'Log in with the token' }).click();
  await page.getByRole('heading', { level: 1, name: 'Clusters' }).waitFor();
}
