import { createHash, randomBytes } from 'node:crypto';

/** An archive that clients unpack and upload: a descriptor and one disk. */
export interface Ova {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** Photon OS by its descriptor; its disk has this many random bytes. */
export function smallOva(diskBytes: number): Ova {
  const bytes = Buffer.concat([
    ...tarEntry('photon.ovf', Buffer.from(descriptor(diskBytes))),
    ...tarEntry('photon-disk1.vmdk', randomBytes(diskBytes)),
    Buffer.alloc(1024),
  ]);
  return { name: 'photon.ova', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** POSIX.1-1988, ustar. */
function tarEntry(name: string, content: Buffer): readonly Buffer[] {
  const header = Buffer.alloc(512);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0);
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(content.length, 11), 124);
  header.write(octal(0, 11), 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}

function descriptor(diskBytes: number): string {
  const rasd = 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData';
  return `<?xml version="1.0"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="${rasd}">
  <References><File ovf:id="file1" ovf:href="photon-disk1.vmdk" ovf:size="${diskBytes}"/></References>
  <DiskSection><Info/><Disk ovf:diskId="disk1" ovf:fileRef="file1" ovf:capacity="16" ovf:capacityAllocationUnits="byte * 2^30"/></DiskSection>
  <VirtualSystem ovf:id="photon"><Info/><Name>photon</Name>
    <OperatingSystemSection ovf:id="36"><Info/><Description>VMware Photon OS (64-bit)</Description></OperatingSystemSection>
    <VirtualHardwareSection><Info/>
      <Item><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
      <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>2048</rasd:VirtualQuantity></Item>
      <Item><rasd:HostResource>ovf:/disk/disk1</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>
      <Item><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>`;
}
