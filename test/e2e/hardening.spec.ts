import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, linkUp, type RunningRegister, runInPage, test } from './fixtures/register.ts';

/** The program still answers after whatever was tried on it. */
async function stillWorks(register: RunningRegister): Promise<void> {
  expect(register.till.url()).toBe('app://till/');
  const ask = () => window.tillwright.call('till.snapshot', null, {});
  const reply = await runInPage(register, ask);
  expect(reply).toMatchObject({ ok: true, value: { revision: expect.any(Number) } });
}

/** A web server on this machine that counts who comes. */
async function countingServer(): Promise<{ url: string; hits: () => number; server: Server }> {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.end('<h1>outside</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, hits: () => hits, server };
}

test('a page is sandboxed and has nothing of Node', async ({ launchRegister }) => {
  const register = await launchRegister();
  const seen = await register.till.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys(window.tillwright).sort(),
  }));
  expect(seen).toEqual({ globals: [], bridge: ['call', 'link', 'on'] });
  const preferences = await register.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // Not in Electron's types; the only way to read what a window really runs with.
      const { getLastWebPreferences } = contents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return getLastWebPreferences.call(contents);
    }),
  );
  expect(preferences).toHaveLength(1);
  expect(preferences[0]).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
  });
  expect(preferences[0]?.['nodeIntegrationInWorker'] ?? false).toBe(false);
  expect(preferences[0]?.['webviewTag'] ?? false).toBe(false);
});

test('every answer carries a policy without exceptions', async ({ launchRegister }) => {
  const { app } = await launchRegister();
  const answers = await app.evaluate(async ({ session }) => {
    const addresses = ['app://till/', 'app://display/', 'app://training/', 'app://till/nothing'];
    return Promise.all(
      addresses.map(async (address) => {
        const { status, headers } = await session.defaultSession.fetch(address);
        return { status, headers: Object.fromEntries(headers.entries()) };
      }),
    );
  });
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
  for (const { headers } of answers) {
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  }
});

test('an injected inline script does not run', async ({ launchRegister }) => {
  const register = await launchRegister();
  const blocked = await register.till.evaluate(
    () =>
      new Promise<{ directive: string; ran: boolean }>((resolve) => {
        document.addEventListener('securitypolicyviolation', (violation) => {
          resolve({ directive: violation.effectiveDirective, ran: 'injected' in window });
        });
        const script = document.createElement('script');
        script.textContent = 'window.injected = true';
        document.body.append(script);
      }),
  );
  expect(blocked).toEqual({ directive: 'script-src-elem', ran: false });
  await stillWorks(register);
});

test('an inline event handler and a script from outside do not run', async ({ launchRegister }) => {
  const register = await launchRegister();
  const outside = await countingServer();
  try {
    const blocked = await register.till.evaluate(async (url) => {
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.injected = true');
      document.body.append(button);
      button.click();
      const script = document.createElement('script');
      const told = new Promise((resolve) => {
        script.onload = () => resolve('ran');
        script.onerror = () => resolve('refused');
      });
      script.src = url;
      document.body.append(script);
      return { script: await told, handlerRan: 'injected' in window };
    }, outside.url);
    expect(blocked).toEqual({ script: 'refused', handlerRan: false });
    expect(outside.hits()).toBe(0);
  } finally {
    outside.server.close();
  }
});

test('a page cannot go anywhere else', async ({ launchRegister }) => {
  const register = await launchRegister();
  const click = (url: string) =>
    register.till.evaluate((href) => {
      const link = document.createElement('a');
      link.href = href;
      document.body.append(link);
      link.click();
    }, url);
  for (const [index, url] of ['https://example.com/', 'app://display/'].entries()) {
    await click(url);
    await expect.poll(() => register.mainLog('navigation refused')).toHaveLength(index + 1);
    await stillWorks(register);
  }
  // Chromium itself does not let a page open file:, and says so to the page only.
  await click('file:///etc/passwd');
  await stillWorks(register);
});

