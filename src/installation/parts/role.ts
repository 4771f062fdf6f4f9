import { VcdRejected } from '#vcd/errors.ts';
import type { Named } from '#vcd/model.ts';
import { InstallationProblem } from '../installation-problem.ts';
import type { Observed, Part, Site } from '../part.ts';
import type { ServiceRole } from '../service-role.ts';

/** A role of System, under a name of the operator's choice, that grants what running the service needs and no more. */
export function rolePart({ administration }: Site, name: string, role: ServiceRole): Part {
  const wanted = new Set(Object.keys(role.run));

  async function rightsByName(signal: AbortSignal): Promise<readonly Named[]> {
    const known = new Map((await administration.rights(signal)).map((right) => [right.name, right]));
    const unknown = [...wanted].filter((right) => !known.has(right));
    if (unknown.length > 0) {
      throw new InstallationProblem({
        message: `vCD knows no right ${unknown.map((right) => `'${right}'`).join(', ')}`,
        remedy: 'this version of vCD names its rights otherwise: make the role by hand',
      });
    }
    return [...wanted].flatMap((right) => known.get(right) ?? []);
  }

  return {
    announcement: `Checking for role '${name}'`,
    async observe(signal): Promise<Observed> {
      const { orgId } = await administration.whoAmI(signal);
      const found = await administration.findRole(orgId, name, signal);
      const draft = async (signal: AbortSignal) => ({
        name,
        description: role.description,
        rights: await rightsByName(signal),
      });
      if (!found) {
        return {
          findings: [
            { grade: 'notice', text: `Role '${name}' not found`, remedy: 'cse install --role makes it' },
          ],
          settled: [],
          change: {
            plan: `make role '${name}' in organization 'System' with ${wanted.size} rights`,
            async apply(signal) {
              await administration.createRole(orgId, await draft(signal), signal);
              return [
                `Created role '${name}'; give it to the account of the service: vcd user create --enabled NAME PASSWORD '${name}'`,
              ];
            },
          },
        };
      }
      const removal = {
        plan: `role '${name}' of organization 'System'`,
        async apply(signal: AbortSignal) {
          await administration.removeRole(orgId, found.id, signal).catch((error: unknown) => {
            throw error instanceof VcdRejected ? stillGranted(name, error) : error;
          });
          return [`Deleted role '${name}'`];
        },
      };
      const text = `Role '${name}' grants what the service needs`;
      const isSame = wanted.size === found.rights.size && wanted.isSubsetOf(found.rights);
      if (isSame) return { findings: [{ grade: 'good', text }], settled: [text], removal };
      return {
        findings: [{ grade: 'notice', text: `Role '${name}' grants other rights than the service needs` }],
        settled: [],
        change: {
          plan: `set the rights of role '${name}': ${difference(found.rights, wanted)}`,
          async apply(signal) {
            await administration.updateRole(orgId, found.id, await draft(signal), signal);
            return [`Updated role '${name}': ${difference(found.rights, wanted)}`];
          },
        },
        removal,
      };
    },
  };
}

function stillGranted(name: string, error: VcdRejected): InstallationProblem {
  const message = `Role '${name}' cannot be removed: ${error.message}`;
  const remedy =
    'remove the accounts that have it (vcd user delete) or give them another, and uninstall again; without --role it stays';
  return new InstallationProblem({ message, remedy }, { cause: error });
}

function difference(granted: ReadonlySet<string>, wanted: ReadonlySet<string>): string {
  const signed = (sign: string, names: ReadonlySet<string>) => [...names].map((name) => `${sign}${name}`);
  return [...signed('+', wanted.difference(granted)), ...signed('-', granted.difference(wanted))].join(', ');
}
