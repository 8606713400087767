// Head office in a process of its own on a real data folder. Arguments: the folder and the port.
import { startHeadOffice } from '../../hq/serve.ts';
import type { OfficeAnswer, OfficeOrder } from './messages.ts';

const [, , dataDir = '', port = '0'] = process.argv;
const log = { info: () => {}, warn: () => {}, error: console.error };
const office = await startHeadOffice({ dataDir, port: Number(port), host: '127.0.0.1', log });
tell({ url: office.url, word: '' });

process.on('message', (order: OfficeOrder) => void carryOut(order));

function tell(answer: OfficeAnswer): void {
  process.send?.(answer);
}

async function carryOut(order: OfficeOrder): Promise<void> {
  switch (order.kind) {
    case 'code':
      tell({ url: office.url, word: await office.createEnrolmentCode('S001', order.registerId) });
      break;
    case 'reader':
      tell({ url: office.url, word: await office.createReaderToken('drill') });
      break;
    case 'revoke':
      await office.shutOut('S001', order.registerId);
      tell({ url: office.url, word: '' });
      break;
    case 'stop':
      await office.close();
      tell({ url: office.url, word: '' });
      process.disconnect();
      break;
  }
}
