import type { Command } from 'commander';
import { documentText, printProperties } from './render/print.ts';
import type { CommandHome } from './command-home.ts';
import { Problem } from './problem.ts';
import { Properties, type Service, understood } from './service.ts';
import { settingsOf, type Settings } from './settings.ts';
import { resultOf, taskDisplay } from './tasks/display.ts';
import { hasSucceeded, readTask, taskPath, type Task } from './tasks/task.ts';
import { waitForTask } from './tasks/wait.ts';
import { say } from './world.ts';

/** As shells count it: 128 and the number of SIGINT. */
const interrupted = 130;

/** Deals with the answer to a request that began a task: waits for it or shows it, as the options say. */
export async function followAnswer(
  { world, exitWith }: CommandHome,
  {
    service,
    command,
    body,
  }: { readonly service: Service; readonly command: Command; readonly body: unknown },
): Promise<void> {
  const settings = settingsOf(command);
  const answer = understood(Properties, body, service);
  const href = answer['task_href'];
  const following = { world, exitWith, service, settings };
  if (typeof href !== 'string') printProperties(world, settings.format, answer);
  else if (settings.wait) await followTask(following, href, answer);
  else if (settings.format === 'table') await showTask(following, href);
  else printProperties(world, settings.format, answer);
}

type Following = Pick<CommandHome, 'world' | 'exitWith'> & {
  readonly service: Service;
  readonly settings: Settings;
};

/** Waits for a task and tells how it ended: exit code 0 for a success, 1 for everything else. */
export async function followTask(following: Following, href: string, answer: Properties): Promise<void> {
  const { world, exitWith, settings } = following;
  const { format } = settings;
  // What is no task would never be found, however long one waits.
  taskPath(href);
  const task = await watch(following, href, 'task_href' in answer);
  if (!task) return exitWith(interrupted);
  if (format !== 'table') world.stdout.write(documentText(format, { ...answer, task: documentOf(task) }));
  if (!hasSucceeded(task)) exitWith(1);
}

/** The attributes of a task, as `vcd --no-wait` shows them. */
export async function showTask({ world, service, settings }: Following, href: string): Promise<void> {
  const task = await readTask({ cloud: service.cloud, version: service.profile.apiVersion }, href);
  printProperties(world, settings.format, settings.format === 'table' ? task.attributes : documentOf(task));
}

/** Undefined when the user ended the wait; the work goes on. `begun`: this command began it, so it is there. */
async function watch(following: Following, href: string, begun: boolean): Promise<Task | undefined> {
  const { world } = following;
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  world.signals.on('SIGINT', onInterrupt);
  try {
    return await look(following, href, stop.signal);
  } catch (error) {
    const advice = `The work goes on. Follow it: vcd-cse task wait ${href}`;
    if (stop.signal.aborted) {
      say(world, world.stderr, advice);
      return undefined;
    }
    throw begun && error instanceof Problem ? error.withAdvice(advice) : error;
  } finally {
    world.signals.off('SIGINT', onInterrupt);
  }
}

async function look(
  { world, service, settings }: Following,
  href: string,
  signal: AbortSignal,
): Promise<Task> {
  const deps = { cloud: service.cloud, version: service.profile.apiVersion };
  // A document on standard output stays alone there.
  using display = taskDisplay(settings.format === 'table' ? world.stdout : world.stderr);
  const read = (signal?: AbortSignal) => readTask(deps, href, signal);
  return await waitForTask({ read, display, pollMs: world.pollMs }, signal);
}

function documentOf(task: Task): Properties {
  const { id, status, operation, operationName, progress, error } = task;
  return {
    id,
    href: task.attributes['href'] ?? null,
    status,
    operation,
    operationName,
    result: resultOf(task),
    ...(progress !== undefined && { progress }),
    ...(error !== undefined && { message: error }),
  };
}
