import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { command, type IpcError, type IpcReply, query } from '../../contracts/ipc.ts';
import { createIpcServer, MAX_OPEN_CALLS, type ServerPort } from './ipc-server.ts';

const COMMAND_ID = '01926f1e-7c6a-7abc-8def-0123456789ab';

const contract = {
  'sale.add': command(
    z.strictObject({ pieces: z.number().int().min(1) }),
    z.strictObject({ total: z.number().int() }),
  ),
  'sale.read': query(z.strictObject({}), z.strictObject({ total: z.number().int() })),
  'sale.hang': query(z.strictObject({}), z.strictObject({})),
  'sale.bug': query(z.strictObject({}), z.strictObject({})),
  'sale.lie': query(z.strictObject({}), z.strictObject({ total: z.number().int() })),
};
const displayContract = { 'display.read': query(z.strictObject({}), z.strictObject({})) };
const events = { snapshot: z.strictObject({ revision: z.number().int() }) };

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A server with a window attached over a real port, so that messages are really cloned. */
function harness() {
  const logged: string[] = [];
  const write = (message: string, fields = {}) =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const seen: unknown[] = [];
  let finishHanging = () => {};
  const hang = new Promise<void>((resolve) => {
    finishHanging = resolve;
  });
  const server = createIpcServer({
    till: {
      contract,
      events,
      handlers: {
        'sale.add': async (input, context) => {
          seen.push([input, context]);
          if (input.pieces > 9) {
            return { ok: false, error: { code: 'quantityLimit', params: {}, outcome: 'none' } };
          }
          return { ok: true, value: { total: input.pieces } };
        },
        'sale.read': async () => ({ ok: true, value: { total: 0 } }),
        'sale.hang': async () => {
          await hang;
          return { ok: true, value: {} };
        },
        'sale.bug': async () => {
          throw new Error('secret detail');
        },
        // What a handler may do wrong although it compiles.
        'sale.lie': async () => ({ ok: true, value: { total: 41.11 } }),
      },
    },
    display: {
      contract: displayContract,
      events: {},
      handlers: { 'display.read': async () => ({ ok: true, value: {} }) },
    },
    log: { info: write, warn: write, error: write },
  });
  return { server, logged, seen, finishHanging };
}

function serverPort(port: MessagePort): ServerPort {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}

function attach({ server }: ReturnType<typeof harness>, kind: 'till' | 'display') {
  const { port1, port2 } = new MessageChannel();
  open.push(port1);
  server.attach(serverPort(port2), kind);
  const next = () => new Promise<unknown>((resolve) => port1.once('message', resolve));
  const closed = new Promise<void>((resolve) => port1.once('close', () => resolve()));
  return {
    port: port1,
    next,
    closed,
    async ask(message: unknown): Promise<unknown> {
      const answer = next();
      port1.postMessage(message);
      return answer;
    },
  };
}

function request(name: string, input: unknown, commandId: string | null = null, id = 1) {
  return { kind: 'request', id, name, commandId, input };
}

function refused(code: IpcError['code'], params = {}, id = 1) {
  const reply: IpcReply<never> = { ok: false, error: { code, params, outcome: 'none' } };
  return { kind: 'reply', id, reply };
}

test('a call is parsed, handled and answered', async () => {
  const set = harness();
  const till = attach(set, 'till');
  expect(await till.ask(request('sale.add', { pieces: 2 }, COMMAND_ID, 7))).toEqual({
    kind: 'reply',
    id: 7,
    reply: { ok: true, value: { total: 2 } },
  });
  expect(set.seen).toEqual([[{ pieces: 2 }, { commandId: COMMAND_ID }]]);
});

test("a handler's refusal reaches the window as it is", async () => {
  const till = attach(harness(), 'till');
  expect(await till.ask(request('sale.add', { pieces: 10 }, COMMAND_ID))).toEqual(
    refused('quantityLimit'),
  );
});

test.each([
  ['an unknown name', 'sale.steal'],
  ["a name of every object's prototype", 'constructor'],
  ["another window's name", 'display.read'],
])('%s is refused and counted', async (_what, name) => {
  const set = harness();
  const till = attach(set, 'till');
  expect(await till.ask(request(name, {}))).toEqual(refused('unknownCall'));
  expect(set.server.counts().unknownCall).toBe(1);
});

test('the display cannot call what the till can', async () => {
  const set = harness();
  const display = attach(set, 'display');
  expect(await display.ask(request('sale.add', { pieces: 1 }, COMMAND_ID))).toEqual(
    refused('unknownCall'),
  );
  expect(set.seen).toEqual([]);
});

