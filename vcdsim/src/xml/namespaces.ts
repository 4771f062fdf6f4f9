/** Prefix to namespace, as vCD declares them on every root element; `''` is the default namespace. */
export const namespaces = {
  '': 'http://www.vmware.com/vcloud/v1.5',
  vcloud: 'http://www.vmware.com/vcloud/v1.5',
  vmext: 'http://www.vmware.com/vcloud/extension/v1.5',
  ovf: 'http://schemas.dmtf.org/ovf/envelope/1',
  rasd: 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData',
  vssd: 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData',
  common: 'http://schemas.dmtf.org/wbem/wscim/1/common',
  vmw: 'http://www.vmware.com/schema/ovf',
  ovfenv: 'http://schemas.dmtf.org/ovf/environment/1',
  ve: 'http://www.vmware.com/schema/ovfenv',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xs: 'http://www.w3.org/2001/XMLSchema',
} as const;

/** The prefixes that documents use; none means the vCloud namespace. */
export type Prefix = keyof typeof namespaces;
