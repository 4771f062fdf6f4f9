import type { RequestTask } from '#records/cluster.ts';

/** What a vCD task is to say. */
export interface TaskWish {
  readonly state: RequestTask['state'];
  readonly text: string;
  readonly errorMessage?: string;
}
