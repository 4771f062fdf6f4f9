import type { GuestDriver } from 'vcdsim';

const failureKeys = {
  status: 'guestinfo.post_customization_script_execution_status',
  reason: 'guestinfo.post_customization_script_execution_failure_reason',
  output: 'guestinfo.post_customization_cloud_init_output',
} as const;

/**
 * Guests of the vApps that `leaks` picks fail at once and print secrets in the ways in which scripts print what they run;
 * all others are those of `others`. `plant` makes a secret for the place that it is told.
 */
export function leakyGuests(
  others: GuestDriver,
  leaks: (vAppId: string) => boolean,
  plant: (place: string) => string,
): GuestDriver {
  const planted = (place: string) => plant(`guest's ${place}`);
  return {
    ...others,
    powerOn(machine) {
      if (!leaks(machine.vAppId)) return others.powerOn(machine);
      machine.writeInfo('guestinfo.own', planted('key of its own'));
      machine.writeInfo('guestinfo.postcustomization.kubeinit.status', 'in_progress');
      machine.writeInfo(failureKeys.reason, `login with password=${planted('reason')} was refused`);
      const output = [
        `+ kubeadm init --token ${planted('command line')}`,
        `+ curl -H 'Authorization: Bearer ${planted('header')}' https://mirror.example.com`,
        `+ curl https://robot:${planted('URL')}@mirror.example.com/image`,
        `"secret": "${planted('JSON')}"`,
        `DB_PASSWORD='${planted('environment')}'`,
        `-----BEGIN RSA PRIVATE KEY-----\n${planted('key')}\n-----END RSA PRIVATE KEY-----`,
        'error execution phase preflight',
      ];
      machine.writeInfo(failureKeys.output, Buffer.from(output.join('\n')).toString('base64'));
      machine.writeInfo(failureKeys.status, '1');
      return { powerOff: async () => {} };
    },
  };
}
