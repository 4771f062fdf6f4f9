import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TemplateWorld } from './template-world.ts';

/** A process that makes the template of a world. */
export interface Builder {
  readonly process: ChildProcess;
  readonly ended: Promise<{
    readonly signal: NodeJS.Signals | null;
    /** Empty when it was killed. */
    readonly results: readonly { readonly outcome: string; readonly message: string }[];
  }>;
}

export function startBuilder(world: TemplateWorld): Builder {
  const builder = spawn(process.execPath, ['test/support/template-builder.ts', world.configPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  builder.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  const ended = once(builder, 'close').then(([, signal]: (NodeJS.Signals | null)[]) => ({
    signal: signal ?? null,
    ...(signal ? { results: [] } : printedBy(printed)),
  }));
  return { process: builder, ended };
}

/** What template-builder.ts prints. */
function printedBy(text: string): {
  readonly results: readonly { readonly outcome: string; readonly message: string }[];
} {
  // Our own program's last line.
  return JSON.parse(text) as ReturnType<typeof printedBy>;
}
