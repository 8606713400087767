import type { SelfTestReport } from '../../contracts/channels.ts';
import { type Environment, serviceEnvironment } from './service-environment.ts';
import { readServiceNews } from './service-news.ts';
import { forkService } from './supervisor.ts';

/**
 * Starts the service only to load each native package; opens no data folder. A service that ends
 * before it has answered (a wrong native build can crash it) is a failed test.
 */
export function runSelfTest(serviceFile: string, env: Environment): Promise<SelfTestReport> {
  return new Promise((resolve) => {
    const own = serviceEnvironment(env, { mainPid: process.pid, faults: false });
    const service = forkService('till-service', serviceFile, ['--self-test'], own);
    let lastWords = '';
    service.stderr?.setEncoding('utf8');
    service.stderr?.on('data', (text: string) => {
      lastWords = `${lastWords}${text}`.slice(-500);
    });
    service.on('message', (data: unknown) => {
      const news = readServiceNews(data);
      if (news?.kind !== 'selfTest') return;
      resolve(news.report);
      service.kill();
    });
    service.on('exit', (code) => {
      const reason = `the service ended with code ${code}: ${lastWords.trim()}`;
      resolve({ selfTest: 'failed', reason });
    });
  });
}
