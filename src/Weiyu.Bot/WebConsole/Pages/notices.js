import { $, clock, fill, get, h, post } from '/page.js';

const states = { planned: '待发 planned', held: '暂缓 held', sent: '已发 sent', confirmed: '已送达 confirmed', skipped: '跳过 skipped', failed: '失败 failed' };
const runs = { planning: '准备中 planning', sending: '发送中 sending', done: '完成 done', skipped: '跳过 skipped', missed: '错过 missed' };
const counts = all => Object.entries(all).map(([state, count]) => `${count} ${states[state] ?? state}`).join(', ');
// Coming times stand as the notice's own clock shows them.
const wall = at => at.slice(0, 16).replace('T', ' ');
const badge = (text, bad) => h('span', { className: `tag ${bad ? 'bad' : 'good'}` }, text);

// The dialog: what a notice would do, and the button that does it.
function show(title, preview, send, later = false) {
  const dialog = $('preview');
  const press = h('button', { className: 'main' }, later ? '到时发送 Send then' : '现在发送 Send now');
  const said = h('p', { className: 'none' });
  press.onclick = async () => {
    press.disabled = true;
    const answer = await send();
    const { isNew, text } = answer.ok ? await answer.json() : { text: '发送失败 it could not be sent' };
    if (isNew) {
      dialog.close();
    } else {
      said.textContent = text ?? '十分钟内已经发送过，没有重复发送 It was sent within the last ten minutes; nothing is sent twice';
    }

    await paintNotices();
  };
  dialog.replaceChildren(
    h('h2', {}, title),
    h('p', {}, `发给 To: ${preview.audience} · `, h('b', {}, `${preview.count} 个 targets`)),
    h('ul', { className: 'topics' }, ...preview.topics.map(t => h('li', {}, t)), preview.count > preview.topics.length ? h('li', {}, `… +${preview.count - preview.topics.length}`) : null),
    preview.unreachableCount ? h('div', { className: 'bad' }, `${preview.unreachableCount} 行送不到任何人 lines reach nobody`, h('ul', { className: 'topics' }, ...preview.unreachable.map(t => h('li', {}, t)))) : null,
    ...preview.samples.map(s => h('figure', {}, h('figcaption', {}, `${s.locale || '所有语言 every language'} · ${s.count}`), h('blockquote', {}, s.text))),
    preview.next.length ? h('p', { className: 'none' }, `${later ? '发送时间 At' : '接下来 Next'}: ${preview.next.map(wall).join(' · ')}`) : null,
    said, h('div', { className: 'row' }, press, h('button', { onclick: () => dialog.close() }, '关闭 Close')));
  dialog.showModal();
}

async function preview(id) {
  const path = `notices/${encodeURIComponent(id)}`;
  const answer = await fetch(`/api/${path}/preview`);
  if (answer.ok) return show(id, await answer.json(), () => post(`${path}/run`));
  const { text } = await answer.json().catch(() => ({ text: '没有这条通知了 There is no such notice any more' }));
  const dialog = $('preview');
  dialog.replaceChildren(h('h2', {}, id), h('p', { className: 'bad' }, text), h('div', { className: 'row' }, h('button', { onclick: () => dialog.close() }, '关闭 Close')));
  dialog.showModal();
}

async function look(run) {
  const targets = await get(`ledger/${encodeURIComponent(run.notice)}?at=${encodeURIComponent(run.occurrence)}`);
  const dialog = $('preview');
  dialog.replaceChildren(
    h('h2', {}, `${run.notice} · ${clock(run.occurrence)}`), h('p', {}, counts(run.counts) || run.reason || ''),
    h('table', {}, h('tbody', {}, ...targets.map(t => h('tr', {}, h('td', {}, t.target), h('td', {}, badge(states[t.state] ?? t.state, t.state === 'failed')), h('td', { className: 'steps' }, t.reason ?? ''), h('td', { className: 'time' }, clock(t.changedAt)))))),
    h('div', { className: 'row' }, h('button', { onclick: () => dialog.close() }, '关闭 Close')));
  dialog.showModal();
}

async function cancel(run) {
  await post(`notices/${encodeURIComponent(run.notice)}/cancel`);
  await paintNotices();
}

function once() {
  const to = $('once-to').value.trim().split(/[\s,，]+/).filter(Boolean);
  return { to: to.length ? to : ['open'], say: $('once-say').value, sayEn: $('once-say-en').value || null, at: $('once-at').value.replace('T', ' ') || null };
}

$('once').onsubmit = async event => {
  event.preventDefault();
  const request = once();
  const answer = await post('once/preview', request);
  const preview = await answer.json();
  $('once-wrong').textContent = answer.ok ? '' : `${preview.member}: ${preview.text}`;
  if (answer.ok) show('一次性通知 One-off notice', preview, () => post('once', request), request.at !== null);
};

export async function paintNotices() {
  const [notices, ledger] = await Promise.all([get('notices'), get('ledger')]);
  fill('notices', notices.map(n => h('tr', {}, h('td', {}, n.id, n.enabled ? null : ' (off)'), h('td', {}, `${n.when} ${n.zone}`), h('td', {}, n.to),
    h('td', { className: 'time' }, n.next ? wall(n.next) : '—', n.skipped ? h('div', { className: 'bad' }, `日历 calendar: ${n.skipped}`) : null),
    h('td', {}, h('button', { onclick: () => preview(n.id) }, '预览 preview')))), 5);
  fill('ledger', ledger.map(r => h('tr', {}, h('td', { className: 'time' }, clock(r.occurrence)), h('td', {}, r.notice), h('td', {}, badge(runs[r.state] ?? r.state, r.counts.failed > 0 || r.state === 'missed')),
    h('td', {}, counts(r.counts), r.reason ? h('div', { className: 'steps' }, r.reason) : null),
    h('td', {}, h('button', { onclick: () => look(r) }, '明细 targets'),
      r.state === 'planning' || r.state === 'sending' ? h('button', { onclick: () => cancel(r) }, '取消 cancel') : null))), 5);
}
