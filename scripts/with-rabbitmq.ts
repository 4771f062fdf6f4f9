#!/usr/bin/env node
/**
 * `node scripts/with-rabbitmq.ts COMMAND ARGS…` runs the command with CSE_TEST_AMQP_URL naming a RabbitMQ of its own,
 * stops that broker afterwards, and exits as the command did. A broker that the variable names already is used as it is.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { rabbitmqInstalled, startRabbitmq } from './rabbitmq.ts';

const variable = 'CSE_TEST_AMQP_URL';

async function main([command, ...commandLine]: readonly string[]): Promise<number> {
  if (command === undefined) {
    console.error('usage: node scripts/with-rabbitmq.ts COMMAND ARGS…');
    return 2;
  }
  // Deaf from the start: a signal is for the command, and the broker must be stopped in any case.
  let stop: (signal: NodeJS.Signals) => void = (signal) => {
    pending = signal;
  };
  let pending: NodeJS.Signals | undefined;
  process.on('SIGINT', (signal) => stop(signal));
  process.on('SIGTERM', (signal) => stop(signal));

  await using broker = await brokerFor();
  if (pending !== undefined) return 128 + constants.signals[pending];
  const environment = broker === undefined ? process.env : { ...process.env, [variable]: broker.url };
  const child = spawn(command, commandLine, { env: environment, stdio: 'inherit' });
  stop = (signal) => void child.kill(signal);
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

async function brokerFor() {
  if (process.env[variable]) return undefined;
  if (rabbitmqInstalled()) return await startRabbitmq();
  console.error('with-rabbitmq: rabbitmq-server is not installed; tests that need a broker will be skipped');
  return undefined;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error('with-rabbitmq:', error instanceof Error ? error.message : error);
  return 1;
});
// The signal handlers would not keep the process alive, but a command's leftover pipes could.
process.exit();
