// A bare window of the Electron that the register runs in, for measuring its screens.
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1024,
    height: 768,
    useContentSize: true,
    frame: false,
  });
  void window.loadURL('about:blank');
});
app.on('window-all-closed', () => app.quit());
