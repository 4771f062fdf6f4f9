import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { missing } from './guests-fixtures.ts';

const folder = join(import.meta.dirname, '../src/guests/stand-ins/programs');

test('shellcheck finds nothing in the stand-ins', { skip: await missing('shellcheck') }, () => {
  const scripts = readdirSync(folder).filter((name) =>
    readFileSync(join(folder, name), 'utf8').startsWith('#!/bin/bash'),
  );
  assert.ok(scripts.length > 5);
  const { status, stdout } = spawnSync('shellcheck', scripts, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});
