// The till service in a process of its own, without Electron: it closes the open day and is killed
// where the environment orders it. Argument: the data folder.
import { faultPoint } from '../../electron/service/fault-points.ts';
import { startServiceInProcess } from '../perf/service-in-process.ts';
import { demoOperator } from '../perf/wares.ts';

const [, , dataDir = ''] = process.argv;
const service = await startServiceInProcess(dataDir);
await service.must('session.signOn', demoOperator('manager'));
await service.must('shift.close', { counted: [] });
// Enrols: what was not sent before the kill is then sent, and not only kept.
await service.must('upload.send', {});
service.onMoment(faultPoint);
await service.must('day.close', { skipSettlement: true });
await service.until(({ toSend }) => toSend.acknowledgedTo > 0);
