import {
  Building2,
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  CreditCard,
  HardDrive,
  Printer,
  ScanBarcode,
  Weight,
} from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { codeText } from '../../i18n/i18n.ts';
import { noticeStore } from '../../state/notices.ts';
import { useNowMs } from '../../state/till-view.ts';
import { KeyCap } from '../../ui/action-button.tsx';
import { clockTime } from '../../words/figures.ts';
import { type Action, capOf, runAction } from '../../ui/actions.tsx';
import { DEPTH, useInput } from '../../ui/key-layer.tsx';
import styles from './top-bar.module.css';
import { useWindowState } from '../../state/window-state.ts';

type Devices = TillSnapshot['devices'];
type DeviceName = keyof Devices;

const SHOWN: readonly DeviceName[] = [
  'terminal',
  'printer',
  'scanner',
  'scale',
  'headOffice',
  'secondCopy',
];

/** What tells the devices apart where there is no room for their names. */
const PICTURES: Readonly<Record<DeviceName, typeof Printer>> = {
  terminal: CreditCard,
  printer: Printer,
  scanner: ScanBarcode,
  scale: Weight,
  headOffice: Building2,
  secondCopy: HardDrive,
};

function StateIcon({ state }: { readonly state: Devices[DeviceName]['state'] }) {
  const size = '1.125em';
  if (state === 'ready') return <CircleCheck size={size} aria-hidden="true" />;
  if (state === 'connecting') return <CircleDashed size={size} aria-hidden="true" />;
  if (state === 'fault') return <CircleAlert size={size} aria-hidden="true" />;
  if (state === 'off') return <CircleSlash size={size} aria-hidden="true" />;
  return <Circle size={size} aria-hidden="true" />;
}