test('a page that goes to about:blank, which nobody is asked about, is brought back', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const back = register.till.waitForURL('app://till/');
  await register.till.evaluate(() => {
    window.location.href = 'about:blank';
  });
  await expect.poll(() => register.mainLog('page left')).toHaveLength(1);
  await back;
  await linkUp(register.till);
  await stillWorks(register);
});

test('a page cannot open a window', async ({ launchRegister }) => {
  const register = await launchRegister();
  const opened = await register.till.evaluate(() => window.open('https://example.com/') !== null);
  expect(opened).toBe(false);
  // Its own policy keeps the page from asking; behind it main refuses, here a window without any.
  const bare = await register.app.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL('about:blank');
    const code = 'window.open("https://example.com/") !== null';
    const isOpened: unknown = await window.webContents.executeJavaScript(code, true);
    window.destroy();
    return isOpened;
  });
  expect(bare).toBe(false);
  await expect.poll(() => register.mainLog('window refused')).toHaveLength(1);
  const count = await register.app.evaluate(({ BrowserWindow }) => {
    return BrowserWindow.getAllWindows().length;
  });
  expect(count).toBe(1);
  await stillWorks(register);
});

test('a page gets no permission', async ({ launchRegister }) => {
  const register = await launchRegister();
  const answers = await register.till.evaluate(async () => ({
    notification: await Notification.requestPermission(),
    location: (await navigator.permissions.query({ name: 'geolocation' })).state,
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      (refusal: DOMException) => refusal.name,
    ),
    position: await new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        ({ code }) => resolve(code),
      );
    }),
  }));
  expect(answers).toMatchObject({ notification: 'denied', location: 'denied', position: 1 });
  expect(answers.camera).not.toBe('granted');
  await stillWorks(register);
});

test('nothing outside is requested, by a page or by anything else', async ({ launchRegister }) => {
  const register = await launchRegister();
  const outside = await countingServer();
  try {
    const inPage = await register.till.evaluate(async (url) => {
      const picture = new Image();
      const failed = new Promise((resolve) => {
        picture.onload = () => resolve('loaded');
        picture.onerror = () => resolve('refused');
      });
      picture.src = url;
      const fetched = await fetch(url).then(
        () => 'loaded',
        () => 'refused',
      );
      return [await failed, fetched];
    }, outside.url);
    expect(inPage).toEqual(['refused', 'refused']);
    // Behind the page's policy the session refuses too, here for a window without any policy.
    const bare = await register.app.evaluate(async ({ BrowserWindow }, url) => {
      const window = new BrowserWindow({ show: false });
      const loaded = await window.loadURL(url).then(
        () => 'loaded',
        (refusal: Error) => refusal.message,
      );
      window.destroy();
      return loaded;
    }, outside.url);
    expect(bare).toContain('ERR_BLOCKED_BY_CLIENT');
    expect(outside.hits()).toBe(0);
  } finally {
    outside.server.close();
  }
  await stillWorks(register);
});

test('a page downloads nothing', async ({ launchRegister }) => {
  const register = await launchRegister();
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['content']));
    link.download = 'file.txt';
    document.body.append(link);
    link.click();
  };
  await register.till.evaluate(download);
  // Its own policy keeps the page from asking; behind it main refuses, here a window without any.
  await register.app.evaluate(async ({ BrowserWindow }, code) => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL('about:blank');
    await window.webContents.executeJavaScript(`(${code})()`, true);
  }, download.toString());
  const refusals = () =>
    register.mainLog('download refused').length + register.mainLog('request refused').length;
  await expect.poll(refusals).toBe(1);
  await stillWorks(register);
});

test('app:// serves nothing outside its folder', async ({ launchRegister }) => {
  const { app } = await launchRegister();
  const statuses = await app.evaluate(async ({ session }) => {
    const addresses = [
      'app://till/assets/../../main.cjs',
      'app://till/assets/%2e%2e/%2e%2e/main.cjs',
      'app://till/assets/..%2f..%2fmain.cjs',
      'app://till/assets/..%5c..%5cmain.cjs',
      'app://till/display/index.html',
      'app://till//etc/passwd',
    ];
    return Promise.all(
      addresses.map(async (address) => (await session.defaultSession.fetch(address)).status),
    );
  });
  expect(statuses).toEqual([404, 404, 404, 404, 404, 404]);
});

