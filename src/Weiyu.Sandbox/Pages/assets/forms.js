import { h, icon, parse, safeUrl } from './dom.js';
import { t } from './i18n.js';
import { richText, link } from './text.js';

/** Questions that are asked by a tap. */
export function chips(questions, ctx) {
  const known = questions.filter(q => typeof q === 'string' && q.trim());
  return known.length === 0 ? null : h('div', { class: 'chips' }, known.map(question =>
    h('button', { type: 'button', class: 'chip', disabled: !ctx.answer, onclick: () => ctx.answer?.('TEXT', question) }, question)));
}

const valueOf = option => String(option.value ?? option.optionUid ?? option.title ?? '');

/** CHOICE (and CONFIRM, a choice between two): one tap, or some ticks and a button. What was chosen is seen again after a reload, by the choiceUid of the answer. */
export function choice(message, ctx) {
  const data = parse(message.content);
  if (!data) return richText(message.content);
  const options = (Array.isArray(data.options) ? data.options : []).filter(o => o && typeof o === 'object');
  const key = data.choiceUid || message.uid;
  const answered = ctx.answered?.(key);
  const multiple = data.multiple === true || data.multiple === 'true';
  const picked = new Set([].concat(answered?.selectedValues ?? []).map(String));
  const submit = values => ctx.answer(`${message.type}_SUBMIT`, JSON.stringify({ ...data, choiceUid: key, selectedValues: values }), key);
  const locked = !ctx.answer || Boolean(answered);
  const head = [richText(String(data.content ?? '')), data.hint ? h('small', { class: 'hint' }, data.hint) : null];

  if (!multiple) {
    return h('div', { class: 'form' }, head, h('div', { class: 'options', role: 'group', 'aria-label': data.content || null }, options.map(option =>
      h('button', {
        type: 'button', class: `option${picked.has(valueOf(option)) ? ' picked' : ''}`, disabled: locked || option.disabled === true, 'aria-pressed': String(picked.has(valueOf(option))),
        onclick: () => submit([valueOf(option)]),
      }, h('span', {}, option.title ?? valueOf(option)), option.description ? h('small', {}, option.description) : null))));
  }

  const min = Math.max(1, Number(data.minSelect) || 1);
  const max = Math.min(options.length, Number(data.maxSelect) || options.length);
  const send = h('button', { type: 'button', class: 'primary', disabled: true, onclick: () => submit([...picked]) }, answered ? t('submitted') : t('submit'));
  const boxes = options.map(option => {
    const box = h('input', { type: 'checkbox', disabled: locked || option.disabled === true, onchange: () => {
      if (box.checked) picked.add(valueOf(option)); else picked.delete(valueOf(option));
      send.disabled = picked.size < min || picked.size > max;
      for (const other of boxes) other.input.disabled = locked || other.option.disabled === true || (picked.size >= max && !other.input.checked);
    } });
    box.checked = picked.has(valueOf(option));
    return { input: box, option, row: h('label', { class: 'option tick' }, box, h('span', {}, option.title ?? valueOf(option)), option.description ? h('small', {}, option.description) : null) };
  });
  return h('fieldset', { class: 'form' }, h('legend', {}, head),
    h('small', { class: 'hint' }, min > 1 || max < options.length ? t('chooseBetween', min, max) : t('chooseSome')),
    h('div', { class: 'options' }, boxes.map(b => b.row)), ctx.answer || answered ? send : null);
}

/** BUTTON: goes somewhere, or says something. */
export function button(message, ctx) {
  const data = parse(message.content) ?? { title: message.content };
  const key = message.uid;
  const answered = Boolean(ctx.answered?.(key));
  const title = data.title || data.label || data.content || t('submit');
  if (safeUrl(data.url)) return h('div', { class: 'options' }, (() => { const a = link(data.url, title); a.className = 'option link'; return a; })());
  return h('div', { class: 'options' }, h('button', {
    type: 'button', class: `option${answered ? ' picked' : ''}`, disabled: !ctx.answer || answered,
    onclick: () => ctx.answer('BUTTON_SUBMIT', JSON.stringify({ ...data, buttonUid: key }), key),
  }, title));
}

/** RATE_INVITE: five stars and a word. */
export function rating(message, ctx) {
  const data = parse(message.content);
  const answered = ctx.answered?.(message.uid);
  const name = `rate-${message.uid}`;
  let score = Number(answered?.score) || 0;
  const comment = h('textarea', { rows: 2, maxlength: 500, placeholder: t('rateComment'), 'aria-label': t('rateComment'), disabled: Boolean(answered) || !ctx.answer });
  comment.value = answered?.content ?? '';
  const send = h('button', { type: 'button', class: 'primary', disabled: true, onclick: () =>
    ctx.answer('RATE_SUBMIT', JSON.stringify({ score, content: comment.value.trim(), status: 'SUBMITTED', inviteUid: message.uid }), message.uid) }, answered ? t('submitted') : t('submit'));
  const stars = h('div', { class: 'stars', role: 'radiogroup', 'aria-label': t('rate') }, [1, 2, 3, 4, 5].map(n => {
    const input = h('input', { type: 'radio', name, value: n, disabled: Boolean(answered) || !ctx.answer, onchange: () => { score = n; paint(); send.disabled = false; } });
    input.checked = n === score;
    return h('label', { class: 'star', dataset: { n } }, input, icon('star'), h('span', { class: 'hidden' }, t('stars', n)));
  }));
  const paint = () => stars.querySelectorAll('.star').forEach(s => s.classList.toggle('lit', Number(s.dataset.n) <= score));
  paint();
  return h('div', { class: 'form' }, richText(data?.content || (data ? '' : message.content) || t('rate')), stars, ctx.answer || answered ? [comment, send] : null);
}

/** LEAVE_MSG: what and where to answer. */
export function leaveMessage(message, ctx) {
  const data = parse(message.content);
  const answered = ctx.answered?.(message.uid);
  const locked = Boolean(answered) || !ctx.answer;
  const words = h('textarea', { rows: 3, maxlength: 2000, placeholder: t('leaveText'), 'aria-label': t('leaveText'), disabled: locked, oninput: () => { send.disabled = !words.value.trim(); } });
  const contact = h('input', { type: 'text', maxlength: 100, placeholder: t('contact'), 'aria-label': t('contact'), autocomplete: 'email', disabled: locked });
  words.value = answered?.content ?? '';
  contact.value = answered?.contact ?? '';
  const send = h('button', { type: 'button', class: 'primary', disabled: true, onclick: () =>
    ctx.answer('LEAVE_MSG_SUBMIT', JSON.stringify({ content: words.value.trim(), contact: contact.value.trim(), status: 'SUBMITTED', messageUid: message.uid }), message.uid) }, answered ? t('submitted') : t('submit'));
  return h('div', { class: 'form' }, richText(data?.content || (data ? '' : message.content) || t('leaveMessage')), ctx.answer || answered ? [words, contact, send] : null);
}

/** Which form a submission answers. */
export function answeredKey(message) {
  const data = parse(message.content);
  return { CHOICE_SUBMIT: data?.choiceUid, CONFIRM_SUBMIT: data?.choiceUid, BUTTON_SUBMIT: data?.buttonUid, RATE_SUBMIT: data?.inviteUid, LEAVE_MSG_SUBMIT: data?.messageUid }[message.type] ?? null;
}
