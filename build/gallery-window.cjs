// The window of `npm run gallery`: the address that it is given, and nothing of the register.
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1400, height: 900, autoHideMenuBar: true });
  void window.loadURL(process.argv.at(-1) ?? 'about:blank');
});
app.on('window-all-closed', () => app.quit());
