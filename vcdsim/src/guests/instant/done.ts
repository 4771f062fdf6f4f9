/** What a command did, as it shows. */
export interface Done {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A program that succeeded and printed this. */
export function said(stdout: string): Done {
  return { stdout, stderr: '', exitCode: 0 };
}

/** A program that failed and said why. */
export function complained(stderr: string, exitCode = 1): Done {
  return { stdout: '', stderr: `${stderr}\n`, exitCode };
}
