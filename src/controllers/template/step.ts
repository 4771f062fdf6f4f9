import type { BuildStatus, Template } from '#records/template.ts';
import type { TemplateQuestion } from '#machines/template-observation.ts';
import type { Outcome } from '#runtime/outcome.ts';
import type { TemplateDependencies } from './dependencies.ts';
import type { TemplateSight } from './observe.ts';
import type { BuildPlace, BuildSight } from './observe-build.ts';

/** What a step is told: the record, what was seen of the world just now, and when. */
export interface TemplateSituation extends TemplateSight {
  readonly template: Template;
  readonly now: Date;
}

/** What came of a step of a template. */
export interface TemplateStepResult {
  readonly outcome: Outcome;
  /** What was learned of the build and belongs into the status. */
  readonly learned?: Omit<Partial<BuildStatus>, 'id'>;
}

/** The one effect that a phase calls for. May run twice; never waits. */
export type TemplateStep = (
  dependencies: TemplateDependencies,
  situation: TemplateSituation,
  signal: AbortSignal,
) => Promise<TemplateStepResult>;

/** What the machine decided from. */
export function questionOf(
  { deadlines }: Pick<TemplateDependencies, 'deadlines'>,
  { template, observed, now }: Pick<TemplateSituation, 'template' | 'observed' | 'now'>,
): TemplateQuestion {
  return { template, observed, deadlines, now };
}

/** A build at the place where it is made. */
export interface PlacedBuild extends BuildSight {
  readonly wish: NonNullable<BuildSight['wish']>;
  readonly place: BuildPlace;
}

/** What the phases of making have all seen, since the first of them refuses where it is not there. */
export function placedBuild({ build }: Pick<TemplateSituation, 'build'>): PlacedBuild {
  if (!build?.place || !build.wish) throw new TypeError('a build is refused where its place is not there');
  return { ...build, wish: build.wish, place: build.place };
}
