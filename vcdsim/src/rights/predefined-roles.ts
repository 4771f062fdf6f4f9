/** The role of System that grants whatever there is, also what extensions add later; nobody can change it. */
export const systemAdministrator = 'System Administrator';

/** The role of every organization that rules it. */
export const organizationAdministrator = 'Organization Administrator';

const consoleAccessOnly = ['vApp: Manage VM Password Settings', 'vApp: Use Console'];

const vAppUser = [
  ...consoleAccessOnly,
  'vApp Template / Media: View',
  'vApp Template: Checkout',
  'vApp: Delete',
  'vApp: Edit Properties',
  'vApp: Edit VM Network',
  'vApp: Edit VM Properties',
  'vApp: Power Operations',
  'vApp: Sharing',
  'vApp: Snapshot Operations',
  'vApp: View VM metrics',
];

const vAppAuthor = [
  ...vAppUser,
  'Catalog: Add vApp from My Cloud',
  'Catalog: View Private and Shared Catalogs',
  'vApp: Copy',
  'vApp: Create / Reconfigure',
  'vApp: Edit VM CPU',
  'vApp: Edit VM Hard Disk',
  'vApp: Edit VM Memory',
];

const catalogAuthor = [
  ...vAppAuthor,
  'Catalog: Create / Delete a Catalog',
  'Catalog: Edit Properties',
  'Catalog: Publish',
  'Catalog: Sharing',
  'Catalog: View ACL',
  'vApp Template / Media: Copy',
  'vApp Template / Media: Create / Upload',
  'vApp Template / Media: Edit',
];

const organizationRights = [
  ...catalogAuthor,
  'Catalog: Change Owner',
  'Catalog: View Published Catalogs',
  'General: Administrator Control',
  'General: Administrator View',
  'General: Send Notification',
  'Group / User: Manage',
  'Group / User: View',
  'Organization vDC Network: Edit Properties',
  'Organization vDC Network: View Properties',
  'Organization vDC: Edit',
  'Organization vDC: Edit ACL',
  'Organization vDC: View',
  'Organization vDC: View ACL',
  'Organization: Edit Properties',
  'Organization: Perform Administrator Queries',
  'Organization: View',
  'Right: View',
  'Role: Create, Edit, Delete, or Copy',
  'Task: Update',
  // Not in vCD as it is delivered: a provider adds it to the organizations that may set ExtraConfig themselves.
  'vApp: Allow All Extra Config',
  'vApp: Change Owner',
  'vApp: Download',
  'vApp: Upload',
  'vApp: View ACL',
];

/** The roles that vCD makes in every organization with what they grant (vCloud Director, predefined roles and their rights). */
export const tenantRoles: Readonly<Record<string, readonly string[]>> = {
  [organizationAdministrator]: organizationRights,
  'Catalog Author': catalogAuthor,
  'vApp Author': vAppAuthor,
  'vApp User': vAppUser,
  'Console Access Only': consoleAccessOnly,
};
