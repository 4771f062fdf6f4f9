import type { XmlElement } from '../xml/read.ts';
import { guestMethods } from './guest-methods.ts';
import { propertiesOf, serviceContent, vmAtPath } from './managed-objects.ts';
import type { Method, MethodCall } from './method-call.ts';
import { collect, propertyOf } from './property-collector.ts';
import { readFilter } from './property-specs.ts';
import type { VimCall } from './soap.ts';
import { find, findAll, flagIn, need, needText, numberIn, readReference } from './soap.ts';
import type { VCenterContext } from './vcenter-context.ts';
import { vmsIn } from './vcenter-context.ts';
import { invalidArgument, methodNotFound, notAuthenticated, objectNotFound, VimFault } from './vim-fault.ts';
import type { VimSession } from './vim-sessions.ts';
import { userSession } from './vim-sessions.ts';
import type { VimValue } from './vim-values.ts';
import { flag, list, object, reference, text, time } from './vim-values.ts';

/** What a method gives, and the session that it began. */
export interface MethodResult {
  readonly returned: VimValue | undefined;
  readonly begun?: VimSession;
}

/** Calls a method. Throws the `VimFault` that it ends with. */
export async function callMethod(
  context: VCenterContext,
  session: VimSession | undefined,
  call: VimCall & Pick<MethodCall, 'authority' | 'rule'>,
): Promise<MethodResult> {
  const { self, method } = call;
  const name = `${self.type}.${method}`;
  if (name === 'ServiceInstance.RetrieveServiceContent') return { returned: serviceContent(context) };
  if (name === 'SessionManager.Login') return login(context, call.arguments);
  // pyVmomi reads the way to the session manager like this, before there is a session.
  const open = name === 'ServiceInstance.Fetch' || name === 'SessionManager.Fetch';
  if (!session && !open) throw notAuthenticated(self);
  const properties = propertiesOf(context, session, self);
  if (!properties) throw objectNotFound(self);
  if (method === 'Fetch')
    return { returned: propertyOf(properties, needText(call.arguments, 'prop').trim()) };
  const carryOut = methods[name];
  if (!carryOut || !session) throw methodNotFound(self, method);
  return { returned: await carryOut({ ...call, context, session }) };
}

function login({ vCenter, sessions }: VCenterContext, args: XmlElement): MethodResult {
  const user = needText(args, 'userName');
  // Names of accounts are compared without regard to case.
  const known = user.toLowerCase() === vCenter.user.toLowerCase();
  if (!known || needText(args, 'password') !== vCenter.password) {
    throw new VimFault('InvalidLogin', 'Cannot complete login due to an incorrect user name or password.');
  }
  const begun = sessions.start(user);
  return { returned: userSession(begun), begun };
}

const methods: Readonly<Record<string, Method>> = {
  'ServiceInstance.CurrentTime': ({ context }) => time(context.world.clock.now()),
  'SessionManager.Logout': ({ context, session }) => {
    context.sessions.end(session);
    return undefined;
  },
  'SessionManager.SessionIsActive': ({ context, arguments: args }) =>
    flag(context.sessions.isActive(needText(args, 'sessionID').trim(), needText(args, 'userName'))),
  'PropertyCollector.RetrieveProperties': (call) => list('ObjectContent', retrieve(call)),
  'PropertyCollector.RetrievePropertiesEx': (call) => {
    const found = retrieve(call);
    const most = numberIn(find(call.arguments, 'options'), 'maxObjects') ?? found.length;
    return page(call, found, Math.max(1, most));
  },
  'PropertyCollector.ContinueRetrievePropertiesEx': (call) => {
    const token = needText(call.arguments, 'token').trim();
    const left = call.session.pages.get(token);
    if (!left) throw new VimFault('InvalidArgument', '', { invalidProperty: text('token') });
    call.session.pages.delete(token);
    return page(call, left, left.length);
  },
  'PropertyCollector.CancelRetrievePropertiesEx': ({ session, arguments: args }) => {
    session.pages.delete(needText(args, 'token').trim());
    return undefined;
  },
  'ViewManager.CreateContainerView': ({ context, session, arguments: args }) => {
    const id = `session[${session.key}]${context.world.random.uuid()}`;
    session.views.set(id, {
      container: readReference(need(args, 'container')),
      types: findAll(args, 'type').map((type) => type.text.trim()),
      recursive: flagIn(args, 'recursive'),
    });
    return reference('ContainerView', id);
  },
  'ContainerView.DestroyView': ({ session, self }) => {
    session.views.delete(self.id);
    return undefined;
  },
  'SearchIndex.FindByUuid': (call) => {
    if (!flagIn(call.arguments, 'vmSearch')) return undefined;
    const uuid = needText(call.arguments, 'uuid').trim().toLowerCase();
    return findVm(call, (vm) => vm.id === uuid);
  },
  'SearchIndex.FindByInventoryPath': ({ context, arguments: args }) =>
    vmAtPath(context, needText(args, 'inventoryPath')),
  'SearchIndex.FindByIp': (call) => {
    const address = needText(call.arguments, 'ip').trim();
    return findVm(call, (vm) => vm.hardware.nics.some(({ ipAddress }) => ipAddress === address));
  },
  'SearchIndex.FindByDnsName': (call) => {
    const name = needText(call.arguments, 'dnsName').trim();
    return findVm(call, (vm) => vm.running !== undefined && vm.guest.computerName === name);
  },
  ...guestMethods,
};

function retrieve({ context, session, arguments: args }: MethodCall): readonly VimValue[] {
  const filters = findAll(args, 'specSet').map(readFilter);
  if (filters.length === 0) throw invalidArgument('specSet');
  return filters.flatMap((filter) => collect(context, session, filter)).map(({ content }) => content);
}

/** Nothing found is no answer at all; what does not fit waits for its token. */
function page(
  { context, session }: MethodCall,
  found: readonly VimValue[],
  most: number,
): VimValue | undefined {
  if (found.length === 0) return undefined;
  const left = found.slice(most);
  const token = left.length === 0 ? undefined : context.world.random.uuid();
  if (token !== undefined) session.pages.set(token, left);
  return object('RetrieveResult', {
    token: token === undefined ? undefined : text(token),
    objects: list('ObjectContent', found.slice(0, most)),
  });
}

function findVm(
  { context }: MethodCall,
  matches: (vm: ReturnType<typeof vmsIn>[number]) => boolean,
): VimValue | undefined {
  const found = vmsIn(context).find(matches);
  return found && reference('VirtualMachine', found.moref);
}
