import type { z } from 'zod';
import type { TemplateDefinition } from '#definitions/definitions.ts';
import { ConfigFile, OldConfigFile, PksFile } from './config-file.ts';
import {
  ConfigInvalid,
  location,
  schemaProblems,
  type ConfigProblem,
  type MissingKey,
} from './config-problem.ts';
import type { Config } from './config.ts';
import { toConfig } from './to-config.ts';
import { vcdUrl } from './vcd-url.ts';
import { readYaml } from './yaml-text.ts';

/** A configuration that can be used, with what is legal in it and unwise. */
export interface ParsedConfig {
  readonly config: Config;
  readonly warnings: readonly string[];
  /** Path of the second file that the first one names. */
  readonly pksFile: string | undefined;
}

/**
 * The configuration that the text describes; relative paths in it start at `directory`, and what its templates do not say
 * of themselves is taken from the definitions of their names. Throws `ConfigInvalid`.
 */
export function parseConfig(
  text: string,
  directory: string,
  definitions: ReadonlyMap<string, TemplateDefinition> = new Map(),
): ParsedConfig {
  const { data, warnings } = readYaml(text);
  const { file, oldVCenter } = checkFile(data);
  const url = vcdUrl(file.vcd.host, file.vcd.port);
  if (url.kind === 'problem') {
    throw new ConfigInvalid([
      { path: 'vcd.host', message: `${location(['vcd'])} key 'host': ${url.message}` },
    ]);
  }
  const problems = contradictions(file, definitions);
  if (problems.length > 0) throw new ConfigInvalid(problems);
  return {
    config: toConfig({ file, oldVCenter, url: url.url, directory, definitions }),
    warnings: [...warnings, ...oldWays(file, oldVCenter), ...doubts(file, url.ownPort)],
    pksFile: file.pks_config ?? undefined,
  };
}

/** Looks at the second file, of which nothing is used. Throws `ConfigInvalid`. */
export function checkPksFile(text: string): void {
  const { data } = readYaml(text);
  const { error } = PksFile.safeParse(data);
  if (!error) return;
  throw new ConfigInvalid(
    schemaProblems({ schema: PksFile, data, issues: error.issues, file: 'PKS config file' }),
  );
}

type OnlyVCenter = OldConfigFile['vcs'];

function checkFile(data: unknown): { file: ConfigFile; oldVCenter: OnlyVCenter | undefined } {
  const missing = checksumsMissing(data);
  const check = <Output>(schema: z.ZodType<Output>): Output => {
    const { data: file, error } = schema.safeParse(data);
    if (file !== undefined && missing.length === 0) return file;
    throw new ConfigInvalid(
      schemaProblems({ schema, data, issues: error?.issues ?? [], missing, file: 'config file' }),
    );
  };
  if (!isMapping(data) || !isMapping(data['vcs'])) return { file: check(ConfigFile), oldVCenter: undefined };
  const { vcs, ...file } = check(OldConfigFile);
  return { file: { ...file, vcs: [] }, oldVCenter: vcs };
}

/** A template needs one of two keys, which a schema of optional keys cannot say. */
function checksumsMissing(data: unknown): MissingKey[] {
  const broker = isMapping(data) ? data['broker'] : undefined;
  const templates = isMapping(broker) ? broker['templates'] : undefined;
  if (!Array.isArray(templates)) return [];
  return templates.flatMap((template: unknown, index) =>
    isMapping(template) && !('sha256_ova' in template) && !('sha1_ova' in template)
      ? [{ path: ['broker', 'templates', index], key: 'sha256_ova' }]
      : [],
  );
}

/** What each key may be and both together may not. */
function contradictions(
  file: ConfigFile,
  definitions: ReadonlyMap<string, TemplateDefinition>,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { default_template: wanted, templates } = file.broker;
  const names = templates.map((template) => template.name);
  if (!names.includes(wanted)) {
    problems.push({
      path: 'broker.default_template',
      message: `Default template '${wanted}' not found in listed templates`,
      hint: `listed are ${names.map((name) => `'${name}'`).join(', ') || 'none'}`,
    });
  }
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    problems.push({ path: `broker.templates[${index}].name`, message: `Template '${name}' is listed twice` });
  }
  for (const [index, { definition }] of templates.entries()) {
    if (definition === undefined || definitions.has(definition)) continue;
    problems.push({
      path: `broker.templates[${index}].definition`,
      message: `${location(['broker', 'templates', index])} key 'definition': there is no definition '${definition}'`,
      hint: `there are ${[...definitions.keys()].join(', ') || 'none'}`,
    });
  }
  const { pod_cidr: pods, service_cidr: services } = file.workload;
  if (overlapping(pods, services)) {
    problems.push({
      path: 'workload.service_cidr',
      message: `config file 'workload' section: pod_cidr ${pods} and service_cidr ${services} overlap`,
    });
  }
  return problems;
}

/** What CSE 0.3.0 wrote otherwise (contract of CSE, section 12.1). */
function oldWays(file: ConfigFile, oldVCenter: OnlyVCenter | undefined): string[] {
  const warnings: string[] = [];
  if (oldVCenter) {
    warnings.push(
      "config file 'vcs' section is one mapping, as in CSE 0.3.0; write a list of entries with name, username, password and verify",
    );
  }
  if (file.service.enforce_authorization === undefined) {
    warnings.push(
      "config file 'service' section has no enforce_authorization, as in CSE 0.3.0; taken as false",
    );
  }
  for (const { name, sha256_ova: sha256, sha1_ova: sha1 } of file.broker.templates) {
    if (sha1 === undefined) continue;
    const what = sha256 === undefined ? 'write sha256_ova, which is safer' : 'sha256_ova is used instead';
    warnings.push(`template '${name}' has sha1_ova, as in CSE 0.3.0; ${what}`);
  }
  return warnings;
}

function doubts(file: ConfigFile, ownPort: number | undefined): string[] {
  const { host, port, verify } = file.vcd;
  const warnings: string[] = [];
  if (!verify) {
    warnings.push(
      'InsecureRequestWarning: Unverified HTTPS request is being made. Adding certificate verification is strongly advised.',
    );
  }
  if (/^http:/i.test(host))
    warnings.push(`vcd.host '${host}' is not encrypted: passwords and tokens can be read on the way`);
  if (ownPort !== undefined && ownPort !== port) {
    warnings.push(`vcd.host '${host}' has a port of its own, which is used; vcd.port ${port} is not`);
  }
  for (const { name, sha256_ova: sha256, sha1_ova: sha1 } of file.broker.templates) {
    if ((sha256 ?? sha1) !== '') continue;
    warnings.push(
      `template '${name}' has an empty ${sha256 === undefined ? 'sha1_ova' : 'sha256_ova'}: its image cannot be used until the checksum that its publisher tells is there`,
    );
  }
  if (typeof file.pks_config === 'string') {
    warnings.push(`PKS is not offered: '${file.pks_config}' is checked and not used`);
  }
  return warnings;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two IPv4 networks share an address. */
function overlapping(one: string, other: string): boolean {
  const [a, b] = [networkOf(one), networkOf(other)];
  const size = 2 ** (32 - Math.min(a.bits, b.bits));
  return Math.floor(a.address / size) === Math.floor(b.address / size);
}

function networkOf(cidr: string): { readonly address: number; readonly bits: number } {
  const [address = '', bits = '32'] = cidr.split('/');
  return {
    address: address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0),
    bits: Number(bits),
  };
}
