import type { Template } from '#records/template.ts';
import type { Image } from '#images/image.ts';

/**
 * Marks by which what we made is known again. They are part of what makes a thing, so that there is no moment in which
 * it is there without its mark; people read them as descriptions.
 */
const buildMark = /\(build ([0-9a-f-]{36})\)$/;
const imageMark = /\((sha256|sha1) ([0-9a-f]+)\)$/;

/** Set on the temporary vApp when it was found good: the id of the build. */
export const validatedKey = 'cse.template.validated';

/** Description of the vApp that a build makes. */
export function vAppDescription(template: Template, buildId: string): string {
  return `Temporary machine of template ${template.metadata.name} (build ${buildId})`;
}

/** Which build made a vApp; undefined for one that none did. */
export function buildIn(description: string | undefined): string | undefined {
  return buildMark.exec(description ?? '')?.[1];
}

/** Description of an image in the catalog. */
export function imageDescription({ url, checksum }: Image): string {
  return `Machine image from ${url} (${checksum.algorithm} ${checksum.value.toLowerCase()})`;
}

/** Whether that is the description of any image that `imageDescription` made. */
export function isImageDescription(description: string): boolean {
  return description.startsWith('Machine image from ') && imageMark.test(description);
}

/** Whether the image in the catalog is the one that is wanted; undefined for one that does not say. */
export function isImage(image: Image, description: string): boolean | undefined {
  const found = imageMark.exec(description);
  if (!found) return undefined;
  return found[1] === image.checksum.algorithm && found[2] === image.checksum.value.toLowerCase();
}
