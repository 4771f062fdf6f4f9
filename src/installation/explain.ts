import { BrokerRefused, BrokerUnavailable, type BrokerTrouble } from '#broker/errors.ts';
import type { AmqpConfig, Config, VcdConfig } from '#config/config.ts';
import {
  VcdBusy,
  VcdError,
  VcdForbidden,
  VcdOverloaded,
  VcdRejected,
  VcdUnauthorized,
  VcdUnavailable,
} from '#vcd/errors.ts';
import { VsphereError } from '#vsphere/errors.ts';
import { InstallationProblem } from './installation-problem.ts';

/** What was thrown as one sentence with its remedy, where it is something that an operator can mend; else as it is. */
export function explained(error: unknown, config: Config): unknown {
  if (error instanceof BrokerUnavailable) return noBroker(error, config.amqp);
  if (error instanceof BrokerRefused) return refusedByBroker(error, config.amqp);
  if (error instanceof VcdError) return vcdProblem(error, config.vcd);
  if (error instanceof VsphereError) return vCenterProblem(error);
  return error;
}

function vCenterProblem(error: VsphereError): InstallationProblem {
  const remedy = error.remedy ?? 'check that the vCenter runs, and that the network lets through to it';
  return new InstallationProblem({ message: error.what, remedy }, { cause: error });
}

const brokerRemedies: Readonly<Record<BrokerTrouble, (amqp: AmqpConfig) => string>> = {
  unreachable: () => 'check amqp.host and amqp.port, and that the broker runs and the network lets through',
  login: ({ username }) => `check amqp.username and amqp.password: the broker does not let '${username}' in`,
  vhost: ({ vhost, username }) =>
    `check amqp.vhost: '${vhost}' must exist and be open to '${username}' (rabbitmqctl set_permissions)`,
  certificate: () =>
    'let NODE_EXTRA_CA_CERTS name a file with the certificate of its authority, or set amqp.ssl_accept_all to true',
  protocol: ({ ssl }) =>
    `check amqp.port: it ${ssl ? 'must speak TLS' : 'must not speak TLS'}, or change amqp.ssl`,
};

function noBroker(error: BrokerUnavailable, amqp: AmqpConfig): InstallationProblem {
  return new InstallationProblem(
    {
      message: `Amqp connection failed: ${amqp.host}:${amqp.port}: ${error.message}`,
      remedy: brokerRemedies[error.trouble](amqp),
    },
    { cause: error },
  );
}

function refusedByBroker(error: BrokerRefused, { username, vhost }: AmqpConfig): InstallationProblem {
  const remedy =
    error.status === 403
      ? `give '${username}' the permissions to configure, write and read on '${vhost}' (rabbitmqctl set_permissions)`
      : undefined;
  return new InstallationProblem(
    { message: `The broker refused: ${error.message}`, remedy },
    { cause: error },
  );
}

function vcdProblem(error: VcdError, vcd: VcdConfig): InstallationProblem {
  const { operation } = error.answer;
  const place = `vCD at ${vcd.url}`;
  const problem = (message: string, remedy?: string) =>
    new InstallationProblem({ message, remedy }, { cause: error });

  const isLogin = operation === 'login';
  if (error instanceof VcdUnauthorized || (isLogin && error instanceof VcdForbidden)) {
    return problem(
      `${place} does not let '${vcd.username}' in: ${error.message}`,
      'check vcd.username and vcd.password: an account of the organization System, neither disabled nor locked',
    );
  }
  if (error instanceof VcdForbidden) {
    return problem(
      `${place} refused ${operation}: ${error.message}`,
      `the role of '${vcd.username}' lacks a right; with an administrator in the section vcd, cse check --as ${vcd.username} lists which it has and lacks`,
    );
  }
  if (error instanceof VcdRejected && error.answer.code === 'NO_COMMON_VERSION')
    return problem(error.message, 'set vcd.api_version to one that vCD offers');
  if (error instanceof VcdUnavailable) return unavailable(error, place, problem);
  if (error instanceof VcdBusy || error instanceof VcdOverloaded)
    return problem(`${place} is busy: ${error.message}`, 'try again in a minute');
  return problem(`${place} refused ${operation}: ${error.message}`);
}

function unavailable(
  error: VcdUnavailable,
  place: string,
  problem: (message: string, remedy: string) => InstallationProblem,
): InstallationProblem {
  const { status, code } = error.answer;
  if (/CERT|SELF_SIGNED|ERR_TLS/.test(code)) {
    return problem(
      `${place} shows a certificate that is not known here: ${error.message}`,
      'let NODE_EXTRA_CA_CERTS name a file with the certificate of its authority, or set vcd.verify to false',
    );
  }
  if (status === 0) {
    return problem(
      `${place} cannot be reached: ${error.message}`,
      'check vcd.host and vcd.port, and that the network lets through',
    );
  }
  return problem(`${place} answered ${status}: ${error.message}`, 'look at the cells of vCD, and try again');
}
