import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
export const chartFolder = join(root, 'charts/cse');

/** A program's words and what came of it. */
export interface ProgramRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runProgram(program: string, words: readonly string[]): ProgramRun {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd: root, encoding: 'utf8' });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** What `helm template` makes of the chart with some more words. */
export function renderChart(helm: string, ...words: readonly string[]): ProgramRun {
  return runProgram(helm, ['template', 'cse', chartFolder, '--namespace', 'cse', ...words]);
}

/** As much of a rendered object as tests look at. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
  readonly stringData?: Readonly<Record<string, string>>;
}

/** The objects of a rendered chart. Throws where a document is not valid YAML or no object of Kubernetes. */
export function objectsOf(rendered: string): KubernetesObject[] {
  const objects: KubernetesObject[] = [];
  for (const document of parseAllDocuments(rendered, { strict: true })) {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    const object = document.toJS() as Partial<KubernetesObject> | null; // checked in the next lines
    if (object === null) continue;
    const { apiVersion, kind, metadata } = object;
    if (!apiVersion || !kind || !metadata?.name) throw new Error(`no object: ${JSON.stringify(object)}`);
    objects.push({ ...object, apiVersion, kind, metadata });
  }
  return objects;
}

export function theObject(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const [first, ...others] = objects.filter((object) => object.kind === kind);
  if (!first || others.length > 0) throw new Error(`not one ${kind} but ${others.length + (first ? 1 : 0)}`);
  return first;
}

export interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext?: SecurityContext;
}

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
}

export interface PodSpec {
  readonly securityContext?: SecurityContext;
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
}

/** The pod of the chart's one Deployment; its shape is ours, and the golden files show it. */
export function podOf(objects: readonly KubernetesObject[]): PodSpec {
  const { spec } = theObject(objects, 'Deployment') as { spec: { template: { spec: PodSpec } } };
  return spec.template.spec;
}
