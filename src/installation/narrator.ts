import type { Decision, Finding, Grade } from './part.ts';
import type { TemplateProgress } from './template-works.ts';

/** Whom the installation tells what it sees and does, and who answers for the operator. */
export interface Narrator {
  /** One or more lines; without a grade they are neither good nor bad. */
  say(text: string, grade?: Grade): void;
  /** How far long work is; may be called very often. */
  readonly progress: (progress: TemplateProgress) => void;
  /** Nothing is under way any more. */
  endProgress(): void;
  /** Throws where the decision would have to be asked for and nobody can be asked. */
  expect(decision: Decision): void;
  /** True to do it. */
  decide(decision: Decision): Promise<boolean>;
}

/** A finding with what to do about it. */
export function tellFinding({ say }: Pick<Narrator, 'say'>, { grade, text, remedy }: Finding): void {
  say(text, grade);
  if (remedy !== undefined) say(`  ${remedy}`);
}
