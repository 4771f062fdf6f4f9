/** Writes the keys by which the field's guests tell their first boot (CAPVCD and CSE 3.1.4). */
export interface StatusReporter {
  /** `in_progress` while `work` runs, `successful` after it; a rejection leaves the phase where it is. */
  phase(name: PhaseName, work: () => Promise<void>): Promise<void>;
  /** The script's exit code, who failed at what, and the last lines of the output. */
  failed(exitCode: number, reason: string, output: readonly string[]): void;
}

/** The phases of a first boot that have a key of their own. */
export type PhaseName =
  | 'networkconfiguration'
  | 'kubeinit'
  | 'kubeadm.node.join'
  | 'template.customization'
  | 'template.validation';

const lastLines = 30;

/** A reporter for one boot of one machine. */
export function statusReporter(options: {
  readonly write: (key: string, value: string) => void;
  readonly now: () => Date;
}): StatusReporter {
  const { write, now } = options;
  const script = 'guestinfo.post_customization_script_execution';
  return {
    phase: async (name, work) => {
      const key = `guestinfo.postcustomization.${name}.status`;
      write(key, 'in_progress');
      await work();
      write(key, 'successful');
    },
    failed: (exitCode, reason, output) => {
      const tail = output.slice(-lastLines).join('\n');
      write(`${script}_status`, String(exitCode));
      write(`${script}_failure_reason`, `${now().toISOString()} cloud-init: ${reason}`);
      write('guestinfo.post_customization_cloud_init_output', Buffer.from(`${tail}\n`).toString('base64'));
    },
  };
}
