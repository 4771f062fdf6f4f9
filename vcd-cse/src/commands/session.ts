import type { Command } from 'commander';
import type { CommandHome } from '../command-home.ts';
import { Problem } from '../problem.ts';
import { removeProfile } from '../profile.ts';
import { printProperties } from '../render/print.ts';
import { openService } from '../service.ts';
import { currentSession, endSession } from '../session/login.ts';
import { settingsOf, withOutput } from '../settings.ts';

/** `logout` and `whoami`. */
export function addSession({ parent, world }: CommandHome): void {
  parent
    .command('logout')
    .description('end the session, and forget it')
    .action(async () => {
      const { profile, cloud } = await openService(world);
      // Forgotten first: a cloud that cannot be reached is no reason to keep a token.
      await removeProfile(world);
      await endSession({ cloud, version: profile.apiVersion });
      world.stdout.write(`${profile.user} logged out.\n`);
    });

  withOutput(parent.command('whoami'))
    .description('who is logged in, where, and whether the session still lives')
    .action(async (_options: unknown, command: Command) => {
      const { profile, cloud } = await openService(world);
      const { url, org, user, vdc, token, apiVersion } = profile;
      const session = await currentSession({ cloud, version: apiVersion, token });
      if (!session) {
        throw new Problem(`The session of ${user} at ${url} has expired.`, {
          hint: `Log in again: ${cloud.loginCommand}`,
        });
      }
      const properties = { host: url, org, user, vdc, api_version: apiVersion };
      printProperties(world, settingsOf(command).format, properties);
    });
}
