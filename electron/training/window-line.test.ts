import { expect, test } from 'vitest';
import {
  type TrainingButton,
  trainingViewSchema,
  type TrainingView,
} from '../../contracts/training.ts';
import { answerTraining } from './window-line.ts';

const VIEW: TrainingView = {
  revision: 1,
  fault: null,
  locale: 'en',
  currency: { code: 'EUR', decimals: 2 },
  on: true,
  cableOut: false,
  losesResult: false,
  lines: ['READY'],
  waitingForCard: false,
  amountMinor: null,
  papers: [],
};
const COMMAND_ID = '01926f1e-7c6a-7abc-8def-0123456789ab';

function harness() {
  const pressed: TrainingButton[] = [];
  const calls = {
    view: () => VIEW,
    press: (button: TrainingButton) => {
      pressed.push(button);
      return true;
    },
  };
  const ask = (request: object) => answerTraining(calls, { kind: 'request', id: 7, ...request });
  return { pressed, calls, ask };
}

test('the window sees the terminal and presses its buttons', () => {
  const { ask, pressed } = harness();
  const seen = ask({ name: 'training.view', commandId: null, input: {} });
  expect(seen).toEqual({ kind: 'reply', id: 7, reply: { ok: true, value: VIEW } });
  expect(trainingViewSchema.parse(VIEW)).toEqual(VIEW);
  const press = ask({ name: 'training.press', commandId: COMMAND_ID, input: { button: 'alipay' } });
  expect(press).toMatchObject({ reply: { ok: true, value: { taken: true } } });
  expect(pressed).toEqual(['alipay']);
});

test.each([
  [{ name: 'training.press', commandId: COMMAND_ID, input: { button: 'open' } }, 'badInput'],
  [{ name: 'training.press', commandId: null, input: { button: 'stop' } }, 'badInput'],
  [{ name: 'training.press', commandId: COMMAND_ID, input: {} }, 'badInput'],
  [{ name: 'training.view', commandId: null, input: { extra: 1 } }, 'badInput'],
  [{ name: 'till.snapshot', commandId: null, input: {} }, 'unknownCall'],
  [{ name: 'training.view', commandId: null, input: { text: 'x'.repeat(70_000) } }, 'tooLarge'],
])('%j is refused and does nothing', (request, code) => {
  const { ask, pressed } = harness();
  expect(ask(request)).toMatchObject({ id: 7, reply: { ok: false, error: { code } } });
  expect(pressed).toEqual([]);
});

test.each([null, 'text', {}, { id: 0 }, { id: 'a' }])('%j has no answer and no effect', (data) => {
  const { calls, pressed } = harness();
  expect(answerTraining(calls, data)).toBeNull();
  expect(pressed).toEqual([]);
});
