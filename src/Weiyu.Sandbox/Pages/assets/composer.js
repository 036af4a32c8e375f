import { h, icon } from './dom.js';
import { t, fileSize } from './i18n.js';

const emoji = [...'😀😄😁😆😅😂🙂😉😊😍😘🤔😐😶🙄😏😴😌😔😢😭😤😡😱😳🤗🤭🤫🙏👍👎👌✌️👏💪🤝❤️💔🎉🌹🍻☀️🌙⭐🔥💯✅❌❓❗'].filter(c => c !== '\uFE0F');

/** Where one writes: text (Enter sends, Shift+Enter breaks the line, Enter that ends a composition does neither), emoji, pictures and files. */
export class Composer {
  #options;
  #previewTimer = 0;
  #typedAt = 0;
  #composing = false;

  /** options: send(text), upload({url, name, type, size}, file), preview(text), typing(), toast(text), maxUpload() */
  constructor(options) {
    this.#options = options;
    this.text = h('textarea', {
      rows: 1, maxlength: 5000, enterkeyhint: 'send', oninput: () => this.#changed(), onkeydown: e => this.#key(e), onpaste: e => this.#pasted(e),
      oncompositionstart: () => { this.#composing = true; }, oncompositionend: () => { this.#composing = false; },
    });
    this.sendButton = h('button', { type: 'button', class: 'send', disabled: true, onclick: () => this.submit() }, icon('send'));
    this.emojiButton = h('button', { type: 'button', class: 'round', 'aria-expanded': 'false', onclick: () => this.#toggleEmoji() }, icon('smile'));
    this.imageButton = this.#picker('image', 'image/*');
    this.fileButton = this.#picker('clip', '');
    this.panel = h('div', { class: 'emoji', hidden: true, role: 'group' }, emoji.map(c => h('button', { type: 'button', onclick: () => this.#insert(c) }, c)));
    this.element = h('div', { class: 'composer' }, this.panel,
      h('div', { class: 'composer-row' }, h('div', { class: 'field' }, this.text, h('div', { class: 'tools' }, this.emojiButton, this.imageButton, this.fileButton)), this.sendButton));
    this.label();
  }

  /** Texts in the page's language. */
  label() {
    this.text.placeholder = t('placeholder');
    for (const [element, key] of [[this.text, 'message'], [this.sendButton, 'send'], [this.emojiButton, 'emoji'], [this.panel, 'emoji'], [this.imageButton, 'image'], [this.fileButton, 'file']]) {
      element.setAttribute('aria-label', t(key));
      if (element !== this.text && element !== this.panel) element.title = t(key);
    }
  }

  /** Files dropped on this element are sent. */
  acceptDrops(target) {
    target.addEventListener('dragover', e => { if (e.dataTransfer?.types.includes('Files')) { e.preventDefault(); target.classList.add('dropping'); } });
    target.addEventListener('dragleave', e => { if (!target.contains(e.relatedTarget)) target.classList.remove('dropping'); });
    target.addEventListener('drop', e => {
      target.classList.remove('dropping');
      if (e.dataTransfer?.files.length) { e.preventDefault(); this.#upload(e.dataTransfer.files); }
    });
  }

  submit() {
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = '';
    this.#changed(true);
    this.#options.send(text);
    this.text.focus();
  }

  #picker(name, accept) {
    const input = h('input', { type: 'file', accept, multiple: true, hidden: true, tabindex: '-1', onchange: () => { this.#upload(input.files); input.value = ''; } });
    return h('button', { type: 'button', class: 'round', onclick: e => { if (e.target !== input) input.click(); } }, icon(name), input);
  }

  #key(event) {
    if (event.key === 'Escape' && !this.panel.hidden) this.#toggleEmoji();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || this.#composing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  #changed(isSent = false) {
    const text = this.text.value;
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight, 140)}px`;
    this.sendButton.disabled = !text.trim();
    clearTimeout(this.#previewTimer);
    if (isSent) {
      this.#typedAt = 0;
      return;
    }
    const now = Date.now();
    if (text.trim() && now - this.#typedAt > 3000) {
      this.#typedAt = now;
      this.#options.typing?.();
    }
    this.#previewTimer = setTimeout(() => this.#options.preview?.(text), 500);
  }

  #insert(character) {
    this.text.setRangeText(character, this.text.selectionStart, this.text.selectionEnd, 'end');
    this.#changed();
  }

  #toggleEmoji() {
    this.panel.hidden = !this.panel.hidden;
    this.emojiButton.setAttribute('aria-expanded', String(!this.panel.hidden));
    (this.panel.hidden ? this.text : this.panel.firstElementChild).focus();
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) {
      event.preventDefault();
      this.#upload(files);
    }
  }

  async #upload(files) {
    for (const file of [...files]) {
      const max = this.#options.maxUpload();
      if (file.size > max) {
        this.#options.toast(t('tooLarge', fileSize(max)));
        continue;
      }
      try {
        const response = await fetch('/files', { method: 'POST', body: file, headers: { 'X-File-Name': encodeURIComponent(file.name || 'image.png'), 'Content-Type': file.type || 'application/octet-stream' } });
        if (!response.ok) throw new Error(String(response.status));
        const { data } = await response.json();
        this.#options.upload({ ...data, url: new URL(data.url, location.href).href });
      } catch {
        this.#options.toast(t('uploadFailed'));
      }
    }
  }
}

/** The type and content of an uploaded file's message. */
export function mediaMessage({ url, name, type, size }) {
  if (type.startsWith('image/')) return ['IMAGE', JSON.stringify({ url, label: name })];
  if (type.startsWith('video/')) return ['VIDEO', JSON.stringify({ url, caption: name })];
  if (type.startsWith('audio/')) return ['AUDIO', JSON.stringify({ url, caption: name })];
  return ['FILE', JSON.stringify({ url, name, size: String(size), type })];
}
