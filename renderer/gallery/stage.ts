import { FIRST_LANGUAGE, isLanguage } from '../../core/language.ts';
import { codeOf } from '../testing/code-of.ts';
import { installFake } from './fake-service.ts';
import { REPLIES } from './replies.ts';
import { STATES } from './states.ts';

/** Slower than any scanner: these keys are a person's. */
const FINGER_MS = 90;
/** After this the second snapshot of the made-up service is on the screen. */
const SETTLED_MS = 600;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a browser does by itself with a key that nobody took; made-up keys do not. */
function defaultOf(key: string, target: Element): void {
  if (key === 'Enter' && target instanceof HTMLButtonElement) target.click();
  if (key !== 'Tab') return;
  const stops = [...document.querySelectorAll<HTMLElement>('button, input, textarea, [tabindex]')];
  const reached = stops.filter((each) => each.tabIndex >= 0 && each.checkVisibility());
  const at = reached.findIndex((each) => each === document.activeElement);
  reached[at + 1]?.focus();
}

function press(key: string): void {
  const target = document.activeElement ?? document.body;
  const init = { key, code: codeOf(key), bubbles: true, cancelable: true };
  const isFree = target.dispatchEvent(new KeyboardEvent('keydown', init));
  target.dispatchEvent(new KeyboardEvent('keyup', init));
  if (isFree) defaultOf(key, target);
}

/** Shows the state that the address names: the real window at a service that is made up. */
async function show(): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const state = STATES.find(({ name }) => name === asked.get('state'));
  if (state === undefined) throw new Error(`there is no state "${asked.get('state') ?? ''}"`);
  const asksFor = asked.get('locale') ?? '';
  const locale = isLanguage(asksFor) ? asksFor : FIRST_LANGUAGE;
  installFake({
    snapshot: state.snapshot(locale),
    link: state.link ?? 'up',
    replies: REPLIES,
    before: state.before,
    preferences: JSON.stringify({ theme: state.theme ?? 'light', sound: false, locale }),
  });
  if (state.window === 'till') await import('../till/till.tsx');
  else await import('../display/display.tsx');
  await pause(SETTLED_MS);
  for (const key of state.keys ?? []) {
    press(key);
    await pause(FINGER_MS);
  }
}

void show();
