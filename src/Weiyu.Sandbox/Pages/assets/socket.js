/** A JSON WebSocket that comes back by itself: after 0.5 s, then twice as long each time up to 10 s, sooner when the page is looked at again. */
export class Socket extends EventTarget {
  #path;
  #socket = null;
  #delay = 500;
  #timer = 0;

  constructor(path) {
    super();
    this.#path = path;
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#hurry());
  }

  get isOpen() { return this.#socket?.readyState === WebSocket.OPEN; }

  connect() {
    clearTimeout(this.#timer);
    const url = new URL(this.#path, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#delay = 500;
      this.dispatchEvent(new Event('open'));
    });
    socket.addEventListener('message', event => {
      const data = JSON.parse(event.data);
      this.dispatchEvent(new CustomEvent(data.t, { detail: data }));
    });
    socket.addEventListener('close', () => {
      if (this.#socket !== socket) return;
      this.dispatchEvent(new Event('lost'));
      this.#timer = setTimeout(() => this.connect(), this.#delay * (0.8 + Math.random() * 0.4));
      this.#delay = Math.min(this.#delay * 2, 10_000);
    });
  }

  /** Ends this connection and makes a new one at once. */
  restart() {
    const old = this.#socket;
    this.#socket = null;
    old?.close();
    this.connect();
  }

  send(t, data = {}) {
    if (this.isOpen) this.#socket.send(JSON.stringify({ t, ...data }));
    return this.isOpen;
  }

  #hurry() {
    if (this.#socket?.readyState === WebSocket.CLOSED) this.connect();
  }
}
