import {
  type ReactNode,
  type RefCallback,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

/**
 * For a box whose text may be longer than its place and that holds no key of its own: while it is too
 * long, the keyboard reaches it, and the arrows turn it. One that fits is no stop on the way.
 */
export function useScrollable(): {
  readonly ref: RefCallback<HTMLElement>;
  readonly tabIndex: 0 | undefined;
} {
  const box = useRef<HTMLElement>(null);
  const [isLong, setIsLong] = useState(false);
  const look = useCallback(() => {
    const { current } = box;
    if (current !== null) setIsLong(current.scrollHeight > current.clientHeight + 1);
  }, []);
  // It comes and goes with what is shown, so its size is watched from where it comes.
  const ref = useCallback(
    (element: HTMLElement | null) => {
      box.current = element;
      if (element === null) return;
      const observer = new ResizeObserver(look);
      observer.observe(element);
      return () => observer.disconnect();
    },
    [look],
  );
  // Its text may have changed with any draw; an equal answer draws nothing again.
  useLayoutEffect(look);
  return { ref, tabIndex: isLong ? 0 : undefined };
}

/** Such a box, for text that has no better element. */
export function Scrollable(props: {
  readonly className: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div {...useScrollable()} className={props.className}>
      {props.children}
    </div>
  );
}