test('a call that is not in the contract is refused', async ({ launchRegister }) => {
  const register = await launchRegister({ args: ['--customer-display=window'] });
  const refusal = { ok: false, error: { code: 'unknownCall', outcome: 'none' } };
  const steal = await register.till.evaluate(() => {
    return window.tillwright.call('journal.erase', null, {});
  });
  expect(steal).toMatchObject(refusal);
  const display = await register.display();
  const seen = await display.evaluate(async () => ({
    own: await window.tillwright.call('display.snapshot', null, {}),
    other: await window.tillwright.call('till.snapshot', null, {}),
  }));
  expect(seen.own).toMatchObject({ ok: true });
  expect(seen.other).toMatchObject(refusal);
  await stillWorks(register);
});

test('a request that breaks its contract or is too large is refused', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const replies = await register.till.evaluate(async () => ({
    extra: await window.tillwright.call('till.snapshot', null, { extra: true }),
    noId: await window.tillwright.call('session.signOff', null, {}),
    large: await window.tillwright.call('till.snapshot', null, { text: 'x'.repeat(1_000_000) }),
  }));
  expect(replies.extra).toMatchObject({ ok: false, error: { code: 'badInput', outcome: 'none' } });
  expect(replies.noId).toMatchObject({ ok: false, error: { code: 'badInput', outcome: 'none' } });
  expect(replies.large).toMatchObject({ ok: false, error: { code: 'tooLarge', outcome: 'none' } });
  await stillWorks(register);
});

test('a frame inside the page has no line to the service', async ({ launchRegister }) => {
  const register = await launchRegister();
  const seen = await runInPage(register, () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return { hasBridge: 'tillwright' in (frame.contentWindow ?? {}) };
  });
  expect(seen).toEqual({ hasBridge: false });
  await stillWorks(register);
});

test('a window that is not ours is refused although it has our preload', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const link = await register.app.evaluate(async ({ app, BrowserWindow }) => {
    const window = new BrowserWindow({
      show: false,
      webPreferences: { sandbox: true, preload: `${app.getAppPath()}/out/app/preload-till.cjs` },
    });
    await window.loadURL('app://till/');
    return window.webContents.executeJavaScript(
      'new Promise((resolve) => window.tillwright.link(resolve))',
    ) as Promise<string>;
  });
  expect(link).toBe('down');
  const refusals = () => register.mainLog('connect refused').map(({ reason }) => reason);
  await expect.poll(refusals).toContain('unknown window');
  await stillWorks(register);
});

test('our window is refused while it shows another page, and brought back', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const refusals = () => register.mainLog('connect refused').length;
  const before = refusals();
  await register.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // Rejects when the window is brought back before the page has finished.
    await window?.loadURL('app://display/').catch(() => {});
  });
  await expect.poll(refusals).toBeGreaterThan(before);
  await expect.poll(() => register.mainLog('page left')).toHaveLength(1);
  await register.till.waitForURL('app://till/');
  await linkUp(register.till);
  await stillWorks(register);
});

test('a page whose process dies comes back', async ({ launchRegister }) => {
  const register = await launchRegister();
  const state = await register.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('no window');
    const loaded = new Promise<void>((resolve) => {
      window.webContents.once('did-finish-load', () => resolve());
    });
    window.webContents.forcefullyCrashRenderer();
    await loaded;
    return window.webContents.executeJavaScript(
      `new Promise((resolve) => window.tillwright.link((state) => {
        if (state === 'up') resolve(state);
      }))`,
    ) as Promise<string>;
  });
  expect(state).toBe('up');
  expect(register.mainLog('page process gone')).toHaveLength(1);
});
