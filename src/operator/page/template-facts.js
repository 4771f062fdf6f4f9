/**
 * @import { Template } from '#records/template.ts'
 * @import { Fact } from './record-parts.js'
 */
import { h } from './dom.js';
import { size } from './words.js';

/**
 * What only a template has.
 * @param {Template} template
 * @returns {Fact[]}
 */
export function templateFacts({ spec, status }) {
  const { build, source } = status;
  return [
    ['Description', spec.description],
    ['Offered first', spec.isDefault && 'yes, it is the default'],
    ['Kubernetes', spec.kubernetesVersion],
    ['Network add-on', spec.cni],
    ['Machine', `${spec.cpu} CPU, ${spec.memoryMb.toLocaleString()} MB`],
    ['Catalog', `${spec.catalog} of ${spec.org}`],
    ['Catalog item', spec.catalogItem],
    ['Made from', spec.recipe?.image.name],
    ['Image fetched', build?.fetched && transfer('Image fetched', build.fetched)],
    ['Image uploaded', build?.uploaded && transfer('Image uploaded', build.uploaded)],
    ['Copied from', source && h('code', {}, source.vmName)],
  ];
}

/**
 * @param {string} label
 * @param {{ done: number, total: number }} progress
 */
function transfer(label, { done, total }) {
  const known = total > 0;
  return [
    known && h('progress', { max: total, value: done, 'aria-label': label }),
    h('span', {}, known ? `${size(done)} of ${size(total)}` : size(done)),
  ];
}
