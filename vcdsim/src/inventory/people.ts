/** Something that roles may allow. */
export interface Right {
  readonly id: string;
  /** Of an extension: `{namespace}:NAME`, with the braces. */
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly bundleKey: string;
}

/** What its users may do. */
export interface Role {
  readonly id: string;
  name: string;
  description: string;
  readonly orgId: string;
  readonly kind: RoleKind;
  readonly rightIds: Set<string>;
}

/** All that rights come down to here. */
export type RoleKind = 'system' | 'org-administrator' | 'user';

/** Somebody who can log in. */
export interface User {
  readonly id: string;
  name: string;
  fullName: string;
  description: string;
  email: string;
  telephone: string;
  readonly orgId: string;
  roleId: string;
  password: string;
  enabled: boolean;
}
