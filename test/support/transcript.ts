import type { Exchange } from 'vcdsim';
import { createLogger, type Logger } from '#telemetry/logger.ts';

/**
 * What a server did for one cluster, one line for each fact: what it decided, and what it changed in Cloud Director.
 * Looks that found nothing new leave no line, so that the text is the same however often somebody looked; nor do the
 * phases in which the controller only catches up with the intake, because which of the two comes first is chance.
 */
export interface Transcript {
  readonly log: Logger;
  readonly onExchange: (exchange: Exchange) => void;
  /** What the tenant asks of the server. */
  request(line: string): void;
  /** What the tenant sees, and what else happens. */
  note(line: string): void;
  /** Ids and addresses replaced by what they stand for. */
  text(): string;
}

const catchingUp = new Set(['openingTask', 'completingTasks']);

/** Changes that only the server makes, in the words of the domain. */
const changes: Readonly<Record<string, (exchange: Exchange) => string>> = {
  'POST /api/tasksList/{id}': ({ requestBody }) => `open the task: ${taskText(requestBody)}`,
  'PUT /api/task/{id}': ({ requestBody }) => `task: ${taskText(requestBody)}`,
  'POST /api/vdc/{id}/action/composeVApp': ({ requestBody }) => `compose ${composedText(requestBody)}`,
  'PUT /api/vApp/vapp-{id}/owner': () => 'hand the vApp to its owner',
  'POST /api/vApp/vapp-{id}/metadata': ({ requestBody }) => `mark the vApp: ${tagsText(requestBody)}`,
  'POST /api/vApp/vm-{id}/action/reconfigureVm': ({ requestBody }) => `write to ${vmText(requestBody)}`,
  'POST /api/vApp/vapp-{id}/power/action/powerOn': () => 'power the vApp on',
  'DELETE /api/vApp/vapp-{id}': () => 'delete the vApp',
};

export function startTranscript(): Transcript {
  const lines: string[] = [];
  let lastDecision = '';
  let requestAt = -1;

  function decided(line: string): void {
    if (line !== lastDecision) lines.push(line);
    lastDecision = line;
  }

  /** One line of the server's log, as pino writes it. */
  function write(text: string): void {
    const { kind, msg, phase } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (kind !== 'Cluster' || msg !== 'decided' || catchingUp.has(String(phase))) return;
    decided(`phase   ${String(phase)}`);
  }

  return {
    log: createLogger({ level: 'debug', destination: { write } }),
    onExchange(exchange) {
      const words = changes[`${exchange.method} ${exchange.pattern}`];
      if (!words) return;
      const line = `vCD     ${words(exchange)} (${exchange.status})`;
      // The intake opens the task, while the controller may already be at work: it belongs to the request.
      if (exchange.pattern.startsWith('/api/tasksList')) lines.splice(requestAt + 1, 0, line);
      else lines.push(line);
    },
    request(line) {
      requestAt = lines.length;
      lines.push(`tenant  ${line}`);
    },
    note: (line) => void lines.push(`tenant  ${line}`),
    text: () => inNodeOrder(withoutIds(lines.join('\n'))) + '\n',
  };
}

function taskText(body: string): string {
  const text = attribute(body, 'operation') ?? '';
  const error = /<(?:\w+:)?Error\b[^>]*/.exec(body)?.[0];
  const because = error && attribute(error, 'message');
  return `${text} [${attribute(body, 'status')}]${because ? ` because: ${because.split('\n')[0]}` : ''}`;
}

function composedText(body: string): string {
  const names = new Set(body.match(/\b(?:mstr|node)-[a-z0-9]{4}\b/g));
  return `${attribute(body, 'name')}: ${[...names].join(', ')}`;
}

function tagsText(body: string): string {
  return [...body.matchAll(/<(?:\w+:)?Key>([^<]*)</g)].map(([, key]) => key).join(', ');
}

function vmText(body: string): string {
  const wiped = /vmw:key="guestinfo\.userdata"[^>]*vmw:value=""/.test(body);
  return `${attribute(body, 'name')}: ${wiped ? 'first-boot data removed' : 'first-boot data'}`;
}

function attribute(xml: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(xml)?.[1]?.replaceAll('&#10;', '\n');
}

/** The nodes of one step are written to all at once. */
function inNodeOrder(text: string): string {
  return text.replaceAll(/(?:^vCD {5}write to .*(?:\n|$))+/gm, (run) => {
    const ending = run.endsWith('\n') ? '\n' : '';
    return run.trimEnd().split('\n').toSorted().join('\n') + ending;
  });
}

/** `node-x7f2` becomes the first worker to be named, and so on. */
function withoutIds(text: string): string {
  const numbers = new Map<string, string>();
  const counts = new Map<string, number>();
  const numbered = text.replaceAll(/\b(mstr|node)-[a-z0-9]{4}\b/g, (name, role: string) => {
    if (!numbers.has(name)) {
      counts.set(role, (counts.get(role) ?? 0) + 1);
      numbers.set(name, `${role}-${counts.get(role)}`);
    }
    return numbers.get(name) ?? name;
  });
  return numbered.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');
}
