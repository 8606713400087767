import type { TransbankRequest } from './commands.ts';
import type { TransbankMessage } from './messages.ts';

/**
 * Whether a message is this request's answer. One that names another ticket or operation is the
 * late answer to an earlier request; one that names none is a refusal without its fields.
 */
export function belongs(request: TransbankRequest, message: TransbankMessage): boolean {
  switch (message.kind) {
    case 'sale':
      if (message.code !== request.answer) return false;
      return message.code !== '0210' || isNamed(request, message.sale.ticket);
    case 'void':
      return request.answer === '1210' && isNamed(request, message.operationNo);
    case 'totals':
      return request.answer === '0710';
    case 'done':
    case 'unknown':
      return message.code === request.answer;
    case 'progress':
      return false;
  }
}

/**
 * Whether a message shows by itself which request it answers. Where it does not, and the terminal
 * has not acknowledged the request yet, it may be repeating its answer to an earlier one.
 */
export function namesRequest(message: TransbankMessage): boolean {
  if (message.kind === 'sale') return message.sale.ticket !== '';
  return message.kind === 'void' && message.operationNo !== '';
}

function isNamed(request: TransbankRequest, name: string): boolean {
  return name === '' || request.names === null || isSameNumber(name, request.names);
}

/** Numbers come back with or without zeros on the left. */
export function isSameNumber(told: string, sent: string): boolean {
  return unpadded(told) === unpadded(sent);
}

function unpadded(name: string): string {
  return name.replace(/^0+(?=.)/, '');
}
