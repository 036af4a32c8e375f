import { $, clock, fill, get, h, post } from '/page.js';
import { paintNotices } from '/notices.js';

const owners = { Bot: '机器人 bot', Waiting: '等待人工 waiting', Human: '人工 human', Closed: '已结束 closed' };

const outcomes = {
  rule: '规则 rule', knowledge: '知识 knowledge', model: '模型 model', form: '表单 form', offer: '请访客挑选 offer', handoff: '转人工 handoff', queued: '排队 queued', fallback: '没有答案 fallback',
  missed: '没有答案 missed', language: '换语言 language', silent: '无须回复 silent', waiting: '等下半句 waiting', human: '交给人工 human', 'bot-back': '回到机器人 bot-back', closed: '已结束 closed',
  recalled: '已撤回 recalled', moot: '不再需要 moot', interrupted: '被打断 interrupted', loop: '防止循环 loop', failed: '出错 failed', notice: '通知 notice', held: '通知暂缓 held', skipped: '通知跳过 skipped',
};

function paintOverview(o) {
  $('state').textContent = { ready: '就绪 ready', degraded: '部分功能受限 degraded' }[o.summary] ?? '未就绪 not ready';
  $('state').className = o.summary === 'ready' ? 'good' : 'bad';
  const retry = () => h('button', { onclick: async () => { await post('login'); setTimeout(paint, 1000); } }, '账号已恢复，立即登录 log in now');
  $('parts').replaceChildren(...o.parts.map(p => h('li', { className: p.ok ? 'good' : 'bad' }, h('b', {}, p.name), p.detail, ...(p.name === 'login' && !p.ok ? [retry()] : []))));
  $('day').replaceChildren(...o.day.map(d => h('li', {}, h('b', {}, outcomes[d.outcome] ?? d.outcome), String(d.count))), h('li', {}, h('b', {}, '待发送 unsent'), String(o.pending)), h('li', { className: o.failed ? 'bad' : '' }, h('b', {}, '发送失败 undelivered'), String(o.failed)));
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
    fill('decisions', decisions.map(d => h('tr', {}, h('td', { className: 'time' }, clock(d.at)), h('td', {}, outcomes[d.outcome] ?? d.outcome), h('td', {}, d.source ?? ''),
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
