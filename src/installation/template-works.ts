/** Making templates and taking them away: long work, which goes on from where it was when it is interrupted. */
export interface TemplateWorks {
  /** Resolves when each template is made, found or given up. Throws `InstallationProblem` where a server has the database. */
  build(
    choice: TemplateChoice,
    onProgress: (progress: TemplateProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly TemplateResult[]>;
  remove(
    names: readonly string[],
    onProgress: (progress: TemplateProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly TemplateResult[]>;
  /** What there is in vCD of these templates: catalog items, images, temporary vApps, in words. */
  traces(names: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
}

/** Which templates an installation makes, and how. */
export interface TemplateChoice {
  /** Names in the configuration. */
  readonly names: readonly string[];
  /** Makes those anew that are there. */
  readonly update: boolean;
  readonly capture: boolean;
  /** Public keys, a line each, for the root of what is made. */
  readonly sshKey: string | undefined;
}

/** What became of one template. */
export interface TemplateResult {
  readonly template: string;
  /** `kept`: customized and left standing, not captured, as it was asked for. */
  readonly outcome: 'found' | 'made' | 'updated' | 'kept' | 'removed' | 'failed';
  /** One sentence for a person. */
  readonly message: string;
}

/** How far the making of one template has come. */
export interface TemplateProgress {
  readonly template: string;
  /** `uploadingImage`: a state of the template machine. */
  readonly phase: string;
  /** What it waits for; empty when the phase says it all. */
  readonly message: string;
  /** Bytes, in the phases that move them. */
  readonly moved: { readonly done: number; readonly total: number } | undefined;
}
