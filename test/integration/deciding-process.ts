// The till service in a process of its own, without Electron: it decides about a lost database and is
// killed where the environment orders it. Arguments: the data folder, the decision.
import { faultPoint } from '../../electron/service/fault-points.ts';
import { MANAGER, startService } from './halted-kit.ts';

const [, , dataDir = '', decision = ''] = process.argv;
const service = await startService(dataDir, (name) => {
  if (name === 'duringDecision') faultPoint(name);
});
const { loss } = service.latest();
await service.must('loss.decide', {
  lossId: loss?.lossId ?? '',
  decision: decision === 'goOn' ? 'goOn' : 'takeCopy',
  approval: MANAGER,
});
