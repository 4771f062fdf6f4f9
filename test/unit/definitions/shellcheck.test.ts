import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { loadDefinitions } from '#definitions/definitions.ts';
import { customizationScripts, nodeScripts } from '#definitions/template-scripts.ts';
import { noMirrors } from '../../support/no-mirrors.ts';

const absent = spawnSync('shellcheck', ['--version']).error !== undefined;
const skip = absent ? 'shellcheck is not installed' : false;

test(
  'shellcheck finds nothing in the scripts of the definitions, as machines get them',
  { skip },
  async () => {
    const texts = new Set<string>();
    for (const [template, definition] of await loadDefinitions()) {
      const { kubernetesVersion, guestBackend, cni } = definition;
      const request = {
        template,
        definition,
        kubernetesVersion,
        guestBackend,
        cni,
        overrides: [],
        mirrors: noMirrors,
      };
      const { init, customize, validate } = await customizationScripts(request);
      const { controlPlane, worker, nfs } = await nodeScripts(request);
      const scripts = [init, customize, validate, controlPlane, worker, nfs];
      for (const script of scripts) if (script) texts.add(withoutSettings(script.text));
    }
    for (const input of texts) {
      // Not every template uses all functions and settings.
      const { status, stdout } = spawnSync('shellcheck', ['--exclude=SC2034,SC2329', '-'], { input });
      assert.equal(status, 0, stdout.toString());
    }
  },
);

/** Several templates share each script but for the values. */
function withoutSettings(text: string): string {
  return text.replace(/^(export [A-Z_]+=).*$/gm, "$1''");
}
