/** What owns the tasks of a cluster (contract of CSE 1.2.7, section 5.1). */
export function taskOwnerHref(uid: string): string {
  return `urn:cse:cluster:${uid}`;
}

/** The type of a task's owner (contract of CSE 1.2.7, section 5). */
export const taskOwnerType = 'application/vcloud.cse.cluster+xml';
