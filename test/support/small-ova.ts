import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

export interface SmallOva {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

const block = 512;

/** Writes an OVA with one machine whose disk has that many bytes; larger disks are holes in the file and cost nothing. */
export async function writeOva(path: string, diskBytes: number): Promise<SmallOva> {
  const descriptor = Buffer.from(descriptorOf(diskBytes));
  {
    await using file = await open(path, 'w');
    let at = 0;
    await file.write(tarHeader('ubuntu.ovf', descriptor.length), 0, block, at);
    await file.write(descriptor, 0, descriptor.length, at + block);
    at += block + padded(descriptor.length);
    await file.write(tarHeader('ubuntu-disk1.vmdk', diskBytes), 0, block, at);
    await file.write(Buffer.from('KDMV'), 0, 4, at + block);
    // Two blocks of zeros end a tar.
    await file.truncate(at + block + padded(diskBytes) + 2 * block);
  }
  const sha256 = createHash('sha256');
  let size = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    sha256.update(piece);
    size += piece.length;
  }
  return { path, size, sha256: sha256.digest('hex') };
}

/** POSIX ustar. */
export function tarHeader(name: string, size: number, type = '0'): Buffer {
  const header = Buffer.alloc(block);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

export function padded(size: number): number {
  return Math.ceil(size / block) * block;
}

function descriptorOf(diskBytes: number): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
  <References><File ovf:href="ubuntu-disk1.vmdk" ovf:id="file1" ovf:size="${diskBytes}"/></References>
  <DiskSection><Info/><Disk ovf:capacity="10" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk1" ovf:fileRef="file1"/></DiskSection>
  <NetworkSection><Info/><Network ovf:name="VM Network"/></NetworkSection>
  <VirtualSystem ovf:id="ubuntu"><Info/><Name>ubuntu</Name>
    <OperatingSystemSection ovf:id="94"><Info/><Description>Ubuntu Linux (64-bit)</Description></OperatingSystemSection>
    <VirtualHardwareSection><Info/>
      <Item><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
      <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>1024</rasd:VirtualQuantity></Item>
      <Item><rasd:AddressOnParent>7</rasd:AddressOnParent><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
      <Item><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:InstanceID>4</rasd:InstanceID><rasd:ResourceType>17</rasd:ResourceType></Item>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>`;
}
