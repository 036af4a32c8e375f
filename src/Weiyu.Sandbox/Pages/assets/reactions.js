import { h, parse } from './dom.js';
import { t } from './i18n.js';

const offered = ['👍', '❤️', '😊', '👎'];

/** The emojis that were put to a message, with how many did so: one small mark each; null where there are none. */
export function strip(message) {
  const counts = new Map();
  const reactions = parse(message.content)?.reactions;
  for (const reaction of Array.isArray(reactions) ? reactions : []) {
    const emoji = String(reaction?.emoji ?? '').slice(0, 16);
    if (emoji) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  }
  return counts.size === 0 ? null : h('div', { class: 'reactions' }, [...counts].map(([emoji, count]) => h('span', { class: 'reaction' }, count > 1 ? `${emoji} ${count}` : emoji)));
}

/** Buttons to put an emoji to a message; the same again takes it off. */
export function palette(react) {
  return h('span', { class: 'palette', role: 'group', 'aria-label': t('react') },
    offered.map(emoji => h('button', { type: 'button', class: 'react', 'aria-label': `${t('react')} ${emoji}`, onclick: () => react(emoji) }, emoji)));
}

/** What REACTION says: which message has which content now; null when it can't be read. */
export function change(message) {
  const data = parse(message.content);
  return typeof data?.messageUid === 'string' && typeof data.content === 'string' ? data : null;
}
