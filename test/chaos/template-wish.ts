import { templateName, wishForBuild } from '../simulation/made-template.ts';
import type { Play } from './play.ts';

const build = { id: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a101', replace: false };

/** Wishes for the template as an installation does; again, where the process died before the wish was written. */
export async function wishForTemplate(play: Play): Promise<void> {
  const { stage } = play;
  for (;;) {
    await play.reaches('the template is known', ({ templates }) =>
      templates.some(({ metadata }) => metadata.name === templateName),
    );
    const wished = await stage.until(Promise.race([wish(play), restarted(play)]));
    if (wished) return;
  }
}

async function wish({ stage }: Play): Promise<boolean> {
  return stage.store !== undefined && wishForBuild(stage.store.templates, build);
}

/** False as soon as there has been another start of the process: what was asked of the one before is never answered. */
async function restarted(play: Play): Promise<boolean> {
  const livesThen = play.starts;
  while (play.starts === livesThen) await play.tick();
  return false;
}
