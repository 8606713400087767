import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { ActionButton, type Tone } from './action-button.tsx';
import styles from './dialog.module.css';
import { DEPTH, type KeyBindings, useKeyLayer } from './key-layer.tsx';
import { useScrollable } from './scrollable.tsx';

export interface DialogAction {
  readonly label: string;
  /** 'Enter', 'Escape' or one letter. */
  readonly press: string;
  readonly tone?: Tone;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
  readonly testId?: string;
}

export interface TillDialogProps {
  readonly title: string;
  /** Escape. */
  readonly onClose: () => void;
  readonly actions: readonly DialogAction[];
  readonly children?: ReactNode;
  readonly size?: 'small' | 'large';
  readonly testId: string;
  readonly keys?: KeyBindings;
  readonly onChar?: (char: string) => boolean;
}

function capOf(press: string): string {
  if (press === 'Escape') return 'Esc';
  return press.length === 1 ? press.toUpperCase() : press;
}

/**
 * A dialog over the screen. Enter and letters do what the buttons show, Escape closes, the focus
 * stays inside; a scan goes past it.
 */
export function TillDialog(props: TillDialogProps) {
  const { title, onClose, actions, size = 'small' } = props;
  const body = useScrollable();
  return (
    <ModalOverlay
      isOpen
      isKeyboardDismissDisabled
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={styles['overlay'] ?? ''}
    >
      <Modal className={`${styles['modal']} ${styles[size]}`}>
        <Dialog className={styles['dialog'] ?? ''} data-testid={props.testId}>
          <DialogKeys {...props} />
          <Heading slot="title" className={styles['title'] ?? ''}>
            {title}
          </Heading>
          <div {...body} className={styles['body']}>
            {props.children}
          </div>
          <div className={styles['actions']}>
            {actions.map((action) => (
              <ActionButton
                key={action.press}
                label={action.label}
                cap={capOf(action.press)}
                tone={action.tone ?? 'plain'}
                onPress={action.onPress}
                isDisabled={action.isDisabled ?? false}
                {...(action.testId === undefined ? {} : { testId: action.testId })}
              />
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Inside the dialog, so that the layer lives exactly as long as it is shown. */
function DialogKeys({ actions, onClose, keys, onChar }: TillDialogProps) {
  const bindings: Record<string, (() => void) | undefined> = { Escape: onClose, ...keys };
  for (const action of actions) {
    bindings[action.press] = () => {
      if (action.isDisabled !== true) action.onPress();
    };
  }
  useKeyLayer({
    depth: DEPTH.dialog,
    modal: true,
    keys: bindings,
    ...(onChar === undefined ? {} : { onChar }),
  });
  return null;
}
