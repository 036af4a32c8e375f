import { h, icon, parse, safeUrl } from './dom.js';
import { t, fileSize } from './i18n.js';
import { richText, link } from './text.js';
import { choice, rating, leaveMessage, button, chips } from './forms.js';

const bubble = (...children) => ({ kind: 'bubble', node: h('div', { class: 'content' }, ...children) });
const bare = node => ({ kind: 'bare', node });
const notice = text => (text ? { kind: 'notice', node: h('span', {}, text) } : null);
const isUrl = text => /^(https?:\/\/|\/|data:image\/|blob:)/.test(text.trim());
/** The object in a content, or the bare address that stands for one. */
const media = content => parse(content) ?? (isUrl(content) ? { url: content.trim() } : null);
/** The last part of an address, readable where it can be. */
const nameIn = url => {
  const name = url.split(/[?#]/)[0].split('/').pop() || '';
  try { return decodeURIComponent(name); } catch { return name; }
};
const textOf = (content, ...names) => {
  const data = parse(content);
  return data ? names.concat('content').map(n => data[n]).find(v => typeof v === 'string' && v) ?? '' : content;
};

function image(message, ctx) {
  const data = media(message.content);
  const url = safeUrl(data?.url, ['http:', 'https:', 'blob:']);
  if (!url) return bubble(richText(message.content || t('picture')));
  const label = data.label || data.caption || t('picture');
  const picture = h('img', { alt: label, loading: 'lazy', referrerpolicy: 'no-referrer', onload: ctx.grown, onerror: () => frame.replaceWith(card('image', label, '', url)) });
  picture.src = url;
  const frame = h('button', { class: 'picture', type: 'button', 'aria-label': `${t('openImage')}: ${label}`, onclick: () => ctx.openImage(url, label) }, picture);
  return bare(data.caption ? h('div', {}, frame, h('div', { class: 'caption' }, data.caption)) : frame);
}

function card(name, title, detail, url, action) {
  const inner = [h('span', { class: `card-icon ${name}` }, icon(name)), h('span', { class: 'card-text' }, h('strong', {}, title), detail ? h('small', {}, detail) : null)];
  const address = safeUrl(url);
  return address
    ? h('a', { class: 'card', href: address, target: '_blank', rel: 'noopener noreferrer nofollow', 'aria-label': action ? `${action}: ${title}` : null }, ...inner)
    : h('div', { class: 'card' }, ...inner);
}

function file(message) {
  const data = media(message.content);
  if (!data) return bubble(richText(message.content));
  const url = String(data.url ?? '');
  const name = data.name || data.filename || nameIn(url) || t('fileName');
  return bare(card('file', name, [fileSize(data.size), data.caption].filter(Boolean).join(' · '), url, t('openFile')));
}

function player(message, tag) {
  const data = media(message.content);
  const url = safeUrl(data?.url, ['http:', 'https:', 'blob:']);
  if (!url) return bubble(richText(message.content));
  const element = h(tag, { controls: true, preload: 'metadata', class: 'player', 'aria-label': data.label || data.caption || t(tag), poster: tag === 'video' ? safeUrl(data.coverUrl) : null });
  element.src = url;
  return bare(h('div', { class: `player-box ${tag}` }, element, data.caption ? h('div', { class: 'caption' }, data.caption) : null));
}

function place(message) {
  const data = parse(message.content);
  if (!data) return bubble(richText(message.content));
  const { latitude: lat, longitude: lon } = data;
  const url = Number.isFinite(parseFloat(lat)) && Number.isFinite(parseFloat(lon))
    ? `https://www.openstreetmap.org/?mlat=${parseFloat(lat)}&mlon=${parseFloat(lon)}#map=16/${parseFloat(lat)}/${parseFloat(lon)}` : null;
  return bare(card('pin', data.label || data.address || t('location'), data.label ? data.address : '', url));
}

function web(message) {
  const data = media(message.content);
  const url = safeUrl(data?.url);
  if (!url) return bubble(richText(textOf(message.content, 'title')));
  const picture = safeUrl(data.imageUrl || data.image);
  const cover = picture && h('img', { alt: '', loading: 'lazy', referrerpolicy: 'no-referrer', src: picture });
  return bare(link(url, h('span', { class: 'web-card' }, cover,
    h('span', { class: 'card-text' }, h('strong', {}, data.title || data.label || url), data.description ? h('small', {}, data.description) : null, h('small', { class: 'host' }, new URL(url).host)))));
}

function goods(message, kind) {
  const data = parse(message.content);
  if (!data) return bubble(richText(message.content));
  const item = Array.isArray(data.goods) ? data.goods[0] ?? {} : data.goods && typeof data.goods === 'object' ? data.goods : data;
  const picture = safeUrl(item.image);
  const price = data.totalAmount ?? item.price;
  const inner = h('span', { class: 'goods-card' }, picture ? h('img', { alt: '', loading: 'lazy', referrerpolicy: 'no-referrer', src: picture }) : null,
    h('span', { class: 'card-text' }, h('small', { class: 'host' }, kind === 'ORDER' ? [t('order'), data.uid, data.statusText].filter(Boolean).join(' · ') : t('product')),
      h('strong', {}, item.title || item.name || data.uid || ''), item.description ? h('small', {}, item.description) : null, price ? h('span', { class: 'price' }, String(price)) : null));
  return bare(safeUrl(data.url || item.url) ? link(data.url || item.url, inner) : inner);
}

function answer(message, ctx) {
  const data = parse(message.content);
  if (!data) return bubble(richText(message.content));
  const sources = (Array.isArray(data.sources) ? data.sources : []).map(s => s?.sourceName || s?.fileName).filter(Boolean);
  return bubble(
    data.reasonContent ? h('details', { class: 'reason' }, h('summary', {}, t('thinking')), richText(String(data.reasonContent))) : null,
    richText(String(data.answer ?? data.content ?? '')),
    sources.length ? h('div', { class: 'sources' }, `${t('sources')}: ${[...new Set(sources)].join('、')}`) : null,
    questions(data, ctx));
}

const questions = (data, ctx) => chips((Array.isArray(data?.faqs) ? data.faqs : []).map(f => f?.question ?? f?.faqQuestion), ctx);

function faq(message, ctx) {
  const data = parse(message.content);
  if (!data) return bubble(richText(message.content));
  const list = chips([data.faqAnswer ? null : data.faqQuestion], ctx);
  return bubble(data.faqAnswer ? [data.faqQuestion ? h('strong', { class: 'question' }, data.faqQuestion) : null, richText(String(data.faqAnswer))] : richText(textOf(message.content) || t('faq')), list, questions(data, ctx));
}

function queue(message) {
  const data = parse(message.content);
  const ahead = Number(data?.position) - 1;
  if (message.type === 'QUEUE_ACCEPT') return notice(t('accepted', message.user?.nickname ?? ''));
  if (message.type === 'QUEUE_TIMEOUT' || message.type === 'QUEUE_CANCEL') return notice(textOf(message.content) || t('closed'));
  return notice(Number.isFinite(ahead) ? (ahead > 0 ? t('queuePosition', ahead) : t('queueNext')) : textOf(message.content) || t('queued'));
}

function chosen(message) {
  const data = parse(message.content);
  if (!data) return bubble(richText(message.content));
  const values = [].concat(data.selectedValues ?? []).map(String);
  const titles = values.map(v => (data.options ?? []).find(o => [o.value, o.optionUid, o.title].includes(v))?.title ?? v);
  return bubble(richText(titles.join('、') || data.title || textOf(message.content)));
}

const transfers = { TRANSFER: 'transfer', TRANSFER_REJECT: 'transferRejected', TRANSFER_TIMEOUT: 'transferTimeout', TRANSFER_CANCEL: 'transferCancelled' };

/** What a message looks like: { kind: 'bubble' | 'bare' | 'notice', node }, or null when it is not to be seen. What is oddly formed is shown as it came. */
export function render(message, ctx) {
  try {
    return view(message, ctx);
  } catch (error) {
    console.warn('A message is shown as it came.', error);
    return bubble(richText(String(message.content ?? '')));
  }
}

function view(message, ctx) {
  switch (message.type) {
    case 'TYPING': case 'PROCESSING': case 'PREVIEW': case 'READ': case 'DELIVERED': case 'RECALL': case 'REACTION': case 'PLAYBACK': return null;
    case 'TEXT': { const text = textOf(message.content, 'text'); return message.user?.type === 'SYSTEM' ? notice(text) : bubble(richText(text || message.content)); }
    case 'SYSTEM': case 'NOTICE': case 'SYSTEM_ALARM': case 'EVENT': return notice(textOf(message.content));
    case 'CONTINUE': return message.user?.type === 'SYSTEM' || !message.content ? notice(t('continued')) : bubble(richText(textOf(message.content)));
    case 'AUTO_CLOSED': return notice(t('autoClosed'));
    case 'AGENT_CLOSED': return notice(t('closed'));
    case 'VISITOR_CLOSED': return notice(t('visitorClosed'));
    case 'KICKOFF': return notice(t('kicked'));
    case 'TRANSFER': case 'TRANSFER_REJECT': case 'TRANSFER_TIMEOUT': case 'TRANSFER_CANCEL': return notice(t(transfers[message.type]));
    case 'TRANSFER_ACCEPT': return notice(t('transferAccepted', message.user?.nickname ?? ''));
    case 'IMAGE': case 'STICKER': return image(message, ctx);
    case 'FILE': case 'DOCUMENT': return file(message);
    case 'AUDIO': case 'VOICE': case 'MUSIC': return player(message, 'audio');
    case 'VIDEO': return player(message, 'video');
    case 'LOCATION': return place(message);
    case 'LINK': case 'URL': case 'ARTICLE': return web(message);
    case 'GOODS': case 'CARD': case 'ORDER': return goods(message, message.type);
    case 'CHOICE': case 'CONFIRM': return bubble(choice(message, ctx));
    case 'CHOICE_SUBMIT': case 'CONFIRM_SUBMIT': case 'BUTTON_SUBMIT': return chosen(message);
    case 'BUTTON': return bubble(button(message, ctx));
    case 'RATE_INVITE': return bubble(rating(message, ctx));
    case 'RATE_SUBMIT': { const score = Number(parse(message.content)?.score); return notice(score ? t('rated', score) : t('submitted')); }
    case 'LEAVE_MSG': return bubble(leaveMessage(message, ctx));
    case 'LEAVE_MSG_SUBMIT': case 'LEAVE_MSG_REPLIED': return bubble(richText(textOf(message.content)));
    case 'FAQ': case 'FAQ_QUESTION': case 'FAQ_ANSWER': return faq(message, ctx);
    case 'WELCOME': return bubble(richText(textOf(message.content)), questions(parse(message.content), ctx));
    case 'QUOTATION': { const data = parse(message.content); return bubble(data?.quotedContent ? h('blockquote', {}, data.quotedContent) : null, richText(textOf(message.content))); }
    default:
      if (message.type.startsWith('QUEUE')) return queue(message);
      if (message.type.startsWith('ROBOT')) return answer(message, ctx);
      if (message.type.startsWith('NOTIFICATION_') || message.type.startsWith('WEBRTC_')) return notice(textOf(message.content));
      return bubble(richText(textOf(message.content, 'title', 'text', 'answer') || t('unknown', message.type)));
  }
}

/** One line for a list. */
export function summary(type, content) {
  const bracket = { IMAGE: 'picture', STICKER: 'picture', FILE: 'fileName', DOCUMENT: 'fileName', AUDIO: 'audio', VOICE: 'audio', VIDEO: 'video', LOCATION: 'location', LINK: 'link', URL: 'link', GOODS: 'product', ORDER: 'order' }[type];
  if (bracket) return `[${t(bracket)}]`;
  const shown = render({ type, content, user: {} }, {});
  return (shown?.node.textContent ?? '').trim().slice(0, 120);
}
