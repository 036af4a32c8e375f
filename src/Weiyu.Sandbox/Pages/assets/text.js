import { h, safeUrl } from './dom.js';

const pattern = /(```[\s\S]+?```)|(`[^`\n]+`)|(\*\*[^*\n]+\*\*)|\[([^\]\n]{1,200})\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"'，。！？；：）】」]+)/g;

/** Text as people and models write it: addresses become links, and a little Markdown (bold, code, links) is shown as such. */
export function richText(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > last) nodes.push(text.slice(last, match.index));
    last = match.index + match[0].length;
    const [whole, block, code, bold, label, address, bare] = match;
    if (block) nodes.push(h('pre', {}, h('code', {}, block.slice(3, -3).replace(/^[\w-]*\n/, ''))));
    else if (code) nodes.push(h('code', {}, code.slice(1, -1)));
    else if (bold) nodes.push(h('strong', {}, bold.slice(2, -2)));
    else if (address) nodes.push(link(address, label));
    else {
      const trimmed = bare.replace(/[.,;:!?)\]]+$/, '');
      nodes.push(link(trimmed, trimmed));
      last -= bare.length - trimmed.length;
    }
    if (!whole) break;
  }
  if (last < text.length) nodes.push(text.slice(last));
  return h('div', { class: 'text' }, nodes);
}

/** A link that tells the other side nothing about this page. */
export function link(address, ...children) {
  const url = safeUrl(address);
  return url ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children) : h('span', {}, ...children);
}
