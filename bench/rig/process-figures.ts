import { readFile } from 'node:fs/promises';

/** What a process has used since it began. */
export interface ProcessUse {
  readonly residentMb: number;
  readonly peakResidentMb: number;
  readonly cpuSeconds: number;
}

/** Of every machine that Linux runs on today. */
const ticksPerSecond = 100;

/** Reads Linux's own books. Throws when the process is gone. */
export async function useOf(pid: number): Promise<ProcessUse> {
  const [status, stat] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8'),
    readFile(`/proc/${pid}/stat`, 'utf8'),
  ]);
  const kbOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  // The second field is the program's name in brackets, which may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    residentMb: kbOf('VmRSS') / 1024,
    peakResidentMb: kbOf('VmHWM') / 1024,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}
