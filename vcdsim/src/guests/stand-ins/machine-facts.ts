import { readFileSync } from 'node:fs';
import { insideGuest } from '../sandbox/guest-programs.ts';

/** What this machine is, as the simulator wrote it down for the guest. */
export interface MachineFacts {
  readonly address: string;
  readonly cpus: number;
  readonly memoryMb: number;
  /** The machine is one that the simulator was told to let fail. */
  readonly failing: boolean;
}

/** Reads `machine.env`. */
export function machineFacts(): MachineFacts {
  const text = readFileSync(`${insideGuest.machine}/machine.env`, 'utf8');
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  return {
    address: value('ADDRESS'),
    cpus: Number(value('CPUS')),
    memoryMb: Number(value('MEMORY_MB')),
    failing: value('FAILING') === 'yes',
  };
}
