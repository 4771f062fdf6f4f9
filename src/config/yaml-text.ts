import { LineCounter, parseDocument } from 'yaml';
import { ConfigInvalid } from './config-problem.ts';

/**
 * Reads YAML as the original does: version 1.1, where `yes` is true, `29.0` is a number, and of two equal keys the
 * last counts, which we say in a warning. Error texts carry places, never the text itself: it may be a password.
 */
export function readYaml(text: string): { readonly data: unknown; readonly warnings: readonly string[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter,
  });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    throw new ConfigInvalid(
      broken.map(({ code, pos }) => ({
        path: '',
        message: `not valid YAML at ${place(lineCounter, pos[0])}: ${code}`,
      })),
    );
  }
  try {
    return { data: document.toJS({ maxAliasCount: 100 }), warnings: duplicates(text) };
  } catch (error) {
    throw new ConfigInvalid([{ path: '', message: 'not valid YAML: too many or unknown aliases' }], {
      cause: error,
    });
  }
}

function duplicates(text: string): string[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter,
  });
  return document.errors
    .filter((error) => error.code === 'DUPLICATE_KEY')
    .map((error) => `the key at ${place(lineCounter, error.pos[0])} is there twice; the last one counts`);
}

function place(lineCounter: LineCounter, offset: number): string {
  const { line, col } = lineCounter.linePos(offset);
  return `line ${line}, column ${col}`;
}
