// What every part of the page is made with.
export const $ = id => document.getElementById(id);

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  Object.assign(node, props);
  node.append(...children.filter(c => c !== null && c !== undefined));
  return node;
}

export const clock = at => new Date(at).toLocaleString([], { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const get = async path => (await fetch(`/api/${path}`)).json();
export const post = (path, body) => fetch(`/api/${path}`, {
  method: 'POST', headers: { 'X-Weiyu-Console': '1', 'Content-Type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body),
});

const empty = columns => h('tr', {}, h('td', { colSpan: columns, className: 'none' }, '— 暂无 none —'));
export const fill = (id, rows, columns) => $(id).replaceChildren(...(rows.length ? rows : [empty(columns)]));
