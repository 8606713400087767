import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { KeyCap } from '../../ui/action-button.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import styles from './choice-list.module.css';

export interface ChoiceRow {
  readonly id: string;
  /** The key that chooses it; '' for none. */
  readonly cap: string;
  readonly name: string;
  readonly detail: string;
  readonly amount: string;
}

/** A list to choose one from, by arrows and Enter, by its key or by touch. */
export function ChoiceList(props: {
  readonly label: string;
  readonly rows: readonly ChoiceRow[];
  readonly marked: number;
  readonly onChoose: (index: number) => void;
  readonly testId: string;
}) {
  const box = useRef<HTMLUListElement>(null);
  useEffect(() => {
    box.current?.children[props.marked]?.scrollIntoView({ block: 'nearest' });
  }, [props.marked]);
  return (
    <ScrollArea label={props.label}>
      <ul ref={box} className={styles['list']} aria-label={props.label}>
        {props.rows.map((row, index) => (
          <li key={row.id}>
            <Button
              className={`${styles['row']} ${index === props.marked ? styles['marked'] : ''}`}
              onPress={() => props.onChoose(index)}
              aria-current={index === props.marked}
              data-testid={props.testId}
            >
              <span>{row.cap === '' ? null : <KeyCap>{row.cap}</KeyCap>}</span>
              <span className={styles['name']}>{row.name}</span>
              <span className={styles['detail']}>{row.detail}</span>
              <span className={styles['amount']}>{row.amount}</span>
            </Button>
          </li>
        ))}
      </ul>
    </ScrollArea>
  );
}
