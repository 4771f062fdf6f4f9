/** Something that the user has to know of: what happened, and what to do about it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly hint: string | undefined;
  /** Of the process. */
  readonly exitCode: number;
  /** The same request may succeed in a moment. */
  readonly passing: boolean;

  constructor(
    message: string,
    options: {
      readonly hint?: string | undefined;
      readonly exitCode?: number;
      readonly passing?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 1;
    this.passing = options.passing ?? false;
  }

  /** The same, with something more to do about it. */
  withAdvice(advice: string): Problem {
    const { message, exitCode, passing } = this;
    const hint = this.hint === undefined ? advice : `${this.hint}\n${advice}`;
    return new Problem(message, { hint, exitCode, passing, cause: this });
  }
}

/** The command line itself is wrong: exit code 2. */
export function usageProblem(message: string, hint?: string): Problem {
  return new Problem(message, { exitCode: 2, hint });
}

/** The user said no, or nothing at all. */
export class Declined extends Error {
  override readonly name = 'Declined';
}
