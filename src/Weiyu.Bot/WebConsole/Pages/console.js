import { $, clock, fill, get, h, post } from '/page.js';
import { paintNotices } from '/notices.js';

const owners = { Bot: '机器人 bot', Waiting: '等待人工 waiting', Human: '人工 human', Closed: '已结束 closed' };

function paintOverview(o) {
  $('state').textContent = o.ready ? '就绪 ready' : '未就绪 not ready';
  $('state').className = o.ready ? 'good' : 'bad';
  $('parts').replaceChildren(...o.parts.map(p => h('li', { className: p.ok ? 'good' : 'bad' }, h('b', {}, p.name), p.detail)));
  $('day').replaceChildren(...o.day.map(d => h('li', {}, h('b', {}, d.outcome), String(d.count))), h('li', {}, h('b', {}, '待发 pending'), String(o.pending)), h('li', { className: o.failed ? 'bad' : '' }, h('b', {}, '失败 failed'), String(o.failed)));
  $('rules').textContent = `${o.rules.count} 条规则 rules · ${o.rules.files.join(', ')} · ${o.rules.version}${o.rules.refused ? ' · 新文件有错误，旧规则仍在使用 the changed files are refused' : ''}`;
  $('rules').className = o.rules.refused ? 'bad' : '';
  $('problems').hidden = o.rules.problems.length === 0;
  $('problems').textContent = o.rules.problems.join('\n');
}

async function paint() {
  try {
    const [overview, conversations, decisions, failed] = await Promise.all([get('overview'), get('conversations'), get('decisions'), get('outbox')]);
    paintOverview(overview);
    fill('conversations', conversations.map(c => {
      const off = c.owner === 'Human';
      return h('tr', {}, h('td', {}, c.visitor || c.topic), h('td', { className: 'steps' }, h('span', { className: `tag ${off ? 'bad' : 'good'}` }, owners[c.owner] ?? c.owner),
          ...c.changes.slice(-3).reverse().map(o => h('div', {}, `${clock(o.at)} ${owners[o.owner] ?? o.owner}: ${o.reason}`))),
        h('td', { className: 'words' }, ...c.recent.map(r => h('div', {}, `${r.role}: ${r.text}`))),
        h('td', {}, h('button', { onclick: async () => { await post(`bot/${off ? 'on' : 'off'}?topic=${encodeURIComponent(c.topic)}`); setTimeout(paint, 300); } }, off ? '交还机器人 bot on' : '机器人静音 bot off')));
    }), 4);
    fill('decisions', decisions.map(d => h('tr', {}, h('td', { className: 'time' }, clock(d.at)), h('td', {}, d.outcome), h('td', {}, d.source ?? ''),
      h('td', { className: 'steps' }, ...d.steps.map(s => h('div', {}, `${s.handler}: ${s.what}`))))), 4);
    fill('failed', failed.map(f => h('tr', {}, h('td', { className: 'time' }, clock(f.createdAt)), h('td', {}, f.conversation), h('td', {}, f.lastError ?? ''),
      h('td', {}, h('button', { onclick: async () => { await post(`outbox/${f.uid}/retry`); paint(); } }, '重试 retry')))), 4);
    await paintNotices();
  } catch {
    $('state').textContent = '连不上机器人 the bot does not answer';
    $('state').className = 'bad';
  }
}

paint();
setInterval(paint, 4000);
