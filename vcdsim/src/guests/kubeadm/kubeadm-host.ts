import type { ControlPlaneRequest } from '../workload-clusters.ts';

/** The machine that a kubeadm runs on. */
export interface KubeadmHost {
  readonly hostname: string;
  /** Of the primary NIC. */
  readonly address: string;
  readonly cpus: number;
  readonly memoryMb: number;
  readonly files: GuestFiles;
  /** Preflight checks that must not fail the command, lower case; `all` stands for every one. */
  readonly ignoredChecks: readonly string[];
  /** Do not print tokens. */
  readonly silentTokens: boolean;
  now(): Date;
  sleep(ms: number): Promise<void>;
  print(line: string): void;
  /** What static pods do: the API server listens when this resolves. */
  startControlPlane(request: Omit<ControlPlaneRequest, 'machineId' | 'address'>): Promise<void>;
  /** The kubelet lives as this node of the cluster with this authority. */
  startKubelet(caCertificate: string, node: string): Promise<void>;
  /** Stops both and forgets them. */
  reset(): Promise<void>;
}

/** The files of a machine, by absolute path. */
export interface GuestFiles {
  read(path: string): string | undefined;
  write(path: string, text: string, mode: number): void;
  remove(path: string): void;
}

/** kubeadm gives up: what it prints after `error: ` and its exit code (1; 2 preflight; 3 validation). */
export class KubeadmFailure extends Error {
  override readonly name = 'KubeadmFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
