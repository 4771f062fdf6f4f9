/** Documents as a vCD answers with, in the order of the schemas; prefixes differ on purpose from those we write. */

const declarations =
  'xmlns:v="http://www.vmware.com/vcloud/v1.5" xmlns:e="http://schemas.dmtf.org/ovf/envelope/1" ' +
  'xmlns:r="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" ' +
  'xmlns:s="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData" ' +
  'xmlns:w="http://www.vmware.com/schema/ovf" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

/** A powered-on VM with two CPUs, 2048 MB, one NIC, one disk, two ExtraConfig entries. */
export function vmDocument(vm: { readonly id: string; readonly name: string }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${vmElement(vm)}`;
}

/** A vApp with VMs, an owner, a network and a task that failed. */
export function vAppDocument(vApp: {
  readonly id: string;
  readonly name: string;
  readonly vms: readonly { readonly id: string; readonly name: string }[];
}): string {
  return `<v:VApp ${declarations} name="${vApp.name}" id="urn:vcloud:vapp:${vApp.id}" status="4" deployed="true"
      href="https://other.example/api/vApp/vapp-${vApp.id}" type="application/vnd.vmware.vcloud.vApp+xml">
    <v:Link rel="power:powerOff" href="https://other.example/api/vApp/vapp-${vApp.id}/power/action/powerOff"/>
    <v:Description>cluster</v:Description>
    <v:Tasks>${taskElement({ id: vApp.id, status: 'error', error: 'No room' })}</v:Tasks>
    <v:NetworkConfigSection><e:Info/>
      <v:NetworkConfig networkName="net"><v:Configuration><v:FenceMode>bridged</v:FenceMode></v:Configuration></v:NetworkConfig>
    </v:NetworkConfigSection>
    <v:Owner type="application/vnd.vmware.vcloud.owner+xml">
      <v:User href="https://other.example/api/admin/user/00000009-0000-4000-8000-000000000000" name="alice"/>
    </v:Owner>
    <v:Children>${vApp.vms.map(vmElement).join('')}</v:Children>
  </v:VApp>`;
}

export function taskDocument(task: {
  readonly id: string;
  readonly status: string;
  readonly error?: string;
  readonly owner?: string;
}): string {
  return taskElement(task);
}

function taskElement(task: {
  readonly id: string;
  readonly status: string;
  readonly error?: string;
  readonly owner?: string;
}): string {
  const error =
    task.error === undefined
      ? ''
      : `<v:Error majorErrorCode="500" minorErrorCode="INTERNAL_SERVER_ERROR" message="${task.error}"/>`;
  return `<v:Task ${declarations} name="task" status="${task.status}" operationName="vdcComposeVapp"
      operation="Composing" id="urn:vcloud:task:${task.id}" href="https://other.example/api/task/${task.id}">
    <v:Owner href="${task.owner ?? `https://other.example/api/vApp/vapp-${task.id}`}" name="c1"/>${error}
    <v:Progress>20</v:Progress><v:Details/></v:Task>`;
}

function vmElement(vm: { readonly id: string; readonly name: string }): string {
  return `<v:Vm ${declarations} needsCustomization="false" deployed="true" status="4" name="${vm.name}"
      id="urn:vcloud:vm:${vm.id}" href="https://other.example/api/vApp/vm-${vm.id}">
    <v:Link rel="edit" href="https://other.example/api/vApp/vm-${vm.id}"/>
    <v:Description>node of &lt;c1&gt;</v:Description>
    <e:VirtualHardwareSection e:transport="" v:href="https://other.example/api/vApp/vm-${vm.id}/virtualHardwareSection/">
      <e:Info>Virtual hardware requirements</e:Info>
      <e:System><s:ElementName>Virtual Hardware Family</s:ElementName><s:InstanceID>0</s:InstanceID></e:System>
      <e:Item><r:Address>00:50:56:01:00:01</r:Address><r:AddressOnParent>0</r:AddressOnParent>
        <r:AutomaticAllocation>true</r:AutomaticAllocation>
        <r:Connection v:ipAddressingMode="POOL" v:ipAddress="10.0.0.11" v:primaryNetworkConnection="true">net</r:Connection>
        <r:ElementName>Network adapter 0</r:ElementName><r:InstanceID>1</r:InstanceID>
        <r:ResourceSubType>VMXNET3</r:ResourceSubType><r:ResourceType>10</r:ResourceType></e:Item>
      <e:Item><r:AddressOnParent>0</r:AddressOnParent><r:AllocationUnits i:nil="true"/>
        <r:ElementName>Hard disk 1</r:ElementName>
        <r:HostResource v:capacity="16384" v:busType="6"/><r:InstanceID>2000</r:InstanceID>
        <r:ResourceType>17</r:ResourceType></e:Item>
      <e:Item v:href="https://other.example/api/vApp/vm-${vm.id}/virtualHardwareSection/cpu">
        <r:AllocationUnits>hertz * 10^6</r:AllocationUnits><r:ElementName>2 virtual CPU(s)</r:ElementName>
        <r:InstanceID>4</r:InstanceID><r:ResourceType>3</r:ResourceType><r:VirtualQuantity>2</r:VirtualQuantity>
        <w:CoresPerSocket e:required="false">2</w:CoresPerSocket>
        <v:Link rel="edit" href="https://other.example/api/vApp/vm-${vm.id}/virtualHardwareSection/cpu"/></e:Item>
      <e:Item><r:AllocationUnits>byte * 2^20</r:AllocationUnits><r:ElementName>2048 MB of memory</r:ElementName>
        <r:InstanceID>5</r:InstanceID><r:ResourceType>4</r:ResourceType>
        <r:VirtualQuantity>2048</r:VirtualQuantity></e:Item>
      <v:Link rel="edit" href="https://other.example/api/vApp/vm-${vm.id}/virtualHardwareSection/"/>
      <w:ExtraConfig w:key="guestinfo.userdata" w:value="I2Nsb3Vk" e:required="true"/>
      <w:ExtraConfig w:key="guestinfo.state" w:value="" e:required="true"/>
    </e:VirtualHardwareSection>
    <v:NetworkConnectionSection><e:Info/>
      <v:PrimaryNetworkConnectionIndex>0</v:PrimaryNetworkConnectionIndex>
      <v:NetworkConnection network="net"><v:NetworkConnectionIndex>0</v:NetworkConnectionIndex>
        <v:IpAddress>10.0.0.11</v:IpAddress><v:IsConnected>true</v:IsConnected>
        <v:MACAddress>00:50:56:01:00:01</v:MACAddress>
        <v:IpAddressAllocationMode>POOL</v:IpAddressAllocationMode></v:NetworkConnection>
    </v:NetworkConnectionSection>
    <v:StorageProfile href="https://other.example/api/vdcStorageProfile/00000008-0000-4000-8000-000000000000" name="*"/>
  </v:Vm>`;
}
