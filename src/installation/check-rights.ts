import type { Role } from '#vcd/administration/vcd-administration.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import { InstallationProblem } from './installation-problem.ts';
import type { Narrator } from './narrator.ts';
import type { Grade, Site } from './part.ts';
import type { ServiceRole } from './service-role.ts';

/**
 * Holds a user's role against what the service needs and tells every right. False when the user lacks one that running
 * needs; what only an installation needs is worth knowing.
 */
export async function checkRights(
  site: Site,
  user: string,
  needed: ServiceRole,
  narrator: Pick<Narrator, 'say'>,
  signal: AbortSignal,
): Promise<boolean> {
  const role = await roleOf(site, user, signal);
  if (!role) {
    throw new InstallationProblem({
      message: `User '${user}' not found in organization 'System', or without a role`,
      remedy: 'the service works as an account of System: vcd user create',
    });
  }
  narrator.say(`Rights of '${user}', by role '${role.name}', for running the service`, 'notice');
  const lacking = tellRights(needed.run, role, 'bad', narrator);
  narrator.say('For installing it, too', 'notice');
  const lackingToInstall = tellRights(needed.install, role, 'notice', narrator);
  if (lacking === 0) {
    const further = lackingToInstall > 0 ? '; installing is for another account' : '';
    narrator.say(`'${user}' has every right that running the service needs${further}`, 'good');
    return true;
  }
  narrator.say(`'${user}' lacks ${lacking} of the rights that running the service needs`, 'bad');
  narrator.say(`  cse install --role '${role.name}' grants them, as an account that may change roles`);
  return false;
}

/** An account that may not look at other users still sees its own role. */
async function roleOf(
  { administration, config }: Site,
  user: string,
  signal: AbortSignal,
): Promise<Role | undefined> {
  const { orgId, userName, role } = await administration.whoAmI(signal);
  if (user.toLowerCase() === userName.toLowerCase()) return administration.findRole(orgId, role, signal);
  try {
    return await administration.roleOfUser(orgId, user, signal);
  } catch (error) {
    if (!(error instanceof VcdForbidden)) throw error;
    throw new InstallationProblem(
      {
        message: `'${config.vcd.username}' may not look at other users: ${error.message}`,
        remedy: `let vcd.username name '${user}' itself, or an account with the right 'Group / User: View'`,
      },
      { cause: error },
    );
  }
}

/** `+` and `-` in front, so that it can be read without colours; how many are lacking. */
function tellRights(
  rights: ServiceRole['run'],
  role: Role,
  missing: Grade,
  narrator: Pick<Narrator, 'say'>,
): number {
  let lacking = 0;
  for (const [name, purpose] of Object.entries(rights)) {
    const has = role.rights.has(name);
    if (!has) lacking += 1;
    narrator.say(`${has ? '+ has  ' : '- lacks'} ${name} (${purpose})`, has ? 'good' : missing);
  }
  return lacking;
}
