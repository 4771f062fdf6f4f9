/** What stands in the way, for people: one sentence, and one that says what to do. */
export class InstallationProblem extends Error {
  override readonly name = 'InstallationProblem';
  readonly code = 'CSE_INSTALLATION_PROBLEM';
  readonly remedy: string | undefined;
  constructor(
    problem: { readonly message: string; readonly remedy?: string | undefined },
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
    this.remedy = problem.remedy;
  }
}
