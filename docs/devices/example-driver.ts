import { minor } from '../../core/money/minor.ts';
import { bareResult } from '../../core/payment/bare-result.ts';
import { BaseTerminal, NO_CAPABILITIES } from '../../native/device/terminal-kit/base-terminal.ts';
import { type DriverPorts, terminalDriver } from '../../native/device/terminal-kit/driver.ts';
import { StandingLine } from '../../native/device/terminal-kit/standing-line.ts';
import type { CardTerminal } from '../../till/ports/card-terminal.ts';
/** A terminal that answers `PAY 1010 00001A` with `OK 1010 00001A`, or with `NO X51`. */
class ExampleTerminal extends BaseTerminal implements CardTerminal {
  readonly capabilities = { ...NO_CAPABILITIES, lastTransaction: 'exact' } as const;
  readonly #ports: DriverPorts;
  constructor(terminalId: string, ports: DriverPorts) {
    super(terminalId, new StandingLine(ports).start(), ports.log);
    this.#ports = ports;
  }
  pay: CardTerminal['pay'] = ({ amountMinor, reference }, observer) =>
    this.moveMoney(observer, async () => {
      const [word, told = '', ticket] = await this.#ask(`PAY ${amountMinor} ${reference}`);
      if (word === 'NO') return { kind: 'declined', result: null, reason: told };
      // A time that ran out, an answer to something else: money may have moved.
      if (word !== 'OK' || ticket !== reference) return { kind: 'unknown', reason: 'noAnswer' };
      const result = resultOf(told, ticket);
      observer.result(result);
      return { kind: 'approved', result };
    });
  lastTransaction: CardTerminal['lastTransaction'] = () =>
    this.ready(unreachable, async () => {
      const [word, amount = '', ticket = ''] = await this.#ask('LAST');
      if (word === 'NONE') return { kind: 'none' };
      if (word !== 'OK') return unreachable('noAnswer');
      return { kind: 'found', result: resultOf(amount, ticket) };
    });
  /** The words of the line that answers; none within a minute. */
  #ask(text: string): Promise<readonly string[]> {
    const { transport, timers } = this.#ports;
    return new Promise((resolve) => {
      let heard = '';
      const end = () => [stop(), cancel(), resolve(heard.trim().split(' '))];
      const stop = transport.onBytes((bytes) => {
        heard += String.fromCodePoint(...bytes);
        if (heard.endsWith('\n')) end();
      });
      const cancel = timers.after(60_000, end);
      void transport.write(new TextEncoder().encode(`${text}\n`));
    });
  }
}
const unreachable = (reason: string) => ({ kind: 'unreachable', reason }) as const;
function resultOf(amount: string, reference: string) {
  const amountMinor = minor(Number.parseInt(amount, 10) || 0);
  const told = { approved: true, resultCode: 'OK', amountMinor };
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
