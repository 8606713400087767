import type { Ref } from 'react';
import { Input, Label, TextArea, TextField } from 'react-aria-components';
import styles from './text-entry.module.css';

export interface TextEntryProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
  readonly secret?: boolean;
  readonly rows?: number;
  /** The field itself where it has rows, to put the caret into it. */
  readonly areaRef?: Ref<HTMLTextAreaElement>;
  readonly maxLength?: number;
  readonly testId?: string;
}

/** A labelled text field. */
export function TextEntry(props: TextEntryProps) {
  const { label, value, onChange, rows, areaRef, testId, secret = false } = props;
  const { autoFocus = false, maxLength = 80 } = props;
  return (
    <TextField
      className={styles['field'] ?? ''}
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
      type={secret ? 'password' : 'text'}
      maxLength={maxLength}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      {rows === undefined ? (
        <Input
          className={styles['input'] ?? ''}
          data-testid={testId}
          autoComplete="off"
          inputMode={secret ? 'numeric' : 'text'}
        />
      ) : (
        <TextArea
          ref={areaRef}
          className={styles['input'] ?? ''}
          rows={rows}
          data-testid={testId}
        />
      )}
    </TextField>
  );
}
