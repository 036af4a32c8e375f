import { memory } from './dom.js';

const texts = {
  zh: {
    title: '在线客服', deskTitle: '客服工作台', newChat: '新会话', newChatAsk: '开始新的会话？当前会话会结束。', yes: '确定', cancel: '取消',
    language: 'EN', languageLabel: 'Switch to English', placeholder: '输入消息…', message: '消息', send: '发送', emoji: '表情', image: '图片', file: '文件',
    AVAILABLE: '在线', AWAY: '离开', REST: '休息', BUSY: '忙碌', OFFLINE: '离线', typing: '正在输入…', isTyping: '对方正在输入', connecting: '正在连接…',
    reconnecting: '连接已断开，正在重连…', sending: '发送中', sent: '已发送', delivered: '已送达', read: '已读', failed: '未发送', retry: '点击重发',
    recalled: '消息已撤回', today: '今天', yesterday: '昨天', closed: '会话已结束。再次发消息即可继续。', autoClosed: '会话已自动结束。再次发消息即可继续。', visitorClosed: '访客已结束会话。', react: '回应',
    continued: '会话已继续', queued: '排队中', queuePosition: '您前面还有 {0} 位，请稍候', queueNext: '马上为您接通，请稍候', accepted: '{0} 已接入',
    transfer: '正在转接…', transferAccepted: '{0} 为您服务', transferRejected: '暂时无法转接', transferTimeout: '转接超时', transferCancelled: '转接已取消', submit: '提交', submitted: '已提交', chosen: '已选：{0}',
    chooseBetween: '请选择 {0}–{1} 项', chooseSome: '可选多项', rate: '请为本次服务评分', rateComment: '说点什么（选填）', rated: '已评价 {0} 星，谢谢！',
    stars: '{0} 星', leaveMessage: '请留言，我们会尽快回复', contact: '联系方式（手机或邮箱）', leaveText: '留言内容', openFile: '下载', tooLarge: '文件过大，最多 {0}',
    uploadFailed: '上传失败', openImage: '查看大图', close: '关闭', location: '位置', link: '链接', picture: '图片', audio: '语音', video: '视频', fileName: '文件',
    unknown: '[{0}]', newMessages: '新消息', sources: '参考', thinking: '思考过程', faq: '常见问题', emptyHello: '您好，有什么可以帮您？', drop: '松开即可发送',
    all: '全部', mine: '我的', waiting: '待处理', bot: '机器人', human: '人工', queue: '排队', over: '已结束', takeOver: '接管', giveBack: '交还机器人', endChat: '结束会话',
    pick: '选择一个会话', noThreads: '还没有会话。访客打开聊天页后会出现在这里。', transferAsked: '请求转人工', accept: '接受', reject: '拒绝', status: '状态', conversations: '会话',
    back: '返回列表', preview: '正在输入：{0}', openVisitor: '打开访客页', ownerBot: '由机器人接待', ownerMe: '由我接待', ownerOther: '由 {0} 接待', system: '系统', visitor: '访客',
    kicked: '已被管理员下线', product: '商品', order: '订单',
  },
  en: {
    title: 'Support', deskTitle: 'Agent desk', newChat: 'New conversation', newChatAsk: 'Start a new conversation? The current one ends.', yes: 'OK', cancel: 'Cancel',
    language: '中', languageLabel: '切换到中文', placeholder: 'Write a message…', message: 'Message', send: 'Send', emoji: 'Emoji', image: 'Picture', file: 'File',
    AVAILABLE: 'Online', AWAY: 'Away', REST: 'On a break', BUSY: 'Busy', OFFLINE: 'Offline', typing: 'typing…', isTyping: 'is typing', connecting: 'Connecting…',
    reconnecting: 'Connection lost, reconnecting…', sending: 'Sending', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not sent', retry: 'Tap to retry',
    recalled: 'Message withdrawn', today: 'Today', yesterday: 'Yesterday', closed: 'The conversation has ended. Write again to continue.',
    autoClosed: 'The conversation was closed. Write again to continue.', visitorClosed: 'The visitor has left.', react: 'React', continued: 'The conversation continues', queued: 'Waiting', queuePosition: '{0} people are ahead of you, one moment please',
    queueNext: 'You are next, one moment please', accepted: '{0} has joined', transfer: 'Connecting you to a colleague…', transferAccepted: '{0} is here for you', transferRejected: 'Nobody is free right now',
    transferTimeout: 'Nobody answered in time', transferCancelled: 'The transfer was cancelled', submit: 'Submit', submitted: 'Submitted', chosen: 'Chosen: {0}', chooseBetween: 'Choose {0} to {1}', chooseSome: 'Choose any',
    rate: 'How did we do?', rateComment: 'Anything to add? (optional)', rated: 'You gave {0} stars. Thank you!', stars: '{0} stars', leaveMessage: 'Leave a message and we will get back to you',
    contact: 'Phone or e-mail', leaveText: 'Your message', openFile: 'Download', tooLarge: 'The file is too large, {0} at most', uploadFailed: 'Upload failed', openImage: 'View picture',
    close: 'Close', location: 'Location', link: 'Link', picture: 'Picture', audio: 'Voice message', video: 'Video', fileName: 'File', unknown: '[{0}]', newMessages: 'New messages',
    sources: 'Sources', thinking: 'Reasoning', faq: 'Common questions', emptyHello: 'Hello! How can we help?', drop: 'Drop to send',
    all: 'All', mine: 'Mine', waiting: 'Waiting', bot: 'Bot', human: 'Human', queue: 'Queued', over: 'Ended', takeOver: 'Take over', giveBack: 'Back to the bot', endChat: 'End',
    pick: 'Choose a conversation', noThreads: 'No conversations yet. They appear when a visitor opens the chat page.', transferAsked: 'Asks for a human', accept: 'Accept', reject: 'Decline', status: 'Status',
    conversations: 'Conversations', back: 'Back to the list', preview: 'writing: {0}', openVisitor: 'Open the visitor page', ownerBot: 'The bot answers', ownerMe: 'You answer', ownerOther: '{0} answers',
    system: 'System', visitor: 'Visitor', kicked: 'Logged out by an administrator', product: 'Product', order: 'Order',
  },
};

