import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxGuests } from 'vcdsim';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { systemTime } from '../support/simulated-cloud.ts';
import { catalogItem, startTemplateWorld } from '../support/template-world.ts';

const skip = !bubblewrapUsable() && 'bubblewrap cannot make a sandbox here';

/** Brings what the simulated image lacks, as a real script does with packages. */
const customize = `#!/bin/bash
put() { printf '#!/bin/sh\\n%s\\n' "$2" >"/usr/local/bin/$1" && chmod 755 "/usr/local/bin/$1"; }
put kubeadm 'echo v1.36.3'
put kubelet 'echo Kubernetes v1.36.3'
put kubectl 'echo Client Version: v1.36.3'
put iptables true
systemctl disable --now nfs-server nfs-kernel-server
`;

describe('a template that is made through vCenter', { skip }, () => {
  const through = { vCenter: true, entry: { guest_backend: 'guest-operations' } } as const;

  it('is customized, looked at and sealed by way of VMware Tools', async () => {
    await using guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
    await using world = await startTemplateWorld({ ...through, guests, customize });
    const { outcome, message } = await world.build();
    assert.equal(outcome, 'made', message);
    assert.equal((await world.items(catalogItem))[0]?.template.status, 8);
    assert.deepEqual(await world.temporaryVApps(), []);
  });

  it('is not made when its script fails, in the words of the script', async () => {
    await using guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
    const failing = '#!/bin/bash\necho "no such mirror" >&2\nexit 3\n';
    await using world = await startTemplateWorld({ ...through, guests, customize: failing });
    const { outcome, message } = await world.build();
    assert.equal(outcome, 'failed');
    assert.match(message, /ended with exit status 3: no such mirror/);
  });
});
