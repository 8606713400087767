import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { KeyCap } from '../../ui/action-button.tsx';
import { type Action, capOf, runAction } from '../../ui/actions.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import styles from './choice-list.module.css';

/** Choosing it is an action, by its key where it has one. */
export interface ChoiceRow extends Action {
  readonly id: string;
  readonly detail: string;
  readonly amount: string;
}

/** A list to choose one from, by arrows and Enter, by its key or by touch. */
export function ChoiceList(props: {
  readonly label: string;
  readonly rows: readonly ChoiceRow[];
  readonly marked: number;
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
              onPress={() => runAction(row)}
              aria-current={index === props.marked}
              data-testid={props.testId}
            >
              <span>{row.key === undefined ? null : <KeyCap>{capOf(row)}</KeyCap>}</span>
              <span className={styles['name']}>{row.label}</span>
              <span className={styles['detail']}>{row.detail}</span>
              <span className={styles['amount']}>{row.amount}</span>
            </Button>
          </li>
        ))}
      </ul>
    </ScrollArea>
  );
}
