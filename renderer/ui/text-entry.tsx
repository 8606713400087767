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
  const { label, value, onChange, rows, secret = false } = props;
  return (
    <TextField
      className={styles['field'] ?? ''}
      value={value}
      onChange={onChange}
      autoFocus={props.autoFocus ?? false}
      type={secret ? 'password' : 'text'}
      maxLength={props.maxLength ?? 80}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      {rows === undefined ? (
        <Input
          className={styles['input'] ?? ''}
          data-testid={props.testId}
          autoComplete="off"
          inputMode={secret ? 'numeric' : 'text'}
        />
      ) : (
        <TextArea
          ref={props.areaRef}
          className={styles['input'] ?? ''}
          rows={rows}
          data-testid={props.testId}
        />
      )}
    </TextField>
  );
}
