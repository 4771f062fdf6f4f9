import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simulatedFailure } from '../guest-options.ts';
import { runKubeadm } from '../kubeadm/command-line.ts';
import { KubeadmFailure } from '../kubeadm/kubeadm-host.ts';
import { callSimulator } from './channel.ts';
import { machineFacts } from './machine-facts.ts';

// The kubeadm of sandboxed guests: files and connections are real, static pods and kubelet are the simulator's.
const facts = machineFacts();
process.exitCode = await runKubeadm(
  process.argv.slice(2),
  {
    hostname: hostname(),
    address: facts.address,
    cpus: facts.cpus,
    memoryMb: facts.memoryMb,
    ignoredChecks: [],
    silentTokens: false,
    files: {
      read: (path) => {
        try {
          return readFileSync(path, 'utf8');
        } catch {
          return undefined;
        }
      },
      write: (path, text, mode) => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text, { mode });
      },
      remove: (path) => {
        rmSync(path, { force: true });
      },
    },
    now: () => new Date(),
    sleep: async (ms) => {
      await sleep(ms);
    },
    print: (line) => {
      process.stdout.write(`${line}\n`);
    },
    startControlPlane: async (request) => {
      refuseWhenFailing();
      await callSimulator({ call: 'start-control-plane', ...request, hosts: [...request.hosts] });
    },
    startKubelet: async (caCertificate, node) => {
      refuseWhenFailing();
      await callSimulator({ call: 'start-kubelet', caCertificate, node });
    },
    reset: () => callSimulator({ call: 'reset' }),
  },
  (line) => {
    process.stderr.write(`${line}\n`);
  },
);

function refuseWhenFailing(): void {
  if (facts.failing) throw new KubeadmFailure(simulatedFailure);
}
