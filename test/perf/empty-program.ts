import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type RunningProgram } from './electron-lane.ts';

const EMPTY_MAIN = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadFile('index.html');
});
app.on('window-all-closed', () => app.quit());
`;

// The same mark as renderer/state/mark-painted.ts: a task posted from the frame's callback.
const EMPTY_PAGE = `<!doctype html><title>empty</title><p>Empty</p><script>
requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.timeOrigin + performance.now();
    document.documentElement.dataset.paintedAt = String(now);
  };
  port2.postMessage(null);
});
</script>
`;

/** The least an Electron program with a window can be. Answers its folder. */
export function writeEmptyProgram(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","main":"main.cjs"}\n');
  writeFileSync(join(folder, 'main.cjs'), EMPTY_MAIN);
  writeFileSync(join(folder, 'index.html'), EMPTY_PAGE);
  return folder;
}

/** Starts it; its page says in `<html data-painted-at>` when it was painted, epoch ms. */
export function launchEmptyProgram(folder: string): Promise<RunningProgram> {
  const isRoot = process.getuid?.() === 0;
  return launch([...(isRoot ? ['--no-sandbox'] : []), folder]);
}
