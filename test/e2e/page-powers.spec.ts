// What a page could ask a browser for, each tried by the real program.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, type RunningRegister, runInPage, test } from './fixtures/register.ts';

/** The program still answers after whatever was tried on it. */
async function stillWorks(register: RunningRegister): Promise<void> {
  expect(register.till.url()).toBe('app://till/');
  const ask = () => window.tillwright.call('till.snapshot', null, {});
  const reply = await runInPage(register, ask);
  expect(reply).toMatchObject({ ok: true });
}

test('WebRTC reaches nobody, by UDP or by TCP, from the page or a frame in it', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const came: string[] = [];
  const stun = createSocket('udp4', () => came.push('udp'));
  stun.bind(0, '127.0.0.1');
  await once(stun, 'listening');
  const turn = createServer(() => came.push('tcp')).listen(0, '127.0.0.1');
  await once(turn, 'listening');
  const ports = { udp: stun.address().port, tcp: (turn.address() as AddressInfo).port };
  const gatherWays = async ({ udp, tcp }: { udp: number; tcp: number }) => {
    const gather = async (page: Window & typeof globalThis) => {
      const account = { username: 'a', credential: 'b' };
      const line = new page.RTCPeerConnection({
        iceServers: [
          { urls: `stun:127.0.0.1:${udp}` },
          { urls: `turn:127.0.0.1:${tcp}?transport=tcp`, ...account },
        ],
      });
      const ways: string[] = [];
      const gathered = new Promise<void>((resolve) => {
        line.onicecandidate = ({ candidate }) => {
          if (candidate === null) resolve();
          else ways.push(candidate.candidate);
        };
      });
      line.createDataChannel('away');
      await line.setLocalDescription(await line.createOffer());
      await gathered;
      return ways;
    };
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inFrame = frame.contentWindow as (Window & typeof globalThis) | null;
    return [await gather(window), inFrame === null ? ['no frame'] : await gather(inFrame)];
  };
  expect(await runInPage(register, gatherWays, ports)).toEqual([[], []]);
  expect(came).toEqual([]);
  stun.close();
  turn.close();
  await stillWorks(register);
});

test('no file dialog opens, and there is no file picker', async ({ launchRegister }) => {
  const register = await launchRegister();
  const { till } = register;
  const pickers = await till.evaluate(() =>
    ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'].filter(
      (name) => name in window,
    ),
  );
  expect(pickers).toEqual([]);
  const asked = () => register.mainLog('file dialog refused').length;
  // A click by hand, by a script in a hand's wake, on one that is in no page, and without a click.
  await till.evaluate(() => {
    const field = document.createElement('input');
    field.type = 'file';
    field.id = 'file';
    field.style.cssText = 'position:fixed;inset:0;z-index:9999';
    document.body.append(field);
  });
  await till.locator('#file').click();
  await expect.poll(asked).toBe(1);
  for (const [index, way] of (['click', 'showPicker'] as const).entries()) {
    await till.evaluate((how) => {
      document.querySelector('#file')?.addEventListener(
        'pointerdown',
        () => {
          const other = document.createElement('input');
          other.type = 'file';
          other[how]();
        },
        { once: true },
      );
    }, way);
    await till
      .locator('#file')
      .dispatchEvent('click', {})
      .catch(() => {});
    await till.mouse.down();
    await till.mouse.up();
    await expect.poll(asked).toBeGreaterThan(1 + index);
  }
  await stillWorks(register);
});

test('files that are dropped on the page do not reach it', async ({ launchRegister }) => {
  const register = await launchRegister();
  const heard = await register.till.evaluate(() => {
    const seen: string[] = [];
    const files = new DataTransfer();
    files.items.add(new File(['secret'], 'secret.txt'));
    const kinds = ['dragenter', 'dragover', 'drop', 'dragstart'];
    for (const kind of kinds) {
      for (const target of [window, document, document.body]) {
        target.addEventListener(kind, () => seen.push(kind), true);
      }
    }
    for (const kind of kinds) {
      const event = new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      if (!event.defaultPrevented) seen.push(`${kind} goes on`);
    }
    return seen;
  });
  expect(heard).toEqual([]);
  await stillWorks(register);
});

test('a script reads no clipboard; a person pastes', async ({ launchRegister }) => {
  const register = await launchRegister();
  const { till } = register;
  await register.app.evaluate(({ clipboard }) => clipboard.writeText('on the clipboard'));
  await till.bringToFront();
  const byScript = await till.evaluate(async () => {
    const field = document.createElement('textarea');
    field.id = 'paper';
    field.style.cssText = 'position:fixed;inset:0;z-index:9999';
    document.body.append(field);
    field.focus();
    const seen: string[] = [];
    field.addEventListener('paste', (event) => {
      seen.push(event.clipboardData?.getData('text') ?? '');
    });
    document.execCommand('paste');
    const read = await navigator.clipboard.readText().catch((refusal: Error) => refusal.name);
    const write = await navigator.clipboard.writeText('x').catch((refusal: Error) => refusal.name);
    return { seen, value: field.value, read, write };
  });
  expect(byScript).toEqual({
    seen: [],
    value: '',
    read: 'NotAllowedError',
    write: 'NotAllowedError',
  });
  await stillWorks(register);
});

test('no device is offered, nothing is printed, nobody is asked anything', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const { till } = register;
  const lines: string[] = [];
  till.on('console', (line) => lines.push(line.text()));
  const found = await till.evaluate(async () => {
    const refused = (asked: Promise<unknown>) =>
      asked.then(String, (refusal: Error) => refusal.name);
    window.print();
    return {
      devices: ['usb', 'hid', 'serial', 'bluetooth'].filter((name) => name in navigator),
      modals: [window.alert('?'), window.confirm('?')],
      worker: await refused(navigator.serviceWorker.register('/sw.js')),
      screen: await refused(navigator.mediaDevices.getDisplayMedia({ video: true })),
      midi: await refused(navigator.requestMIDIAccess()),
      pointer: await refused(Promise.resolve(document.body.requestPointerLock())),
      socket: await new Promise((resolve) => {
        const socket = new WebSocket('ws://127.0.0.1:9/');
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      }).catch(() => 'refused'),
      file: await refused(fetch('file:///etc/hosts')),
    };
  });
  expect(found).toMatchObject({
    devices: [],
    modals: [undefined, false],
    worker: 'TypeError',
    socket: 'refused',
    file: 'TypeError',
  });
  expect([found.screen, found.midi]).toEqual(['NotAllowedError', 'NotAllowedError']);
  expect(lines.filter((line) => line.includes('allow-modals')).length).toBeGreaterThanOrEqual(3);
  await stillWorks(register);
});

test('no other program is started by an address', async ({ launchRegister }) => {
  const register = await launchRegister();
  for (const [index, url] of ['mailto:a@example.com', 'ms-settings:', 'tel:110'].entries()) {
    await register.till.evaluate((href) => {
      const link = document.createElement('a');
      link.href = href;
      document.body.append(link);
      link.click();
    }, url);
    await expect.poll(() => register.mainLog('navigation refused')).toHaveLength(index + 1);
  }
  await stillWorks(register);
});