/** A word in the bar that explains itself in a sentence when touched. */
function Explained(props: {
  readonly label: string;
  readonly sentence: string;
  readonly className?: string | undefined;
  readonly testId: string;
  /** Shown instead of the label. */
  readonly children?: React.ReactNode;
}) {
  const { layers } = useInput();
  const [isOpen, setOpen] = useState(false);
  // It lies over the amount: whatever is done next, by key, scan or scanner, closes it.
  useEffect(() => {
    if (!isOpen) return;
    const close = () => setOpen(false);
    const stop = noticeStore.subscribe(close);
    const handle = () => {
      close();
      return false;
    };
    const remove = layers.push({ depth: DEPTH.aside, modal: false, handle });
    return () => {
      stop();
      remove();
    };
  }, [isOpen, layers]);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className={`${styles['item']} ${props.className ?? ''}`} data-testid={props.testId}>
        {props.children ?? props.label}
      </Button>
      <Popover className={styles['popover'] ?? ''} placement="bottom">
        <Dialog aria-label={props.label} className={styles['sentence'] ?? ''}>
          {props.sentence}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const DeviceDot = memo(function DeviceDot(props: {
  readonly name: DeviceName;
  readonly state: Devices[DeviceName]['state'];
  readonly code: string | null;
  /** When it last answered, where that is known. */
  readonly answeredAtMs: number | null;
}) {
  const { name, state, code, answeredAtMs } = props;
  const { t } = useTranslation();
  const { locale, timeZone } = useWindowState();
  const special = code === null ? null : codeText(t, ['deviceCode', code]);
  const said = special ?? t(`deviceText.${name}.${state}`);
  const sentence =
    answeredAtMs === null
      ? said
      : t('bar.answeredAt', { said, time: clockTime(answeredAtMs, locale, timeZone) });
  // It works, and something about it wants a look all the same.
  const isSameDisk = state === 'ready' && code === 'sameDisk';
  const word = isSameDisk ? t('deviceState.sameDisk') : t(`deviceState.${state}`);
  const Picture = PICTURES[name];
  return (
    <Explained
      label={`${t(`device.${name}`)}: ${word}`}
      sentence={sentence}
      className={styles[state]}
      testId={`device-${name}`}
    >
      <Picture size="1.25em" aria-hidden="true" className={styles['picture']} />
      {isSameDisk ? <CircleAlert size="1.125em" aria-hidden="true" /> : <StateIcon state={state} />}
      <span className={styles['deviceName']}>{t(`device.${name}`)}</span>
      <span className={state === 'ready' && !isSameDisk ? 'visually-hidden' : styles['word']}>
        {word}
      </span>
    </Explained>
  );
});

function Clock() {
  const { locale, timeZone } = useWindowState();
  return <time className={styles['clock']}>{clockTime(useNowMs(), locale, timeZone)}</time>;
}

export interface TopBarProps {
  readonly store: TillSnapshot['store'];
  readonly register: TillSnapshot['register'];
  readonly operatorName: string | null;
  readonly devices: Devices;
  readonly headOfficeAtMs: number | null;
  readonly toSend: TillSnapshot['toSend'];
  readonly receiptsWaiting: number;
  readonly parkedCount: number;
  /** Opens payments and refunds that nobody knows the end of, and a return left unfinished. */
  readonly unclear: Action | null;
  readonly training: boolean;
}

/**
 * Store, lane, operator and clock; then what waits, and what works. The devices stand at the end and
 * what comes and goes grows to the left of them, so that nothing healthy moves: a bar that jumps at
 * every sale is looked at by nobody.
 */
export const TopBar = memo(function TopBar(props: TopBarProps) {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  const { toSend, receiptsWaiting, parkedCount, unclear } = props;
  const counts = [unclear === null ? 0 : 1, parkedCount, receiptsWaiting, toSend.entries];
  const waiting = counts.filter((n) => n > 0).length;
  const faults = SHOWN.filter((name) => props.devices[name].state === 'fault').length;
  // On a narrow screen what works makes room for what needs a look.
  const isFull = waiting + faults > 3;
  return (
    <header className={`${styles['bar']} ${props.training ? styles['practice'] : ''}`}>
      <h1 className={styles['place']}>
        <span className={styles['store']}>{localName(props.store.name, locale)}</span>
        <span className={styles['lane']}>{t('bar.lane', { lane: props.register.lane })}</span>
        {props.operatorName === null ? null : (
          <span className={styles['operator']} data-testid="operator-name">
            {props.operatorName}
          </span>
        )}
      </h1>
      <Clock />
      {props.training ? (
        <strong className={styles['training']} data-testid="training">
          {t('bar.training')}
        </strong>
      ) : null}
      <div
        className={`${styles['states']} ${isFull ? styles['full'] : ''}`}
        role="group"
        aria-label={t('bar.status')}
      >
        <Waiting {...props} />
        {SHOWN.map((name) => {
          const { state, code } = props.devices[name];
          // What this lane never had needs no place; the second copy is missed when it is off.
          if (state === 'off' && name !== 'secondCopy') return null;
          return (
            <DeviceDot
              key={name}
              name={name}
              state={state}
              code={code}
              answeredAtMs={name === 'headOffice' ? props.headOfficeAtMs : null}
            />
          );
        })}
      </div>
    </header>
  );
});

/** What waits: receipts to print, what is unclear, parked baskets, entries for head office. */
function Waiting({ receiptsWaiting, unclear, parkedCount, toSend, devices }: TopBarProps) {
  const { t } = useTranslation();
  const { locale, timeZone } = useWindowState();
  const { entries, oldestAtMs } = toSend;
  const sendText =
    oldestAtMs === null
      ? t('bar.toSend', { entries })
      : t('bar.toSendSince', { entries, time: clockTime(oldestAtMs, locale, timeZone) });
  const isFile = devices.headOffice.state === 'off';
  return (
    <>
      {receiptsWaiting === 0 ? null : (
        <Explained
          label={t('bar.receipts', { total: receiptsWaiting })}
          sentence={t('bar.receiptsText')}
          className={styles['fault']}
          testId="receipts-waiting"
        />
      )}
      {unclear === null ? null : (
        <Button
          className={styles['unclear'] ?? ''}
          onPress={() => runAction(unclear)}
          data-testid={unclear.testId}
        >
          <CircleHelp size="1.25em" aria-hidden="true" />
          {unclear.label}
          <KeyCap>{capOf(unclear)}</KeyCap>
        </Button>
      )}
      {parkedCount === 0 ? null : (
        <Explained
          label={t('bar.parked', { total: parkedCount })}
          sentence={t('bar.parkedText')}
          testId="parked-count"
        />
      )}
      {entries === 0 ? null : (
        <Explained
          label={sendText}
          sentence={isFile ? t('bar.toSendFile') : t('bar.toSendText')}
          testId="to-send"
        />
      )}
    </>
  );
}
