import { OvaUnreadable, readOvaIndex, readOvaPiece, type OvaFile, type OvaIndex } from '#images/ova.ts';
import { spentBuffers } from '#images/spent-buffers.ts';
import type { Progress } from '#records/template.ts';
import { stalled, waiting } from '#runtime/outcome.ts';
import type { TransferFile, VAppTemplate } from '#vcd/catalogs.ts';
import { VcdDuplicateName, VcdRejected } from '#vcd/errors.ts';
import type { TemplateDependencies } from '../dependencies.ts';
import { imageDescription } from '../marks.ts';
import { placedBuild, type PlacedBuild, type TemplateStep, type TemplateStepResult } from '../step.ts';
import { lookAgain } from './look-again.ts';

/** vCD takes pieces of any size; this is what is held in memory at a time. */
const pieceBytes = 2 * 1024 * 1024;
const descriptorName = 'descriptor.ovf';

/** Has the image fetched to the cache, and tells how far it is. */
export const fetchImage: TemplateStep = async (dependencies, situation) => {
  const { image, recipe } = placedBuild(situation);
  dependencies.images.fetch(recipe.image);
  if (image.kind !== 'fetching') return lookAgain(dependencies, situation, 'FetchingImage');
  const { done, total, trouble } = image;
  return {
    ...lookAgain(dependencies, situation, 'FetchingImage', trouble || progressText({ done, total })),
    learned: { fetched: { done, total } },
  };
};

/** Begins the upload, or goes on with it where Cloud Director says that it is. */
export const uploadImage: TemplateStep = async (dependencies, situation, signal) => {
  const build = placedBuild(situation);
  const { image, source, place, recipe } = build;
  if (image.kind !== 'fetched') throw new TypeError('an image is fetched before it is uploaded');
  if (!source) {
    if (!(await begin(dependencies, build, signal))) {
      return lookAgain(
        dependencies,
        situation,
        'UploadingImage',
        `an item '${recipe.image.name}' is there already`,
      );
    }
    return {
      outcome: waiting('UploadingImage', 0),
      learned: { fetched: whole(image.size), uploaded: { done: 0, total: image.size } },
    };
  }
  const upload = source.template;
  if (!upload) throw new TypeError('a medium under the name of the image is refused');
  try {
    const index = await readOvaIndex(image.path);
    const context = { orgId: place.orgId };
    const [first] = upload.files;
    if (upload.files.length === 1 && first?.name === descriptorName && first.bytesTransferred === 0) {
      await dependencies.vcd.catalogs.putDescriptor(first, index.descriptor, context, signal);
      return { outcome: waiting('UploadingImage', 0), learned: { uploaded: { done: 0, total: image.size } } };
    }
    return await sendPieces(dependencies, situation, { build, upload, index }, signal);
  } catch (error) {
    if (error instanceof OvaUnreadable) return { outcome: stalled('ImageUnusable', error.message) };
    if (!isFileGone(error)) throw error;
    // Somebody has cleaned the cache up.
    await dependencies.images.forget(recipe.image);
    return lookAgain(dependencies, situation, 'FetchingImage', `${image.path} is gone and is fetched anew`);
  }
};

/** False where the name is taken: an earlier request of ours, whose answer was lost, got through, and the next look tells. */
async function begin(
  { vcd }: TemplateDependencies,
  { place, recipe }: PlacedBuild,
  signal: AbortSignal,
): Promise<boolean> {
  const { name } = recipe.image;
  const item = { name, description: imageDescription(recipe.image) };
  try {
    await vcd.catalogs.startUpload(place.catalog.id, item, { orgId: place.orgId }, signal);
    return true;
  } catch (error) {
    if (!(error instanceof VcdDuplicateName)) throw error;
    return false;
  }
}

interface Upload {
  readonly build: PlacedBuild;
  readonly upload: VAppTemplate;
  readonly index: OvaIndex;
}

/** Sends what is missing for a while: how far the upload is, the next look asks Cloud Director. */
async function sendPieces(
  dependencies: TemplateDependencies,
  situation: Parameters<TemplateStep>[1],
  { build, upload, index }: Upload,
  signal: AbortSignal,
): Promise<TemplateStepResult> {
  const { vcd, clock, uploadSliceMs } = dependencies;
  const context = { orgId: build.place.orgId };
  const endsAt = clock().getTime() + uploadSliceMs;
  const pairs = upload.files
    .filter(({ name }) => name !== descriptorName)
    .map((file) => ({ file, inOva: fileOf(index, file) }));
  const total = pairs.reduce((sum, { inOva }) => sum + inOva.size, 0);
  let done = pairs.reduce((sum, { file }) => sum + file.bytesTransferred, 0);
  const missing = pairs.filter(({ file, inOva }) => file.bytesTransferred < inOva.size);
  const importing = upload.tasks.at(-1)?.progress;
  if (missing.length === 0) {
    const message = `Cloud Director imports it${importing === undefined ? '' : `: ${importing} %`}`;
    return {
      ...lookAgain(dependencies, situation, 'UploadingImage', message),
      learned: { uploaded: whole(total) },
    };
  }
  const buffer = new Uint8Array(pieceBytes);
  const spend = spentBuffers();
  const path = build.image.kind === 'fetched' ? build.image.path : '';
  for (const { file, inOva } of missing) {
    for (let start = file.bytesTransferred; start < inOva.size && clock().getTime() < endsAt;) {
      const bytes = await readOvaPiece(path, inOva, start, buffer);
      try {
        await vcd.catalogs.putPiece(file, { bytes, start, total: inOva.size }, context, signal);
      } catch (error) {
        if (!isOutOfTurn(error)) throw error;
        return lookAgain(dependencies, situation, 'UploadingImage', progressText({ done, total }));
      }
      spend(bytes.length);
      start += bytes.length;
      done += bytes.length;
    }
  }
  return {
    outcome: waiting('UploadingImage', 0, progressText({ done, total })),
    learned: { uploaded: { done, total } },
  };
}

/** References of a descriptor are relative to the OVA, in which folders have no meaning. */
function fileOf({ files }: OvaIndex, { name, size }: TransferFile): OvaFile {
  const found =
    files.find((file) => file.name === name) ?? files.find((file) => baseName(file.name) === baseName(name));
  if (!found) throw new OvaUnreadable(`the descriptor of the OVA names '${name}', which is not in it`);
  if (size >= 0 && size !== found.size) {
    throw new OvaUnreadable(
      `'${name}' in the OVA has ${found.size} bytes and not ${size}, as its descriptor says`,
    );
  }
  return found;
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Cloud Director has not yet accounted for the piece before (vCloud API, transfers): look how far it is. */
function isOutOfTurn(error: unknown): boolean {
  return error instanceof VcdRejected && error.answer.status === 416;
}

function isFileGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function whole(size: number): Progress {
  return { done: size, total: size };
}

function progressText({ done, total }: Progress): string {
  const megabytes = (bytes: number) => Math.floor(bytes / 1_000_000);
  return total > 0 ? `${megabytes(done)} of ${megabytes(total)} MB` : `${megabytes(done)} MB`;
}
