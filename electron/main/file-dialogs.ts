import type { WebContents } from 'electron';
import type { MainLog } from './main-log.ts';

/**
 * Opens no file dialog for a page, whatever asks for one (`<input type="file">` in any frame, a click
 * or `showPicker()`): a till has no files for its pages, and a dialog is a way around a full screen.
 * No permission handler of Electron's is asked about it; the DevTools protocol is, from inside this
 * process, without a port (Page.setInterceptFileChooserDialog).
 */
export function refuseFileDialogs(contents: WebContents, log: MainLog): void {
  const { debugger: protocol } = contents;
  protocol.on('message', (_event, method) => {
    if (method === 'Page.fileChooserOpened') log('warn', 'file dialog refused', {});
  });
  // Not before the page is there: an earlier order is not answered. A dialog needs a person's click.
  contents.on('dom-ready', () => {
    intercept(contents).catch((error: unknown) => {
      log('error', 'file dialogs not refused', { error: String(error) });
    });
  });
}

async function intercept({ debugger: protocol }: WebContents): Promise<void> {
  if (!protocol.isAttached()) protocol.attach('1.3');
  await protocol.sendCommand('Page.enable');
  await protocol.sendCommand('Page.setInterceptFileChooserDialog', { enabled: true });
}
