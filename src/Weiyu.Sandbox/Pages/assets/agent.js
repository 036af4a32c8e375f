import { h, icon, avatar, newUid, parse } from './dom.js';
import { t, lang, setLanguage, clock } from './i18n.js';
import { Socket } from './socket.js';
import { MessageLog, openImage } from './log.js';
import { Composer, mediaMessage } from './composer.js';
import { summary } from './content.js';

const statuses = ['AVAILABLE', 'BUSY', 'AWAY', 'REST', 'OFFLINE'];

class AgentPage {
  #socket = new Socket('/agent/socket');
  #threads = new Map();
  #agent = null;
  #open = null;
  #filter = 'all';
  #previewTimer = 0;

  constructor(root) {
    this.root = root;
    this.me = h('div', { class: 'me' });
    this.statusSelect = h('select', { onchange: () => this.#socket.send('status', { status: this.statusSelect.value }) });
    this.languageButton = h('button', { type: 'button', class: 'round word', onclick: () => this.#switchLanguage() });
    this.tabs = h('div', { class: 'tabs', role: 'tablist' });
    this.list = h('ul', { class: 'threads' });
    this.banner = h('div', { class: 'banner', role: 'status', hidden: true });
    this.title = h('strong', {});
    this.owner = h('span', { class: 'owner' });
    this.actions = h('div', { class: 'actions' });
    this.backButton = h('button', { type: 'button', class: 'round back', onclick: () => this.#pick(null) }, icon('back'));
    this.offer = h('div', { class: 'offer', role: 'alert', hidden: true });
    this.preview = h('div', { class: 'preview', hidden: true, 'aria-live': 'off' });
    this.toastBox = h('div', { class: 'toast', role: 'alert', hidden: true });
    this.empty = h('p', { class: 'pick' });
    this.composer = new Composer({
      send: text => this.#send('TEXT', text),
      upload: file => this.#send(...mediaMessage(file)),
      typing: () => this.#thread('send', { type: 'TYPING', content: '' }),
      toast: text => this.#toast(text),
      maxUpload: () => this.#agent?.maxUpload ?? 0,
    });
    this.logSlot = h('div', { class: 'log-slot' });
    this.chat = h('section', { class: 'chat', hidden: true },
      h('header', { class: 'head' }, this.backButton, h('div', { class: 'head-text' }, this.title, this.owner), this.actions),
      this.offer, this.logSlot, this.preview, this.toastBox, this.composer.element);
    root.replaceChildren(
      h('aside', { class: 'side' }, h('header', { class: 'head' }, this.me, this.statusSelect, this.languageButton), this.banner, this.tabs, this.list,
        h('a', { class: 'visitor-link', href: '/visitor/', target: '_blank' })),
      this.chat, this.empty);
    this.composer.acceptDrops(this.chat);
    this.#connect();
    this.#paint();
  }

  #connect() {
    const socket = this.#socket;
    const username = new URLSearchParams(location.search).get('as');
    socket.addEventListener('open', () => socket.send('hello', { username }));
    socket.addEventListener('state', ({ detail }) => {
      this.banner.hidden = true;
      this.root.removeAttribute('aria-busy');
      this.#threads = new Map(detail.threads.map(x => [x.uid, x]));
      this.#agent = detail.agent;
      this.#paint();
      if (this.#open) socket.send('open', { thread: this.#open });
      else if (location.hash.length > 1) this.#pick(location.hash.slice(1));
    });
    socket.addEventListener('threads', ({ detail }) => {
      this.#agent = detail.agent;
      for (const thread of detail.threads) this.#threads.set(thread.uid, thread);
      this.#paintList();
      this.#paintHead();
      this.#paintMe();
      this.log?.markSeen();
    });
    socket.addEventListener('messages', ({ detail }) => detail.thread === this.#open && this.log.reset(detail.messages));
    socket.addEventListener('message', ({ detail }) => detail.thread === this.#open && this.#hear(detail.message));
    socket.addEventListener('lost', () => { this.banner.textContent = t('reconnecting'); this.banner.hidden = false; });
    socket.connect();
  }

  #hear(message) {
    if (message.type === 'PREVIEW') {
      const data = parse(message.content) ?? { content: message.content };
      this.#showPreview(data.clear ? '' : String(data.content ?? ''));
      return;
    }
    if (this.#isVisitor(message) && message.type !== 'TYPING' && message.type !== 'READ' && message.type !== 'DELIVERED') this.#showPreview('');
    this.log.add(message);
  }

  #showPreview(text) {
    clearTimeout(this.#previewTimer);
    this.preview.hidden = !text;
    this.preview.textContent = text ? t('preview', text) : '';
    if (text) this.#previewTimer = setTimeout(() => this.#showPreview(''), 15_000);
  }

  #isVisitor(message) { return message.user?.uid === this.#threads.get(this.#open)?.visitor; }

  #isMine(message) { return [this.#agent?.uid, this.#agent?.userUid].includes(message.user?.uid); }

  #pick(uid) {
    const thread = this.#threads.get(uid);
    this.#open = thread ? uid : null;
    history.replaceState(null, '', thread ? `#${uid}` : location.pathname + location.search);
    this.root.classList.toggle('has-open', Boolean(thread));
    this.chat.hidden = !thread;
    this.#showPreview('');
    this.#socket.send('open', { thread: this.#open ?? '' });
    if (thread) {
      this.log = new MessageLog({
        isOwn: m => this.#isMine(m),
        isLeft: m => this.#isVisitor(m),
        // Whoever only looks on leaves no trace: a receipt of theirs would tell the bot that a person has taken the conversation.
        receipt: (type, id) => Boolean(this.#threads.get(this.#open)?.isMine && this.#thread('send', { type, content: id })),
        openImage,
      });
      this.logSlot.replaceChildren(this.log.element);
      this.#paintHead();
    }
    this.#paintList();
  }

  #thread(t_, data = {}) { return this.#open && this.#socket.send(t_, { thread: this.#open, ...data }); }

  #send(type, content) {
    const message = { uid: newUid(), type, content, status: 'SENDING', createdAt: String(Date.now()), user: { uid: this.#agent.uid, nickname: this.#agent.nickname, avatar: this.#agent.avatar } };
    this.log.add(message);
    if (!this.#thread('send', { uid: message.uid, type, content })) this.log.setStatus(message.uid, 'FAILED');
  }

  #paint() {
    document.title = t('deskTitle');
    this.composer.label();
    this.languageButton.textContent = t('language');
    this.languageButton.setAttribute('aria-label', t('languageLabel'));
    this.backButton.setAttribute('aria-label', t('back'));
    this.statusSelect.setAttribute('aria-label', t('status'));
    this.list.setAttribute('aria-label', t('conversations'));
    this.root.querySelector('.visitor-link').textContent = t('openVisitor');
    this.chat.dataset.drop = t('drop');
    this.tabs.replaceChildren(...['all', 'waiting', 'mine'].map(key => h('button', {
      type: 'button', role: 'tab', 'aria-selected': String(this.#filter === key), onclick: () => { this.#filter = key; this.#paint(); },
    }, t(key))));
    if (!this.#agent) this.banner.textContent = t('connecting');
    this.#paintMe();
    this.#paintList();
    this.#paintHead();
  }

  #paintMe() {
    if (!this.#agent) return;
    this.me.replaceChildren(avatar({ ...this.#agent, uid: this.#agent.nickname }), h('strong', {}, this.#agent.nickname));
    this.statusSelect.replaceChildren(...statuses.map(s => h('option', { value: s }, t(s))));
    this.statusSelect.value = this.#agent.status;
    this.statusSelect.className = `presence-select ${this.#agent.status.toLowerCase()}`;
  }

  #paintList() {
    const isOver = x => x.state === 'CLOSED' || x.state === 'TIMEOUT';
    const wanted = { all: () => true, mine: x => x.isMine && !isOver(x), waiting: x => x.transfer || x.state === 'QUEUING' }[this.#filter];
    const shown = [...this.#threads.values()].filter(wanted).sort((a, b) => Number(b.transfer) - Number(a.transfer) || b.updatedAt - a.updatedAt).slice(0, 200);
    this.list.replaceChildren(...shown.map(x => {
      const [tag, name] = x.transfer ? ['transfer', t('transferAsked')] : isOver(x) ? ['over', t('over')] : x.state === 'QUEUING' ? ['queue', t('queue')] : x.isBot ? ['bot', t('bot')] : ['human', t('human')];
      return h('li', {}, h('button', { type: 'button', class: `thread${x.uid === this.#open ? ' current' : ''}`, 'aria-current': x.uid === this.#open ? 'true' : null, onclick: () => this.#pick(x.uid) },
        avatar({ uid: x.visitor, nickname: x.nickname, avatar: x.avatar }),
        h('span', { class: 'thread-text' },
          h('span', { class: 'thread-top' }, h('strong', {}, x.nickname), h('time', {}, clock(new Date(x.updatedAt)))),
          h('span', { class: 'thread-bottom' }, h('span', { class: 'last' }, summary(x.lastType, x.lastContent)), h('span', { class: `tag ${tag}` }, name), x.unread > 0 ? h('span', { class: 'badge' }, x.unread > 99 ? '99+' : String(x.unread)) : null))));
    }));
    if (shown.length === 0) this.list.append(h('li', { class: 'none' }, t('noThreads')));
    this.empty.textContent = t('pick');
  }

  #paintHead() {
    const thread = this.#threads.get(this.#open);
    if (!thread) return;
    this.title.textContent = thread.nickname;
    this.owner.textContent = thread.state === 'CLOSED' ? t('over') : thread.state === 'QUEUING' ? t('queue') : thread.isMine ? t('ownerMe') : thread.isBot ? t('ownerBot') : t('ownerOther', thread.owner);
    const act = (key, command, style = 'plain') => h('button', { type: 'button', class: style, onclick: () => this.#thread(command) }, t(key));
    this.actions.replaceChildren(...[
      thread.isMine ? act('giveBack', 'give') : act('takeOver', 'take', 'primary'),
      thread.state === 'CLOSED' ? null : act('endChat', 'close'),
    ].filter(Boolean));
    this.offer.hidden = !thread.transfer;
    const note = parse(thread.transferNote);
    this.offer.replaceChildren(h('span', {}, [t('transferAsked'), note?.content ?? note?.note ?? (note ? '' : thread.transferNote)].filter(Boolean).join('：')),
      h('span', { class: 'actions' }, act('reject', 'reject'), act('accept', 'accept', 'primary')));
  }

  #switchLanguage() {
    setLanguage(lang() === 'zh' ? 'en' : 'zh');
    this.log?.redraw();
    this.#paint();
  }

  #toast(text) {
    this.toastBox.textContent = text;
    this.toastBox.hidden = false;
    setTimeout(() => { this.toastBox.hidden = true; }, 4000);
  }
}

new AgentPage(document.getElementById('desk'));
