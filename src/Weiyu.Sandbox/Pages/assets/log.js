import { h, icon, avatar, parse } from './dom.js';
import { t, clock, dayAndTime, readTime } from './i18n.js';
import { render } from './content.js';
import { richText } from './text.js';
import { answeredKey } from './forms.js';
import { change, palette, strip } from './reactions.js';

const GAP = 5 * 60_000;
const TYPING = 8_000;
const rank = { FAILED: 0, SENDING: 1, SUCCESS: 2, DELIVERED: 3, READ: 4 };
const wantsReceipt = new Set(['TEXT', 'IMAGE', 'FILE', 'AUDIO', 'VIDEO', 'VOICE']);

/** The conversation: bubbles, separators, ticks, typing dots. Each message once, by uid; it can be drawn anew (another language) from what it keeps. */
export class MessageLog {
  #messages = new Map();
  #streams = new Map();
  #answers = new Map();
  #early = new Map();
  #last = null;
  #typingTimer = 0;
  #unseen = 0;
  #options;

  /** options: isOwn(message), isLeft(message), answer(type, content), receipt(type, uid) -> false when not sent, retry(message), react(uid, emoji), openImage(url, label) */
  constructor(options) {
    this.#options = options;
    this.list = h('div', { class: 'log-list', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions', tabindex: '0', 'aria-label': t('message') });
    this.dots = h('div', { class: 'row left typing', hidden: true }, h('span', { class: 'avatar-slot' }), h('div', { class: 'bubble dots', role: 'status' }, h('i'), h('i'), h('i'), h('span', { class: 'hidden' }, t('isTyping'))));
    this.jump = h('button', { class: 'jump', type: 'button', hidden: true, onclick: () => this.toEnd(true) }, icon('down'), h('span', {}));
    this.scroller = h('div', { class: 'log', onscroll: () => this.#scrolled() }, this.list, this.dots);
    this.element = h('div', { class: 'log-box' }, this.scroller, this.jump);
    document.addEventListener('visibilitychange', () => this.markSeen());
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.scroller);
  }

  #atEnd = true;

  get isEmpty() { return this.#messages.size === 0; }

  /** Everything from the server, oldest first; what is being sent or could not be stays. */
  reset(messages) {
    const pending = [...this.#messages.values()].map(e => e.message).filter(m => (m.status === 'SENDING' || m.status === 'FAILED') && !messages.some(x => x.uid === m.uid));
    this.#messages.clear();
    this.#streams.clear();
    this.#answers.clear();
    this.#last = null;
    this.list.replaceChildren();
    this.list.setAttribute('aria-live', 'off');
    for (const message of messages) this.add(message, true);
    for (const message of pending) this.add(message, true);
    this.list.setAttribute('aria-live', 'polite');
    this.toEnd();
    this.markSeen();
    return pending.filter(m => m.status === 'SENDING');
  }

  /** Draws everything again. */
  redraw() {
    this.dots.querySelector('.hidden').textContent = t('isTyping');
    this.reset([...this.#messages.values()].map(e => e.message));
  }

  add(message, isOld = false) {
    const own = this.#options.isOwn(message);
    switch (message.type) {
      case 'TYPING': case 'PROCESSING':
        if (!own && !isOld) this.typing(message.user, message.type === 'PROCESSING' ? 30_000 : TYPING);
        return;
      case 'PREVIEW': return;
      case 'READ': case 'DELIVERED': this.#status(message.content, message.type); return;
      case 'RECALL': this.#recall(message.content); return;
      case 'REACTION': this.#react(change(message)); return;
      default: break;
    }

    const key = answeredKey(message);
    if (key) {
      this.#answers.set(key, parse(message.content));
      this.#redrawForm(key);
    }

    if (message.type.startsWith('ROBOT_STREAM')) {
      message = this.#stream(message);
      if (!message) return;
    }

    const known = this.#messages.get(message.uid);
    if (known) {
      known.message = { ...message, status: rank[known.message.status] > (rank[message.status] ?? 0) ? known.message.status : message.status };
      this.#paintTicks(known);
      return;
    }

    if (this.#early.has(message.uid)) {
      message = { ...message, status: this.#early.get(message.uid) };
      this.#early.delete(message.uid);
    }

    if (!own) this.typing(null);
    const entry = { message, own };
    this.#messages.set(message.uid, entry);
    this.#draw(entry);
    if (!own && wantsReceipt.has(message.type) && !isOld) this.#options.receipt?.('DELIVERED', message.uid);
    if (isOld) return;
    if (own || this.#atEnd) this.toEnd(); else { this.#unseen += 1; this.#paintJump(); }
    this.markSeen();
  }

  /** A message of ours did not reach the server, or is tried again. */
  setStatus(uid, status) {
    const entry = this.#messages.get(uid);
    if (entry && (rank[entry.message.status] ?? 0) <= rank.SENDING) {
      entry.message = { ...entry.message, status };
      this.#paintTicks(entry);
    }
  }

  /** READ for everything that can be seen now. */
  markSeen() {
    if (document.visibilityState !== 'visible' || !this.#options.receipt || !this.scroller.isConnected) return;
    for (const entry of this.#messages.values()) {
      if (!entry.own && !entry.seen && wantsReceipt.has(entry.message.type)) {
        entry.seen = entry.message.status === 'READ' || this.#options.receipt('READ', entry.message.uid) !== false;
      }
    }
  }

  typing(user, duration = TYPING) {
    clearTimeout(this.#typingTimer);
    const shown = Boolean(user);
    if (this.dots.hidden === shown) {
      this.dots.hidden = !shown;
      this.#options.typing?.(shown);
    }
    if (shown) {
      this.dots.querySelector('.avatar-slot').replaceChildren(avatar(user));
      if (this.#atEnd) this.toEnd();
      this.#typingTimer = setTimeout(() => this.typing(null), duration);
    }
  }

  toEnd(smooth = false) {
    this.#atEnd = true;
    this.#unseen = 0;
    this.#paintJump();
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !matchMedia('(prefers-reduced-motion: reduce)').matches ? 'smooth' : 'instant' });
  }

  #scrolled() {
    this.#atEnd = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 60;
    if (this.#atEnd) this.#unseen = 0;
    this.#paintJump();
  }

  #paintJump() {
    this.jump.hidden = this.#atEnd;
    this.jump.lastElementChild.textContent = this.#unseen > 0 ? `${t('newMessages')} ${this.#unseen}` : '';
    this.jump.setAttribute('aria-label', t('newMessages'));
  }

  #draw(entry) {
    const { message } = entry;
    const shown = render(message, this.#context(message));
    if (!shown) return;
    const time = readTime(message.createdAt);
    if (!this.#last || time - this.#last.time > GAP || time.toDateString() !== this.#last.time.toDateString()) {
      this.list.append(h('div', { class: 'time' }, h('time', { datetime: time.toISOString() }, dayAndTime(time))));
      this.#last = null;
    }

    if (shown.kind === 'notice') {
      entry.row = h('div', { class: 'notice' }, shown.node);
      this.list.append(entry.row);
      this.#last = { time, from: null };
      return;
    }

    const from = message.user?.uid;
    const left = this.#options.isLeft ? this.#options.isLeft(message) : !entry.own;
    const follows = this.#last?.from === from;
    entry.ticks = left && !this.#options.isLeft ? null : h('span', { class: 'ticks' });
    entry.row = h('div', { class: `row ${left ? 'left' : 'right'}${follows ? ' follows' : ''}` },
      left ? h('span', { class: 'avatar-slot' }, follows ? null : avatar(message.user)) : null,
      h('div', { class: 'stack' },
        follows || (!left && !this.#options.isLeft) ? null : h('div', { class: 'who' }, message.user?.nickname || ''),
        h('div', { class: shown.kind === 'bare' ? 'bare' : 'bubble' }, shown.node),
        strip(message),
        h('div', { class: 'meta' }, h('time', { datetime: time.toISOString() }, clock(time)), entry.own ? entry.ticks : null,
          !entry.own && this.#options.react ? palette(emoji => this.#options.react(message.uid, emoji)) : null)));
    entry.body = entry.row.querySelector('.bubble, .bare');
    this.list.append(entry.row);
    this.#last = { time, from };
    this.#paintTicks(entry);
  }

  #context(message) {
    const { answer, openImage } = this.#options;
    return {
      answer: answer && ((type, content, key) => {
        answer(type, content);
        if (key) this.#redrawForm(key);
      }),
      answered: key => this.#answers.get(key),
      openImage,
      grown: () => this.#atEnd && this.toEnd(),
      message,
    };
  }

  #redrawForm(key) {
    for (const entry of this.#messages.values()) {
      const uid = parse(entry.message.content)?.choiceUid;
      if (entry.body && (entry.message.uid === key || uid === key) && /^(CHOICE|CONFIRM|BUTTON|RATE_INVITE|LEAVE_MSG)$/.test(entry.message.type)) {
        entry.body.replaceChildren(render(entry.message, this.#context(entry.message)).node);
      }
    }
  }

  #status(uid, status) {
    const entry = this.#messages.get(uid);
    if (!entry) {
      if (this.#early.size < 500) this.#early.set(uid, status);
    } else if (rank[status] > (rank[entry.message.status] ?? 0)) {
      entry.message = { ...entry.message, status };
      this.#paintTicks(entry);
    }
  }

  /** The content of a message is another now. */
  #react(data) {
    const entry = data && this.#messages.get(data.messageUid);
    if (!entry?.body) return;
    entry.message = { ...entry.message, content: data.content };
    entry.row.querySelector('.reactions')?.remove();
    const marks = strip(entry.message);
    if (marks) entry.body.after(marks);
    if (this.#atEnd) this.toEnd();
  }

  #recall(uid) {
    const entry = this.#messages.get(uid);
    if (entry?.row) {
      entry.message = { ...entry.message, type: 'SYSTEM', content: t('recalled') };
      const line = h('div', { class: 'notice' }, h('span', {}, t('recalled')));
      entry.row.replaceWith(line);
      entry.row = line;
      entry.ticks = entry.body = null;
    }
  }

  /** The pieces of a streamed answer become one message; each piece is either the next part or all there is so far. */
  #stream(message) {
    const data = parse(message.content) ?? { answer: message.content };
    const key = data.questionUid || message.uid;
    let stream = this.#streams.get(key);
    const part = String(data.answer ?? data.content ?? '');
    if (!stream) {
      if (!part && message.type !== 'ROBOT_STREAM_END') {
        this.typing(message.user, 30_000);
        return null;
      }
      stream = { uid: message.uid, text: '', data: {} };
      this.#streams.set(key, stream);
    }
    stream.data = { ...stream.data, ...data };
    stream.text = part.startsWith(stream.text) ? part : stream.text.endsWith(part) && message.type !== 'ROBOT_STREAM' ? stream.text : stream.text + part;
    const whole = { ...message, uid: stream.uid, type: 'ROBOT', content: JSON.stringify({ ...stream.data, answer: stream.text }) };
    const entry = this.#messages.get(stream.uid);
    if (!entry) return whole;
    entry.message = whole;
    const live = message.type === 'ROBOT_STREAM' || message.type === 'ROBOT_STREAM_START';
    entry.body.replaceChildren(live ? h('div', { class: 'content live' }, richText(stream.text)) : render(whole, this.#context(whole)).node);
    if (this.#atEnd) this.toEnd();
    return null;
  }

  #paintTicks(entry) {
    if (!entry.ticks || !entry.own) return;
    const { status } = entry.message;
    const [picture, label] = { SENDING: ['clock', 'sending'], FAILED: ['close', 'failed'], DELIVERED: ['ticks', 'delivered'], READ: ['ticks', 'read'] }[status] ?? ['tick', 'sent'];
    entry.ticks.className = `ticks ${status.toLowerCase()}`;
    entry.ticks.replaceChildren(icon(picture), h('span', { class: 'hidden' }, t(label)));
    entry.ticks.title = t(label);
    if (status === 'FAILED') {
      entry.ticks.replaceChildren(h('button', { type: 'button', class: 'retry', onclick: () => this.#options.retry?.(entry.message) }, t('retry')));
    }
  }
}

/** A picture over the whole page. */
export function openImage(url, label) {
  const picture = h('img', { alt: label, referrerpolicy: 'no-referrer' });
  picture.src = url;
  const dialog = h('dialog', { class: 'lightbox', 'aria-label': label, onclick: () => dialog.close(), onclose: () => dialog.remove() },
    h('button', { type: 'button', class: 'round', 'aria-label': t('close') }, icon('close')), picture);
  document.body.append(dialog);
  dialog.showModal();
}
