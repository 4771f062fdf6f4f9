import { callerCredential } from '#api/callers/credential.ts';
import { CallerRejected, type Caller } from '#api/callers/caller.ts';
import type { CallerDirectory, VisibleVm } from '#api/ports.ts';
import type { Reference } from '#records/cluster.ts';
import { systemTime, type Time } from '#time/time.ts';
import type { CallerView, CloudDirector } from '#vcd/cloud-director.ts';
import { VcdForbidden, VcdUnauthorized } from '#vcd/errors.ts';
import type { Named, Session, VApp, Vdc, Vm } from '#vcd/model.ts';
import { CallerMemory } from './caller-memory.ts';
import { ShortMemory } from './short-memory.ts';

/** How long what vCD says of roles is believed. */
export interface CallerDirectoryOptions {
  readonly time?: Time;
  /** How long a change of a role may go unnoticed. */
  readonly rightsKeptMs?: number;
  /** Gives what vCD said a moment ago, for requests that only look; without one vCD is asked anew each time. */
  readonly memory?: CallerMemory;
}

const mostRoles = 1_000;

/** A VDC keeps its id; one that has another by now is looked for again. */
const vdcIdKeptMs = 10 * 60_000;
const mostVdcs = 1_000;

/** What the directory keeps of a caller while the request lasts. */
interface Credential {
  /** By what the memory knows the caller. */
  readonly key: string;
  readonly view: CallerView;
  readonly session: Session;
}

/**
 * Answers the api's questions about a caller by asking vCD with the caller's own token, which is kept nowhere; of the
 * rights in a role it asks as the service account, because tenants may not look, and remembers the answer for a while.
 */
export function callerDirectory(
  vcd: CloudDirector,
  { time = systemTime, rightsKeptMs = 5_000, memory }: CallerDirectoryOptions = {},
): CallerDirectory {
  const vdcIds = new ShortMemory<string | undefined>({ keptMs: vdcIdKeptMs, most: mostVdcs, time });
  const rights = new ShortMemory<ReadonlySet<string>>({ keptMs: rightsKeptMs, most: mostRoles, time });
  /** A session that was remembered may have ended since. */
  const whileAccepted = async <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof VcdUnauthorized)) throw error;
      memory?.forgetSession(key);
      throw new CallerRejected(error.message, { cause: error });
    }
  };
  /** Where it was found a moment ago is looked at first: what it offers to the caller is asked anew each time. */
  const vdcOf = async (caller: Caller, name: string, signal: AbortSignal): Promise<Vdc | undefined> => {
    const { key, view } = credentialOf(caller);
    const place = `${key} ${caller.orgId} ${name}`;
    const known = vdcIds.recent(place)?.answer;
    const seen = known === undefined ? undefined : await view.vdc(known, signal);
    if (seen?.name === name) return seen;
    vdcIds.forget(place);
    const ask = (signal: AbortSignal) => view.findVdcId(caller.orgId, name, signal);
    const id = await vdcIds.get(place, ask, signal);
    return id === undefined ? undefined : view.vdc(id, signal);
  };
  return {
    async identify(headers, signal) {
      const credential = callerCredential(headers);
      if (!credential) throw new CallerRejected('the request carries no token');
      const view = vcd.asCaller({ ...credential, apiVersion: credential.apiVersion ?? '' });
      const key = CallerMemory.keyOf(credential);
      const ask = (signal: AbortSignal) => view.session(signal);
      const session = await whileAccepted(key, () =>
        memory ? memory.session(key, ask, signal) : ask(signal),
      );
      const { userName, userId, orgName, orgId, role, systemAdministrator } = session;
      const handle: Credential = { key, view, session };
      return { userName, userId, orgName, orgId, role, systemAdministrator, credential: handle };
    },

    async place(caller, wish, signal) {
      const vdc = await vdcOf(caller, wish.vdc, signal);
      return {
        vdc: { name: wish.vdc, id: vdc?.id ?? null },
        network: named(wish.network, vdc?.networks),
        storageProfile:
          wish.storageProfile === null ? null : named(wish.storageProfile, vdc?.storageProfiles),
      };
    },

    async visibleVApps(caller, name, signal) {
      const { key, view, session } = credentialOf(caller);
      const ask = (signal: AbortSignal) => view.visibleClusters(session, name, signal);
      return whileAccepted(key, () =>
        memory ? memory.clusters({ key, session, name }, ask, signal) : ask(signal),
      );
    },

    async visibleVms(caller, vAppId, signal) {
      const { key, view, session } = credentialOf(caller);
      const ask = (signal: AbortSignal) => shownVApp(view, vAppId, signal);
      const vApp = await whileAccepted(key, () =>
        memory ? memory.vApp({ key, session, id: vAppId }, ask, signal) : ask(signal),
      );
      return vApp ? vApp.vms.map(visibleVm) : [];
    },
    mayChange: (caller, vAppId, signal) => credentialOf(caller).view.mayChangeVApp(vAppId, signal),

    rightsOf: ({ orgId, role }, signal) =>
      rights.get(`${orgId} ${role}`, (signal) => vcd.rightsOfRole({ orgId, role }, signal), signal),
  };
}

async function shownVApp(view: CallerView, id: string, signal: AbortSignal): Promise<VApp | undefined> {
  try {
    return await view.vApp(id, signal);
  } catch (error) {
    if (error instanceof VcdForbidden) return undefined;
    throw error;
  }
}

function visibleVm({ name, status, cpus, memoryMb, ipAddress }: Vm): VisibleVm {
  return { name, status, cpus, memoryMb, ipAddress };
}

function named(name: string, candidates: readonly Named[] = []): Reference {
  return { name, id: candidates.find((candidate) => candidate.name === name)?.id ?? null };
}

function credentialOf(caller: Caller): Credential {
  // Only `identify` above makes callers, and it puts this handle into each of them.
  return caller.credential as Credential;
}
