import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { type Action, ActionKey, useActions } from './actions.tsx';
import styles from './dialog.module.css';
import { DEPTH, type KeyBindings } from './key-layer.tsx';
import { useScrollable } from './scrollable.tsx';

export interface TillDialogProps {
  readonly title: string;
  /** Escape. */
  readonly onClose: () => void;
  /** The keys below. */
  readonly actions: readonly Action[];
  /** What `children` draw the keys of. */
  readonly choices?: readonly Action[];
  readonly children?: ReactNode;
  readonly size?: 'small' | 'large';
  readonly testId: string;
  readonly keys?: KeyBindings;
  readonly onChar?: (char: string) => boolean;
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
              <ActionKey key={action.label} action={action} />
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Inside the dialog, so that the layer lives exactly as long as it is shown. */
function DialogKeys({ actions, choices = [], onClose, keys, onChar }: TillDialogProps) {
  useActions([...choices, ...actions], {
    depth: DEPTH.dialog,
    modal: true,
    keys: { Escape: onClose, ...keys },
    ...(onChar === undefined ? {} : { onChar }),
  });
  return null;
}
