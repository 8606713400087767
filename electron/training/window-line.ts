import type { MessagePortMain } from 'electron';
import { z } from 'zod';
import {
  type IpcError,
  type IpcReply,
  requestSchema,
  type ServiceMessage,
} from '../../contracts/ipc.ts';
import { MAX_REQUEST_CHARS } from '../../contracts/ipc-limits.ts';
import { isSmallPlainData } from '../../contracts/request-size.ts';
import {
  type TrainingButton,
  trainingContract,
  type TrainingView,
} from '../../contracts/training.ts';

/** What the window may ask. */
export interface TrainingCalls {
  view(): TrainingView;
  press(button: TrainingButton): boolean;
}

const replyId = z.object({ id: z.number().int().positive() });

/**
 * What a message from the window comes to: nothing reaches the terminal that is not small,
 * well-formed and in the window's own contract. Null when nobody could tell whose answer it is.
 */
export function answerTraining(calls: TrainingCalls, data: unknown): ServiceMessage | null {
  const head = replyId.safeParse(data);
  if (!head.success) return null;
  return { kind: 'reply', id: head.data.id, reply: replyTo(calls, data) };
}

function replyTo(calls: TrainingCalls, data: unknown): IpcReply<unknown> {
  if (!isSmallPlainData(data, MAX_REQUEST_CHARS)) return refused('tooLarge');
  const request = requestSchema.safeParse(data);
  if (!request.success) return refused('badInput');
  const { name, commandId, input } = request.data;
  if (name === 'training.view') {
    const asked = trainingContract[name].input.safeParse(input);
    return asked.success && commandId === null
      ? { ok: true, value: calls.view() }
      : refused('badInput');
  }
  if (name === 'training.press') {
    const pressed = trainingContract[name].input.safeParse(input);
    return pressed.success && commandId !== null
      ? { ok: true, value: { taken: calls.press(pressed.data.button) } }
      : refused('badInput');
  }
  return refused('unknownCall');
}

function refused(code: IpcError['code']): IpcReply<never> {
  return { ok: false, error: { code, params: {}, outcome: 'none' } };
}

/** Serves the window at the other end of a port. */
export function serveWindow(port: MessagePortMain, calls: TrainingCalls): void {
  port.on('message', ({ data }) => {
    const answer = answerTraining(calls, data);
    if (answer !== null) port.postMessage(answer);
  });
  port.start();
}
