import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import styles from './pending-dialog.module.css';

/** One doubtful payment: amount, what it is, since when, whose, and why nobody knows. */
export function PendingRow(props: {
  readonly isMarked: boolean;
  readonly onMark: () => void;
  readonly amount: string;
  readonly way: string;
  readonly since: string;
  readonly basket: string;
  readonly reason: string;
  /** What the terminal approved instead; '' when it is what was asked. */
  readonly differs: string;
}) {
  const row = useRef<HTMLLIElement>(null);
  const { isMarked } = props;
  useEffect(() => {
    if (isMarked) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isMarked]);
  return (
    <li ref={row}>
      <Button
        className={`${styles['row']} ${isMarked ? styles['marked'] : ''}`}
        onPress={props.onMark}
        aria-current={isMarked}
        data-testid="pending-row"
      >
        <span className={styles['way']}>{props.way}</span>
        <b className={styles['amount']}>{props.amount}</b>
        <span className={styles['facts']}>
          {[props.since, props.basket].filter((each) => each !== '').join(' · ')}
        </span>
        <span className={styles['reason']}>{props.reason}</span>
        {props.differs === '' ? null : <b className={styles['differs']}>{props.differs}</b>}
      </Button>
    </li>
  );
}
