import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addonImages, loadAddon } from '#workload/addons.ts';
import { definitionsDirectory, type TemplateDefinition } from './definitions.ts';
import { DefinitionUnusable } from './errors.ts';
import { mirrored, type Mirrors } from './mirrors.ts';
import { findScript, type ScriptFile } from './script-files.ts';

/** What is asked for when a template's scripts are put together. */
export interface ScriptRequest {
  /** The template's name in the configuration. */
  readonly template: string;
  /** Undefined for a template that only its operator knows. */
  readonly definition: TemplateDefinition | undefined;
  readonly kubernetesVersion: string;
  readonly guestBackend: string;
  /** Name of the add-on that makes the pod network; its images go into the template's. */
  readonly cni: string | undefined;
  /** Folders with the operator's own scripts; the first that has one counts. */
  readonly overrides: readonly string[];
  readonly mirrors: Mirrors;
}

/** What makes an image out of a temporary vApp. Each text is a whole script, with its settings in it. */
export interface CustomizationScripts {
  /** For vCD's guest customization, which hands it to the machine before its first boot is over. */
  readonly init: ScriptFile | undefined;
  /** Installs what a node needs; run once, as root. */
  readonly customize: ScriptFile;
  /** Says on standard output, a line each, what is there and what is missing; fails when something is missing. */
  readonly validate: ScriptFile;
}

/** What an operator or an old template puts in place of what the service does in a new machine. */
export interface NodeScripts {
  readonly controlPlane: ScriptFile | undefined;
  readonly worker: ScriptFile | undefined;
  readonly nfs: ScriptFile | undefined;
}

/** Throws `DefinitionUnusable` when nothing says how to customize the template. */
export async function customizationScripts(request: ScriptRequest): Promise<CustomizationScripts> {
  const { template, overrides } = request;
  const [init, cust] = [await found('init', request), await found('cust', request)];
  if (!cust) {
    throw new DefinitionUnusable(
      `template '${template}' cannot be made: this release has no definition of that name, and there is no cust-${template}.sh in ${overrides.join(', ')}`,
    );
  }
  const path = join(definitionsDirectory, 'validate.sh');
  const validate = { path, text: await readFile(path, 'utf8') };
  const own = dirname(cust.path) === request.definition?.directory;
  const functions = own ? await readFile(join(definitionsDirectory, 'node-image.sh'), 'utf8') : '';
  const settings = await settingsOf(request);
  return {
    init: init && withSettings(init, settings),
    customize: withSettings(cust, settings, functions),
    validate: withSettings(validate, settings),
  };
}

/** The scripts that the template has for its nodes; usually none. */
export async function nodeScripts(request: ScriptRequest): Promise<NodeScripts> {
  const [controlPlane, worker, nfs] = [
    await found('mstr', request),
    await found('node', request),
    await found('nfsd', request),
  ];
  if (!controlPlane && !worker && !nfs) return { controlPlane, worker, nfs };
  const settings = await settingsOf(request);
  return {
    controlPlane: controlPlane && withSettings(controlPlane, settings),
    worker: worker && withSettings(withPlainBraces(worker), settings),
    nfs: nfs && withSettings(nfs, settings),
  };
}

function found(
  purpose: Parameters<typeof findScript>[0]['purpose'],
  { template, definition, overrides }: ScriptRequest,
): Promise<ScriptFile | undefined> {
  return findScript({ purpose, template, overrides, definitionDirectory: definition?.directory });
}

/** What scripts can read of their template, as shell variables. */
async function settingsOf(request: ScriptRequest): Promise<string> {
  const { definition, kubernetesVersion, guestBackend, cni, mirrors } = request;
  const registries = Object.entries(mirrors.registries).map(([host, address]) => `${host}=${address}`);
  const settings = {
    ...definition?.settings,
    KUBERNETES_VERSION: kubernetesVersion,
    CONTAINER_RUNTIME: definition?.containerRuntime ?? '',
    GUEST_BACKEND: guestBackend,
    CNI_IMAGES: cni === undefined ? '' : addonImages(await loadAddon({ name: cni })).join(' '),
    REGISTRY_MIRRORS: registries.join(' '),
  };
  const lines = Object.entries(settings).map(([name, value]) => {
    const text = /^https?:/.test(value) ? mirrored(value, mirrors) : value;
    return `export ${name}='${text.replaceAll("'", String.raw`'\''`)}'\n`;
  });
  return `# What the template's definition and the configuration say.\n${lines.join('')}`;
}

/** The settings go below the first line, which names the program that runs the script. */
function withSettings(script: ScriptFile, settings: string, functions = ''): ScriptFile {
  const [first, rest] = firstLine(script.text);
  return { path: script.path, text: `${first}${settings}${firstLine(functions)[1]}${rest}` };
}

/** A script's `#!` line, where it has one, and what follows. */
function firstLine(text: string): readonly [string, string] {
  const end = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return [text.slice(0, end), text.slice(end)];
}

/**
 * CSE 1.2.7 fills a worker's script as Python's `format` does: where a script has the places for it, every other brace in
 * it is written twice.
 */
function withPlainBraces(script: ScriptFile): ScriptFile {
  if (!/\{(token|ip)\}/.test(script.text)) return script;
  return { ...script, text: script.text.replaceAll('{{', '{').replaceAll('}}', '}') };
}