test.each([
  ['a wrong value', { pieces: 0 }, 'pieces'],
  ['a wrong type', { pieces: '1' }, 'pieces'],
  ['a missing field', {}, 'pieces'],
  ['an extra field', { pieces: 1, priceMinor: 1 }, ''],
  ['no object', null, ''],
])('%s in the input is refused before the handler sees it', async (_what, input, path) => {
  const set = harness();
  const till = attach(set, 'till');
  expect(await till.ask(request('sale.add', input, COMMAND_ID))).toEqual(
    refused('badInput', { path }),
  );
  expect(set.seen).toEqual([]);
  expect(set.server.counts().badInput).toBe(1);
});

test('a refusal logs where the mistake is, never the value', async () => {
  const set = harness();
  await attach(set, 'till').ask(request('sale.add', { pieces: 'PIN 4711' }, COMMAND_ID));
  expect(set.logged.join()).toMatch(/badInput/);
  expect(set.logged.join()).not.toMatch(/4711/);
});

test('a command without an id and a query with one are refused', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const path = 'commandId';
  expect(await till.ask(request('sale.add', { pieces: 1 }))).toEqual(refused('badInput', { path }));
  expect(await till.ask(request('sale.read', {}, COMMAND_ID))).toEqual(
    refused('badInput', { path }),
  );
  expect(set.seen).toEqual([]);
});

test('a request that is too large is refused and the next one served', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const large = request('sale.add', { pieces: 1, text: 'x'.repeat(70_000) }, COMMAND_ID);
  expect(await till.ask(large)).toEqual(refused('tooLarge'));
  expect(set.server.counts().tooLarge).toBe(1);
  expect(await till.ask(request('sale.read', {}))).toMatchObject({ reply: { ok: true } });
});

test.each([
  ['text', 'hello'],
  ['nothing', null],
  ['no id', { kind: 'request', name: 'sale.read', commandId: null, input: {} }],
  ['a buffer', new ArrayBuffer(10)],
])('what is no request (%s) gets no answer and does no harm', async (_what, message) => {
  const set = harness();
  const till = attach(set, 'till');
  till.port.postMessage(message);
  expect(await till.ask(request('sale.read', {}, null, 2))).toMatchObject({ id: 2 });
  const { malformed, tooLarge } = set.server.counts();
  expect(malformed + tooLarge).toBe(1);
});

test('a malformed request with an id is answered', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const message = { ...request('sale.read', {}), extra: true };
  expect(await till.ask(message)).toEqual(refused('badInput'));
});

test('a bug is answered with an unknown outcome, its text stays in the log', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const answer = await till.ask(request('sale.bug', {}));
  expect(answer).toMatchObject({ reply: { ok: false, error: { code: 'internal' } } });
  expect(answer).toMatchObject({ reply: { error: { outcome: 'unknown' } } });
  expect(JSON.stringify(answer)).not.toMatch(/secret detail/);
  expect(set.server.counts().bug).toBe(1);
});

test('an answer that is not in the contract does not leave', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const answer = await till.ask(request('sale.lie', {}));
  expect(answer).toMatchObject({ reply: { ok: false, error: { code: 'internal' } } });
  expect(JSON.stringify(answer)).not.toMatch(/41\.11/);
  expect(set.server.counts().badOutput).toBe(1);
});

test('too many open calls are refused, and served again when the others are answered', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const answers: unknown[] = [];
  const refusal = new Promise((resolve) => {
    till.port.on('message', (answer) => {
      answers.push(answer);
      if (answers.length === 1) resolve(answer);
    });
  });
  for (let id = 1; id <= MAX_OPEN_CALLS + 1; id += 1) {
    till.port.postMessage(request('sale.hang', {}, null, id));
  }
  expect(await refusal).toEqual(refused('busy', {}, MAX_OPEN_CALLS + 1));
  set.finishHanging();
  expect(await till.ask(request('sale.read', {}, null, 900))).toBeDefined();
  await expect.poll(() => answers.length).toBe(MAX_OPEN_CALLS + 2);
});

test('an event goes to its window, parsed', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const event = till.next();
  set.server.publishTill('snapshot', { revision: 3 });
  expect(await event).toEqual({ kind: 'event', name: 'snapshot', payload: { revision: 3 } });
});

test('an event that breaks its schema is not sent', async () => {
  const set = harness();
  const till = attach(set, 'till');
  const event = till.next();
  set.server.publishTill('snapshot', { revision: 1.5 });
  set.server.publishTill('snapshot', { revision: 2 });
  expect(await event).toMatchObject({ payload: { revision: 2 } });
  expect(set.server.counts().badOutput).toBe(1);
});

test('events without a window go nowhere', () => {
  const set = harness();
  expect(() => set.server.publishTill('snapshot', { revision: 1 })).not.toThrow();
});

test("a window's fresh port replaces its earlier one", async () => {
  const set = harness();
  const first = attach(set, 'till');
  const second = attach(set, 'till');
  await first.closed;
  const event = second.next();
  set.server.publishTill('snapshot', { revision: 1 });
  expect(await event).toMatchObject({ payload: { revision: 1 } });
});