const asked = new URLSearchParams(location.search).get('lang');
let language = texts[asked] ? asked : memory.get('weiyu.lang') || (navigator.language || 'zh').toLowerCase();
language = language.startsWith('zh') ? 'zh' : 'en';
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';

export const lang = () => language;

/** The text of this key in the page's language; {0} stands for the first argument. */
export function t(key, ...args) {
  const text = texts[language][key] ?? texts.en[key] ?? key;
  return text.replace(/\{(\d)\}/g, (_, i) => args[i] ?? '');
}

export function setLanguage(next) {
  language = next;
  memory.set('weiyu.lang', next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
}

/** The server's time: local time in Asia/Shanghai, or epoch milliseconds. */
export function readTime(createdAt) {
  if (/^\d{12,14}$/.test(createdAt)) return new Date(Number(createdAt));
  const time = new Date(`${(createdAt || '').replace(' ', 'T')}+08:00`);
  return Number.isNaN(time.getTime()) ? new Date() : time;
}

export function clock(time) {
  return time.toLocaleTimeString(language === 'zh' ? 'zh-CN' : 'en-GB', { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** "Today 14:03", "Yesterday 9:12", "3 May 8:00". */
export function dayAndTime(time) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const days = Math.floor((midnight - time) / 86_400_000) + 1;
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const day = days <= 0 ? t('today') : days === 1 ? t('yesterday')
    : time.toLocaleDateString(locale, { month: 'long', day: 'numeric', ...(time.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }) });
  return `${day} ${clock(time)}`;
}

export function fileSize(bytes) {
  const size = Number(bytes);
  if (!Number.isFinite(size) || size < 0 || bytes === '' || bytes === null || bytes === undefined) return typeof bytes === 'string' ? bytes : '';
  if (size < 1024) return `${size} B`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(size < 10_240 ? 1 : 0)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}
