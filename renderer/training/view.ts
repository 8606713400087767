import { uuidv7 } from 'uuidv7';
import { createStore } from 'zustand/vanilla';
import type { TrainingButton, TrainingView } from '../../contracts/training.ts';

/** What the training terminal shows; null until it has told for the first time. */
export const trainingStore = createStore<{
  readonly view: TrainingView | null;
  readonly isUp: boolean;
}>(() => ({ view: null, isUp: false }));

/** Starts following the terminal. Returns a function that stops. */
export function connectTraining(): () => void {
  // The process parses nothing it sends: it made it from its own types.
  const take = (payload: unknown) => {
    const view = payload as TrainingView;
    const shown = trainingStore.getState().view;
    // An answer may be overtaken by an event that is newer.
    if (shown === null || view.revision > shown.revision) trainingStore.setState({ view });
  };
  const stopEvents = window.tillwright.on('view', take);
  const stopLink = window.tillwright.link((state) => {
    // A process that was started again counts from one.
    trainingStore.setState({ isUp: state === 'up', view: null });
    if (state !== 'up') return;
    void window.tillwright.call('training.view', null, {}).then((reply) => {
      if (reply.ok) take(reply.value);
    });
  });
  return () => {
    stopEvents();
    stopLink();
  };
}

/** Presses a button at the terminal. At a moment that is none for it nothing happens. */
export function pressTraining(button: TrainingButton): void {
  void window.tillwright.call('training.press', uuidv7(), { button });
}
