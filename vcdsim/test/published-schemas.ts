import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';

/** Checks documents against vCD's published schemas (user, admin and extension API). */
export interface PublishedSchemas {
  /** What is wrong with the document, one line each; empty when it is valid. */
  validate(xml: string): string[];
}

/** Why a test that needs the schemas is skipped. */
export const noSchemas =
  'no vcd-schemas folder: set VCD_SCHEMAS to one that holds 1.5/schemas and schemas/external';

const driver = '1.5/schemas/master/driver.xsd';
/** What vCD answers since releases that are younger than the published schemas. */
const newerThanSchemas = ['ProviderLoginUrl'];
/** `GET /api/versions` speaks a namespace of its own. */
const versions = 'schemas/versioning/versions.xsd';
const versionsNamespace = 'http://www.vmware.com/vcloud/versions';

/**
 * Compiles the schemas of the folder that `VCD_SCHEMAS` names, else of a folder `vcd-schemas` in a directory beside
 * the checkout. Undefined when there is none.
 */
export function openPublishedSchemas(): PublishedSchemas | undefined {
  const folder = findFolder();
  if (folder === undefined) return undefined;
  const schemas = readSchemas(folder);
  const entities = compile(schemas, driver);
  const versionList = compile(schemas, versions);
  return {
    validate(xml) {
      try {
        using document = XmlDocument.fromString(xml);
        const validator = document.root.namespaceUri === versionsNamespace ? versionList : entities;
        validator.validate(document);
        return [];
      } catch (fault) {
        if (!(fault instanceof XmlLibError)) throw fault;
        const known = (message: string) => newerThanSchemas.some((name) => message.includes(name));
        return fault.details
          .filter(({ message }) => !known(message))
          .map(({ line, message }) => `line ${line}: ${message.trim()}`);
      }
    },
  };
}

function findFolder(): string | undefined {
  const named = process.env['VCD_SCHEMAS'];
  if (named !== undefined && named !== '') return named;
  const around = resolve(import.meta.dirname, '../../..');
  return readdirSync(around)
    .map((name) => join(around, name, 'vcd-schemas'))
    .find((folder) => statSync(join(folder, driver), { throwIfNoEntry: false })?.isFile());
}

/** All schema files by a flat name, each pointing to the others by theirs: the compiler resolves no relative paths. */
function readSchemas(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xsd'))
    .map((name) => relative(folder, join(folder, name)).split(sep).join('/'));
  return new Map(
    files.map((file) => [
      flatName(file),
      readFileSync(join(folder, file), 'utf8').replace(
        /schemaLocation="([^"]+)"/g,
        (_, location: string) => `schemaLocation="${flatName(resolveLocation(file, location, files))}"`,
      ),
    ]),
  );
}

/** A relative location, or the file that the folder's catalog keeps for an absolute one: the one of the same name. */
function resolveLocation(from: string, location: string, files: readonly string[]): string {
  if (!location.includes('://')) return posix.normalize(`${dirname(from)}/${location}`);
  const name = posix.basename(location) === 'ovf.xsd' ? 'ovf-vmware.xsd' : posix.basename(location);
  return (
    files.find((file) => file.startsWith('schemas/external/') && posix.basename(file) === name) ?? location
  );
}

function flatName(file: string): string {
  return file.replaceAll('/', '-');
}

function compile(schemas: ReadonlyMap<string, string>, start: string): XsdValidator {
  const encoder = new TextEncoder();
  const buffers = Object.fromEntries([...schemas].map(([name, text]) => [name, encoder.encode(text)]));
  xmlRegisterInputProvider(new XmlBufferInputProvider(buffers));
  try {
    using root = XmlDocument.fromString(schemas.get(flatName(start)) ?? '', { url: flatName(start) });
    return XsdValidator.fromDoc(root);
  } finally {
    xmlCleanupInputProvider();
  }
}
