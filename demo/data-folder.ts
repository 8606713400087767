import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Where `npm start` keeps the demo store between starts, by each system's custom. */
export function demoFolder(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['TILLWRIGHT_DEMO_DIR'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const base = {
    win32: env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'),
    darwin: join(homedir(), 'Library', 'Application Support'),
  }[platform() as string];
  const linux = env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
  return join(base ?? linux, 'tillwright', 'demo-store');
}
