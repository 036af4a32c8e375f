// An agent's client as the page describes it: MQTT over WebSocket, HTTP where MQTT is down.
import { once } from 'node:events';
import mqtt from 'mqtt';
import { decode, toPost, toPublish } from './wire.mjs';

export class Client {
  #mqtt = null;
  #apiUrl = '';
  #accessToken = '';
  #username = '';
  #orgUid = '';
  #report;

  /** @param report is called with every event: a message, or a mistake that the page's handlers would log. */
  constructor(report) {
    this.#report = report;
  }

  /** Logs in with a password; says who the account is, never its token. */
  async login({ apiUrl, username, password }) {
    this.#apiUrl = apiUrl;
    this.#username = username;
    // A channel with this name needs no captcha.
    const { accessToken, user } = await this.#post('/auth/v1/login', { username, password, platform: 'BYTEDESK', channel: 'FLUTTER' });
    this.#accessToken = accessToken;
    this.#orgUid = user.currentOrganization?.uid ?? '';
    return { uid: user.uid, nickname: user.nickname, avatar: user.avatar, orgUid: this.#orgUid };
  }

  /** Connects and waits until the server has said yes. */
  async connect({ mqttUrl, uid, deviceUid, username = this.#username, accessToken = this.#accessToken }) {
    this.#mqtt = mqtt.connect(mqttUrl, {
      keepalive: 30,
      clientId: `${uid}/web/${deviceUid}`,
      username,
      password: accessToken,
      clean: false,
      path: '/websocket',
      reconnectPeriod: 5000,
      connectTimeout: 30000,
      reschedulePings: true,
      rejectUnauthorized: false,
    });
    this.#mqtt.on('message', (topic, payload) => this.#receive(topic, payload));
    this.#mqtt.on('error', (error) => this.#report({ event: 'error', of: 'connection', error: error.message }));
    await once(this.#mqtt, 'connect');
    return {};
  }

  /** Asks for a topic at QoS 0. */
  async subscribe({ topic }) {
    await this.#mqtt.subscribeAsync(topic, { qos: 0 });
    return {};
  }

  /** Publishes at QoS 0 while connected, else posts; says which way it went. */
  async send(message) {
    const outgoing = { orgUid: this.#orgUid, createdAt: Date.now(), ...message };
    if (this.#mqtt?.connected) {
      await this.#mqtt.publishAsync(message.topic ?? message.thread.topic, Buffer.from(toPublish(outgoing)), { qos: 0 });
      return { by: 'mqtt' };
    }

    await this.#post('/api/v1/message/rest/send', { json: JSON.stringify(toPost(outgoing)) });
    return { by: 'http' };
  }

  /** The page's last example publishes JSON where the server expects protobuf. */
  async sendJson({ topic, message }) {
    await this.#mqtt.publishAsync(topic, JSON.stringify(message));
    return {};
  }

  /** Ends the connection; the login stays. */
  async disconnect() {
    await this.#mqtt?.endAsync();
    return {};
  }

  #receive(topic, payload) {
    try {
      const message = decode(payload);
      // The page asks the sender for its uid, nickname and avatar without looking whether there is one.
      if (message.user === null) throw new Error('the message has no user');
      this.#report({ event: 'message', topic, message });
    } catch (error) {
      this.#report({ event: 'error', of: 'message', error: error.message });
    }
  }

  async #post(path, body) {
    const response = await fetch(this.#apiUrl + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(this.#accessToken && { Authorization: `Bearer ${this.#accessToken}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (answer.code !== 200) throw new Error(`${path}: ${answer.code} ${answer.message}`);
    return answer.data;
  }
}
