// Commands in, one JSON object a line: {"id": 1, "do": "login", …}. Out come their answers, {"id": 1, …} or {"id": 1, "error": "…"}, and events,
// {"event": "message", …}. One command after the other; the end of the input ends the program.
import { createInterface } from 'node:readline';
import { Client } from './client.mjs';
import { decode, encode } from './wire.mjs';

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const client = new Client(write);

const commands = {
  login: (command) => client.login(command),
  connect: (command) => client.connect(command),
  subscribe: (command) => client.subscribe(command),
  send: (command) => client.send(command),
  sendJson: (command) => client.sendJson(command),
  disconnect: () => client.disconnect(),
  decode: ({ bytes }) => ({ message: decode(Buffer.from(bytes, 'base64')) }),
  encode: ({ message }) => ({ bytes: Buffer.from(encode(message)).toString('base64') }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.do === 'quit') break;
  try {
    write({ id: command.id, ...(await commands[command.do](command)) });
  } catch (error) {
    write({ id: command.id, error: error.message });
  }
}

await client.disconnect();
process.exit(0);
