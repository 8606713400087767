import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './scroll-area.module.css';

interface Place {
  readonly isLong: boolean;
  readonly atTop: boolean;
  readonly atEnd: boolean;
}

function placeOf(box: HTMLElement): Place {
  const beyond = box.scrollHeight - box.clientHeight;
  return {
    isLong: beyond > 1,
    atTop: box.scrollTop <= 1,
    atEnd: box.scrollTop >= beyond - 1,
  };
}

/**
 * Holds a list that may be longer than its place. It scrolls by finger and by two keys beside it,
 * which are there only where there is more: not every touch screen of a till can drag.
 */
export function ScrollArea(props: {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>({ isLong: false, atTop: true, atEnd: true });
  const look = () => {
    if (box.current === null) return;
    const now = placeOf(box.current);
    setPlace((was) =>
      was.isLong === now.isLong && was.atTop === now.atTop && was.atEnd === now.atEnd ? was : now,
    );
  };
  // Rows may have come or gone with any draw; an equal answer draws nothing again.
  useLayoutEffect(look);
  useLayoutEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const turn = (direction: 1 | -1) => {
    const { current } = box;
    if (current !== null) current.scrollTop += direction * current.clientHeight * 0.8;
  };
  return (
    <div className={`${styles['area']} ${props.className ?? ''}`}>
      <div
        ref={box}
        className={styles['scroll']}
        onScroll={look}
        tabIndex={0}
        role="region"
        aria-label={props.label}
      >
        {props.children}
      </div>
      {place.isLong ? (
        <div className={styles['keys']}>
          <Button
            className={styles['key'] ?? ''}
            onPress={() => turn(-1)}
            isDisabled={place.atTop}
            aria-label={t('common.up')}
            data-testid="scroll-up"
          >
            <ChevronUp size="1.75rem" aria-hidden="true" />
          </Button>
          <Button
            className={styles['key'] ?? ''}
            onPress={() => turn(1)}
            isDisabled={place.atEnd}
            aria-label={t('common.down')}
            data-testid="scroll-down"
          >
            <ChevronDown size="1.75rem" aria-hidden="true" />
          </Button>
        </div>
      ) : null}
    </div>
  );
}
