import type { TemplateProgress } from '#installation/template-works.ts';

/** Progress of long work, as text: `ubuntu-24.04: uploading image [######----] 61 % of 580 MB`. */
export function progressText({ template, phase, message, moved }: TemplateProgress): string {
  const what = phase.replaceAll(/(?<!V)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (moved && moved.total > 0) {
    return `${template}: ${what} ${barText(moved)} of ${Math.ceil(moved.total / 1e6)} MB`;
  }
  return `${template}: ${what}${message ? ` (${message})` : ''}`;
}

/** `[######----] 61 %`; `total` is not 0. */
export function barText({ done, total }: { readonly done: number; readonly total: number }): string {
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * barLength);
  return `[${'#'.repeat(filled)}${'-'.repeat(barLength - filled)}] ${Math.floor(share * 100)} %`;
}

const barLength = 20;
const narrowTerminal = 80;

/** Lines for whom nothing moves: one for each phase, and one for each tenth of what a phase moves. */
export class ProgressLines {
  readonly #told = new Map<string, string>();

  /** The line to print, undefined where nothing worth a line has changed. */
  next(progress: TemplateProgress): string | undefined {
    const { template, phase, moved } = progress;
    const tenth = moved && moved.total > 0 ? Math.floor((10 * moved.done) / moved.total) : 0;
    const state = `${phase} ${tenth}`;
    if (this.#told.get(template) === state) return undefined;
    this.#told.set(template, state);
    return progressText(progress);
  }
}

/** One line that is written over and over, of all work that is under way. */
export class LiveLine {
  readonly #latest = new Map<string, string>();

  /** The line as it is now, cut to the terminal's width; some do not know theirs, and some say 0. */
  next(progress: TemplateProgress, width: number | undefined): string {
    this.#latest.set(progress.template, progressText(progress));
    return [...this.#latest.values()].join(' | ').slice(0, (width || narrowTerminal) - 1);
  }
}
