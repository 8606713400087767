import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type Language, LANGUAGES, languages } from '../../core/language.ts';
import styles from './gallery.module.css';
import { STATES } from './states.ts';

const SIZES = [
  [1024, 768],
  [1920, 1080],
] as const;

/** Every screen in every state: a list of them, and the one that is chosen, drawn by the real window. */
function Gallery() {
  const [name, setName] = useState(location.hash.slice(1) || (STATES[0]?.name ?? ''));
  const [locale, setLocale] = useState<Language>('en');
  const [size, setSize] = useState<(typeof SIZES)[number]>(SIZES[0]);
  useEffect(() => {
    location.hash = name;
  }, [name]);
  return (
    <div className={styles['gallery']}>
      <nav className={styles['list']} aria-label="States">
        {STATES.map((state) => (
          <button
            key={state.name}
            type="button"
            aria-current={state.name === name}
            onClick={() => setName(state.name)}
          >
            {state.name}
          </button>
        ))}
      </nav>
      <header className={styles['choices']}>
        {languages().map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === locale}
            onClick={() => setLocale(each)}
          >
            {LANGUAGES[each].ownName}
          </button>
        ))}
        {SIZES.map((each) => (
          <button
            key={each[0]}
            type="button"
            aria-pressed={each === size}
            onClick={() => setSize(each)}
          >
            {`${each[0]} × ${each[1]}`}
          </button>
        ))}
      </header>
      <Stage state={name} locale={locale} size={size} />
    </div>
  );
}

/** A window of exactly that size, made smaller where there is no room for it. */
function Stage(props: {
  readonly state: string;
  readonly locale: Language;
  readonly size: (typeof SIZES)[number];
}) {
  const [width, height] = props.size;
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [scale, setScale] = useState(1);
  useEffect(() => {
    if (place === null) return;
    const fit = () => setScale(Math.min(1, place.clientWidth / width, place.clientHeight / height));
    const observer = new ResizeObserver(fit);
    observer.observe(place);
    fit();
    return () => observer.disconnect();
  }, [place, width, height]);
  const address = `./stage.html?${new URLSearchParams({ state: props.state, locale: props.locale }).toString()}`;
  return (
    <main ref={setPlace} className={styles['stage']}>
      <iframe
        key={address}
        src={address}
        title={props.state}
        style={{ width, height, transform: `scale(${scale})` }}
      />
    </main>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(<Gallery />);
