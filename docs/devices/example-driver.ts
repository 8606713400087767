import { minor } from '../../core/money/minor.ts';
import { bareResult } from '../../core/payment/bare-result.ts';
import { BaseTerminal, NO_CAPABILITIES } from '../../native/device/terminal-kit/base-terminal.ts';
import { type DriverPorts, terminalDriver } from '../../native/device/terminal-kit/driver.ts';
import { StandingLine } from '../../native/device/terminal-kit/standing-line.ts';
import type { CardTerminal } from '../../till/ports/card-terminal.ts';
/** Question 7, `7 PAY 1010 00001A`, is answered by `7 OK 1010 00001A` or `7 NO X51`, or by nothing. */
class ExampleTerminal extends BaseTerminal implements CardTerminal {
  readonly capabilities = { ...NO_CAPABILITIES, lastTransaction: 'exact' } as const;
  readonly #ports: DriverPorts;
  #questions = 0;
  constructor(terminalId: string, ports: DriverPorts) {
    super(terminalId, new StandingLine(ports).start(), ports.log);
    this.#ports = ports;
  }
  pay: CardTerminal['pay'] = ({ amountMinor, reference }, observer) =>
    this.moveMoney(observer, async () => {
      const [word, told = '', ticket] = await this.#ask(`PAY ${amountMinor} ${reference}`);
      if (word === 'NO' && told !== '') return { kind: 'declined', result: null, reason: told };
      const result = word === 'OK' && ticket === reference ? resultOf(told, ticket) : null;
      if (result === null) return { kind: 'unknown', reason: 'noAnswer' };
      observer.result(result);
      return { kind: 'approved', result };
    });
  lastTransaction: CardTerminal['lastTransaction'] = () =>
    this.ready(unreachable, async () => {
      const [word, amount = '', ticket = ''] = await this.#ask('LAST');
      if (word === 'NONE') return { kind: 'none' };
      const result = word === 'OK' && ticket !== '' ? resultOf(amount, ticket) : null;
      return result === null ? unreachable('noAnswer') : { kind: 'found', result };
    });
  #ask(text: string): Promise<readonly string[]> {
    const number = (this.#questions += 1);
    const answer = new RegExp(`^${number} (.*)\n`, 'm');
    return new Promise((resolve) => {
      let heard = '';
      const end = (line = '') => [stop(), cancel(), resolve(line.split(' '))];
      const stop = this.#ports.transport.onBytes((bytes) => {
        heard += String.fromCodePoint(...bytes);
        if (answer.test(heard)) end(answer.exec(heard)?.[1]);
      });
      const cancel = this.#ports.timers.after(60_000, () => end());
      void this.#ports.transport.write(new TextEncoder().encode(`${number} ${text}\n`));
    });
  }
}
const unreachable = (reason: string) => ({ kind: 'unreachable', reason }) as const;
function resultOf(amount: string, reference: string) {
  if (!/^\d{1,11}$/.test(amount)) return null;
  const told = { approved: true, resultCode: 'OK', amountMinor: minor(Number(amount)) };
  return { ...bareResult(told), extra: { reference } };
}
export const exampleDriver = terminalDriver({
  id: 'example',
  name: 'Example',
  usualLine: { kind: 'tcp', baud: 9600, stopBits: 1, port: 7000 },
  reasons: { insufficientFunds: 'X51', cardExpired: 'X54' },
  fields: {},
  open: ({ terminalId }, ports) => new ExampleTerminal(terminalId, ports),
});
