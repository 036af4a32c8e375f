// Messages on the wire: the classes that protoc made from /proto, and plain objects with the same names for whoever drives this program.
import messages from './generated/message_pb.js';
import threads from './generated/thread_pb.js';
import users from './generated/user_pb.js';

// Types whose content is what was said; every other type has a JSON object.
const plainTypes = new Set(['TEXT', 'WELCOME', 'NOTICE', 'TYPING', 'PROCESSING', 'READ', 'DELIVERED', 'RECALL']);
const mediaTypes = new Set(['IMAGE', 'FILE', 'VIDEO', 'AUDIO', 'VOICE']);

/** The content of a message of this type, as the page shapes it. */
export function contentOf(type, content) {
  if (plainTypes.has(type)) return content;
  if (mediaTypes.has(type)) return JSON.stringify({ url: content, type });
  if (type === 'LOCATION') return JSON.stringify({ address: content, type });
  return content;
}

/** What the page publishes: no state, no type of the thread's user, and the time as a number. */
export function toPublish({ uid, type, content, createdAt, user, thread, orgUid }) {
  const visitor = new users.User();
  visitor.setUid(thread.user?.uid);
  visitor.setNickname(thread.user?.nickname);
  visitor.setAvatar(thread.user?.avatar);

  const where = new threads.Thread();
  where.setUid(thread.uid);
  where.setType(thread.type);
  where.setTopic(thread.topic);
  where.setUser(visitor);

  const sender = new users.User();
  sender.setUid(user.uid);
  sender.setNickname(user.nickname);
  sender.setAvatar(user.avatar);
  sender.setType(user.type);

  const message = new messages.Message();
  message.setUid(uid);
  message.setType(type);
  message.setStatus('SENDING');
  message.setCreatedat(createdAt);
  message.setChannel('web');
  message.setContent(contentOf(type, content));
  message.setUser(sender);
  message.setThread(where);
  message.setExtra(JSON.stringify({ orgUid }));
  return message.serializeBinary();
}

/** What the page sends over HTTP: the same, with the time and the extra part as JSON has them. */
export function toPost({ uid, type, content, createdAt, user, thread, orgUid }) {
  const { uid: visitorUid, nickname, avatar } = thread.user ?? {};
  return {
    uid,
    type,
    content: contentOf(type, content),
    status: 'SENDING',
    createdAt,
    channel: 'web',
    user: { uid: user.uid, nickname: user.nickname, avatar: user.avatar, type: user.type },
    thread: { uid: thread.uid, type: thread.type, topic: thread.topic, user: { uid: visitorUid, nickname, avatar } },
    extra: { orgUid },
  };
}

/** Every field of a message; parts that are missing are null. Throws when the bytes are none. */
export function decode(bytes) {
  const message = messages.Message.deserializeBinary(bytes);
  return {
    uid: message.getUid(),
    type: message.getType(),
    content: message.getContent(),
    status: message.getStatus(),
    createdAt: message.getCreatedat(),
    channel: message.getChannel(),
    thread: threadOf(message.getThread()),
    user: userOf(message.getUser()),
    extra: message.getExtra(),
  };
}

/** The bytes of a message with all these fields. */
export function encode(fields) {
  const message = new messages.Message();
  message.setUid(fields.uid);
  message.setType(fields.type);
  message.setContent(fields.content);
  message.setStatus(fields.status);
  message.setCreatedat(fields.createdAt);
  message.setChannel(fields.channel);
  if (fields.thread) message.setThread(toThread(fields.thread));
  if (fields.user) message.setUser(toUser(fields.user));
  message.setExtra(fields.extra);
  return message.serializeBinary();
}

function threadOf(thread) {
  return thread ? {
    uid: thread.getUid(),
    topic: thread.getTopic(),
    type: thread.getType(),
    state: thread.getState(),
    user: userOf(thread.getUser()),
    channel: thread.getChannel(),
    extra: thread.getExtra(),
  } : null;
}

function userOf(user) {
  return user ? { uid: user.getUid(), nickname: user.getNickname(), avatar: user.getAvatar(), type: user.getType(), extra: user.getExtra() } : null;
}

function toThread(fields) {
  const thread = new threads.Thread();
  thread.setUid(fields.uid);
  thread.setTopic(fields.topic);
  thread.setType(fields.type);
  thread.setState(fields.state);
  if (fields.user) thread.setUser(toUser(fields.user));
  thread.setChannel(fields.channel);
  thread.setExtra(fields.extra);
  return thread;
}

function toUser(fields) {
  const user = new users.User();
  user.setUid(fields.uid);
  user.setNickname(fields.nickname);
  user.setAvatar(fields.avatar);
  user.setType(fields.type);
  user.setExtra(fields.extra);
  return user;
}
