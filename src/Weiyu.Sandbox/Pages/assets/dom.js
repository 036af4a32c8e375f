// Elements are made here and nowhere else: text becomes text, never markup, so that nothing a stranger wrote can run.

/** Makes an element. Props: on* = listeners, class, dataset, attributes; children: nodes, strings, null. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(c => c !== null && c !== undefined && c !== false));
  return element;
}

const icons = {
  send: 'M3.4 20.4 21 12 3.4 3.6 3.4 10l12.1 2-12.1 2z',
  smile: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 18.2A8.2 8.2 0 1 1 12 3.8a8.2 8.2 0 0 1 0 16.4M8.6 10.8a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8m6.8 0a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8M12 17.4c2.2 0 4-1.3 4.8-3.2l-1.6-.7A3.5 3.5 0 0 1 12 15.6a3.5 3.5 0 0 1-3.2-2.1l-1.6.7a5.2 5.2 0 0 0 4.8 3.2',
  image: 'M19 4H5a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h14a2 2 0 0 0 2-2V6a2 2 0 0 0-2-2m.2 13.4L15 12l-3.2 4-2.3-2.6L5 18V6h14zM8.5 10.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3',
  clip: 'M16.5 6v11.2a4.2 4.2 0 0 1-8.5 0V5a2.7 2.7 0 0 1 5.4 0v10.5a1 1 0 0 1-2 0V6H9.8v9.5a2.7 2.7 0 0 0 5.4 0V5A4.4 4.4 0 0 0 6.3 5v12.2a6 6 0 0 0 12 0V6z',
  file: 'M14 2H6a2 2 0 0 0-2 2v16c0 1.1.9 2 2 2h12a2 2 0 0 0 2-2V8zm-1 7V3.5L18.5 9z',
  plus: 'M12 3.6a8.4 8.4 0 0 0-7.3 12.6L3.6 20.4l4.3-1.1A8.4 8.4 0 1 0 12 3.6m3.9 9.3H13v2.9h-2v-2.9H8.1v-2H11V8h2v2.9h2.9z',
  back: 'M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z',
  pin: 'M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7m0 9.5a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5',
  star: 'M12 17.3 18.2 21l-1.6-7L22 9.2l-7.2-.6L12 2 9.2 8.6 2 9.2 7.5 14l-1.7 7z',
  tick: 'M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z',
  ticks: 'm18 7-1.4-1.4-6.3 6.3 1.4 1.4zm4.2-1.4L11.7 16.2 7.5 12l-1.4 1.4 5.6 5.6L23.6 7zM.4 13.4 6 19l1.4-1.4-5.6-5.6z',
  clock: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16m.5-13H11v6l5.2 3.2.8-1.3-4.5-2.7z',
  close: 'M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12z',
  down: 'M7.4 8.6 12 13.2l4.6-4.6L18 10l-6 6-6-6z',
};

/** A picture of one colour; read aloud by the label of what holds it. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', icons[name]);
  svg.append(path);
  return svg;
}

/** An address that a page may follow or show; null for javascript: and its like. */
export function safeUrl(url, schemes = ['http:', 'https:']) {
  if (typeof url !== 'string' || !url.trim()) return null;
  try {
    const parsed = new URL(url, location.href);
    return schemes.includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A person's picture, or the first letter of the name on a colour of its own. */
export function avatar(user, size = '') {
  const url = safeUrl(user?.avatar);
  const name = (user?.nickname || '?').trim();
  const box = h('span', { class: `avatar ${size}`, 'aria-hidden': 'true' }, [...name][0] ?? '?');
  let hue = 0;
  for (const c of name) hue = (hue * 31 + c.codePointAt(0)) % 360;
  box.style.setProperty('--hue', hue * 137 % 360);
  if (url && user?.avatar) {
    const image = h('img', { alt: '', referrerpolicy: 'no-referrer', onload: () => box.replaceChildren(image) });
    image.src = url;
  }
  return box;
}

/** 32 hex digits, as all clients make them. */
export function newUid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
}

export function parse(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The store of this page's origin; a browser that forbids it forgets. */
export const memory = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* forgotten on reload */ } },
};
