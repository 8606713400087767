import type { CSSProperties } from 'react';
import styles from './fitted.module.css';
import { emWidth } from './text-width.ts';

type Sized = CSSProperties & Readonly<Record<'--em', string>>;

/**
 * A text on one line: as large as its class says, and smaller where its place is too narrow for it.
 * Known from the text alone, so that nothing is drawn twice. The place must have a width of its own.
 */
export function Fitted(props: { readonly text: string; readonly className?: string | undefined }) {
  const em: Sized = { '--em': emWidth(props.text).toFixed(2) };
  return (
    <span className={styles['place']}>
      <span className={`${styles['text']} ${props.className ?? ''}`} style={em}>
        {props.text}
      </span>
    </span>
  );
}
