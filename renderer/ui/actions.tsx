import type { ReactNode } from 'react';
import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import { raiseNotice } from '../state/notices.ts';
import { ActionButton, type Tone } from './action-button.tsx';
import { type KeyBindings, type KeyLayerOptions, useKeyLayer } from './key-layer.tsx';

/** What can be done on a screen. Its key and its button are both drawn from this, so neither can differ. */
export interface Action {
  /** A character in lower case or a DOM key name; none where only touch does it. */
  readonly key?: string | undefined;
  /** Another key that does the same; no button names it unless `cap` does. */
  readonly also?: string | undefined;
  /** What the button shows as its key, where that is not the key's own name. */
  readonly cap?: string | undefined;
  readonly label: string;
  readonly run: () => void;
  /** False: neither key nor touch does it. */
  readonly enabled?: boolean;
  /** The error that says why, to whoever tries all the same; nothing is said without one. */
  readonly whyNot?: RefusalCode;
  readonly tone?: Tone;
  /** Chosen or not, for one of a few. */
  readonly pressed?: boolean;
  readonly icon?: ReactNode;
  readonly testId?: string | undefined;
}

const KEY_NAMES: Readonly<Record<string, string>> = { Escape: 'Esc' };

/** What stands on the keyboard for the action; undefined where no key does it. */
export function capOf({ key, cap }: Pick<Action, 'key' | 'cap'>): string | undefined {
  if (cap !== undefined || key === undefined) return cap;
  return KEY_NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** Whether it can be done now. */
export function isEnabled({ enabled }: Action): boolean {
  return enabled !== false;
}

/**
 * The one way an action is run, by key or touch. Where it cannot be done its key says why not; its
 * button is grey and takes no touch.
 */
export function runAction(action: Action): void {
  if (isEnabled(action)) action.run();
  else if (action.whyNot !== undefined) raiseNotice('refused', 'error', action.whyNot);
}

function bindingsOf(actions: readonly Action[]): KeyBindings {
  const bindings: Record<string, () => void> = {};
  for (const action of actions) {
    for (const key of [action.key, action.also]) {
      if (key !== undefined) bindings[key] = () => runAction(action);
    }
  }
  return bindings;
}

/** What a screen listens to beside its actions. */
export interface ActionLayer extends Omit<KeyLayerOptions, 'keys'> {
  /** Keys without a button: they move a mark or take back a digit. */
  readonly keys?: KeyBindings;
}

/** Listens to the keys of these actions while the component is shown. A disabled one keeps its key. */
export function useActions(actions: readonly Action[], layer: ActionLayer): void {
  useKeyLayer({ ...layer, keys: { ...layer.keys, ...bindingsOf(actions) } });
}

/** The button of an action, with its key on it. */
export function ActionKey(props: {
  readonly action: Action;
  readonly className?: string | undefined;
  /** Shown instead of the label. */
  readonly children?: ReactNode;
}) {
  const { action, children } = props;
  return (
    <ActionButton
      label={action.label}
      cap={capOf(action)}
      tone={action.tone ?? 'plain'}
      icon={action.icon}
      onPress={() => runAction(action)}
      isDisabled={!isEnabled(action)}
      className={props.className}
      {...(action.pressed === undefined ? {} : { pressed: action.pressed })}
      {...(action.testId === undefined ? {} : { testId: action.testId })}
    >
      {children}
    </ActionButton>
  );
}
