import { h, icon, avatar, memory, newUid } from './dom.js';
import { t, lang, setLanguage } from './i18n.js';
import { Socket } from './socket.js';
import { MessageLog, openImage } from './log.js';
import { Composer, mediaMessage } from './composer.js';

const KEY = 'weiyu.visitor';
const FAIL_AFTER = 15_000;

class VisitorPage {
  #socket = new Socket('/visitor/socket');
  #uid = memory.get(KEY) || `visitor_${newUid()}`;
  #query = new URLSearchParams(location.search);
  #agent = { nickname: '', status: 'OFFLINE' };
  #pending = new Map();
  #maxUpload = 8 * 1024 * 1024;
  #isReady = false;
  #isTyping = false;

  constructor(root) {
    memory.set(KEY, this.#uid);
    this.picture = h('span', { class: 'head-avatar' });
    this.name = h('strong', {});
    this.state = h('span', { class: 'presence' }, h('i'), h('span', {}));
    this.languageButton = h('button', { type: 'button', class: 'round word', onclick: () => this.#switchLanguage() });
    this.newButton = h('button', { type: 'button', class: 'round', onclick: () => this.#ask() }, icon('plus'));
    this.banner = h('div', { class: 'banner', role: 'status', hidden: true });
    this.toastBox = h('div', { class: 'toast', role: 'alert', hidden: true });
    this.log = new MessageLog({
      isOwn: m => m.user?.uid === this.#uid,
      answer: (type, content) => this.#send(type, content),
      receipt: (type, uid) => this.#isReady && this.#socket.send('send', { type, content: uid }),
      retry: m => this.#retry(m),
      react: (uid, emoji) => this.#socket.send('react', { uid, emoji }),
      typing: isTyping => { this.#isTyping = isTyping; this.#paintHead(); },
      openImage,
    });
    this.composer = new Composer({
      send: text => this.#send('TEXT', text),
      upload: file => this.#send(...mediaMessage(file)),
      typing: () => this.#socket.send('send', { type: 'TYPING', content: '' }),
      preview: text => this.#socket.send('send', { type: 'PREVIEW', content: JSON.stringify({ v: 1, content: text.slice(0, 1000), clear: !text, ts: Date.now() }) }),
      toast: text => this.#toast(text),
      maxUpload: () => this.#maxUpload,
    });
    root.replaceChildren(
      h('header', { class: 'head' }, this.picture, h('div', { class: 'head-text' }, this.name, this.state), this.languageButton, this.newButton),
      this.banner, this.log.element, this.toastBox, this.composer.element);
    this.composer.acceptDrops(root);
    this.#paint();
    this.#connect();
  }

  #connect() {
    const socket = this.#socket;
    socket.addEventListener('open', () => socket.send('hello', { uid: this.#uid, type: this.#query.get('type'), nickname: this.#query.get('name') }));
    socket.addEventListener('state', ({ detail }) => {
      this.#uid = detail.visitor;
      memory.set(KEY, this.#uid);
      this.#maxUpload = detail.maxUpload;
      this.#agent = detail.agent;
      this.#isReady = true;
      this.banner.hidden = true;
      document.getElementById('chat').removeAttribute('aria-busy');
      for (const message of detail.messages) this.#settle(message.uid);
      for (const message of this.log.reset(detail.messages)) this.#put(message);
      this.#paintHead();
    });
    socket.addEventListener('message', ({ detail }) => {
      this.#settle(detail.message.uid);
      this.log.add(detail.message);
    });
    socket.addEventListener('thread', ({ detail }) => { this.#agent = detail.agent; this.#paintHead(); });
    socket.addEventListener('lost', () => {
      this.#isReady = false;
      this.banner.textContent = t('reconnecting');
      this.banner.hidden = false;
    });
    socket.connect();
  }

  #send(type, content) {
    const message = { uid: newUid(), type, content, status: 'SENDING', createdAt: String(Date.now()), user: { uid: this.#uid } };
    this.log.add(message);
    this.#put(message);
  }

  /** On its way; the server's echo says that it has arrived. */
  #put(message) {
    this.#settle(message.uid);
    this.#pending.set(message.uid, setTimeout(() => this.log.setStatus(message.uid, 'FAILED'), FAIL_AFTER));
    if (this.#isReady) this.#socket.send('send', { uid: message.uid, type: message.type, content: message.content });
  }

  #settle(uid) {
    clearTimeout(this.#pending.get(uid));
    this.#pending.delete(uid);
  }

  #retry(message) {
    this.log.setStatus(message.uid, 'SENDING');
    this.#put(message);
  }

  #ask() {
    const dialog = h('dialog', { class: 'ask', onclose: () => dialog.remove() }, h('p', {}, t('newChatAsk')), h('div', { class: 'ask-row' },
      h('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, t('cancel')),
      h('button', { type: 'button', class: 'primary', onclick: () => { dialog.close(); this.#startAnew(); } }, t('yes'))));
    document.body.append(dialog);
    dialog.showModal();
  }

  #startAnew() {
    this.#socket.send('leave');
    this.#uid = `visitor_${newUid()}`;
    memory.set(KEY, this.#uid);
    for (const uid of [...this.#pending.keys()]) this.#settle(uid);
    this.log.list.replaceChildren();
    this.log.reset([]);
    this.#isReady = false;
    this.#socket.restart();
    this.composer.text.focus();
  }

  #switchLanguage() {
    setLanguage(lang() === 'zh' ? 'en' : 'zh');
    this.composer.label();
    this.log.redraw();
    this.#paint();
  }

  #paint() {
    this.languageButton.textContent = t('language');
    this.languageButton.setAttribute('aria-label', t('languageLabel'));
    this.newButton.setAttribute('aria-label', t('newChat'));
    this.newButton.title = t('newChat');
    document.getElementById('chat').dataset.drop = t('drop');
    if (!this.#socket.isOpen) this.banner.textContent = t(this.#isReady ? 'reconnecting' : 'connecting');
    this.#paintHead();
  }

  #paintHead() {
    const name = this.#agent.nickname || t('title');
    this.name.textContent = name;
    document.title = `${name} · ${t('title')}`;
    this.picture.replaceChildren(avatar({ nickname: name, uid: name, avatar: this.#agent.avatar }));
    this.state.className = `presence ${this.#agent.status.toLowerCase()}`;
    this.state.lastElementChild.textContent = this.#isTyping ? t('typing') : t(this.#agent.status);
    this.log.list.dataset.empty = t('emptyHello');
  }

  #toast(text) {
    this.toastBox.textContent = text;
    this.toastBox.hidden = false;
    setTimeout(() => { this.toastBox.hidden = true; }, 4000);
  }
}

new VisitorPage(document.getElementById('chat'));
