import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import styles from './action-button.module.css';

export type Tone = 'plain' | 'accent' | 'danger' | 'quiet';

export interface ActionButtonProps {
  readonly label: string;
  /** The key that does the same, shown on the button. */
  readonly cap?: string | undefined;
  readonly tone?: Tone;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
  readonly testId?: string;
  readonly className?: string | undefined;
  readonly icon?: ReactNode;
  readonly pressed?: boolean;
  /** Shown instead of the label. */
  readonly children?: ReactNode;
}

/** A button of at least 48 px that shows its key. */
export function ActionButton(props: ActionButtonProps) {
  const { label, cap, tone = 'plain', icon, children } = props;
  const className = [styles['button'], styles[tone], props.className].filter(Boolean).join(' ');
  return (
    <Button
      className={className}
      onPress={props.onPress}
      isDisabled={props.isDisabled ?? false}
      data-testid={props.testId}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
    >
      {icon}
      <span className={styles['label']}>{children ?? label}</span>
      {cap === undefined ? null : <KeyCap>{cap}</KeyCap>}
    </Button>
  );
}

/** The name of a key as it is printed on the keyboard. */
export function KeyCap({ children }: { readonly children: ReactNode }) {
  return <kbd className={styles['cap']}>{children}</kbd>;
}
