import { fakeTill } from '../../testing/snapshots.ts';

type Locale = 'zh' | 'en';

const CODES = [
  'offline',
  'noRoute',
  'away',
  'rejected',
  'notEnrolled',
  'otherHistory',
  'batchRefused',
] as const;

/** Every state of head office, with the sentence that explains it opened. */
const STATES = ['ready', 'connecting', ...CODES].map((name) => ({
  name: `head-office-${name}`,
  window: 'till' as const,
  snapshot: (locale: Locale) => {
    const { devices, ...rest } = fakeTill(locale);
    const isFault = name !== 'ready' && name !== 'connecting';
    const headOffice = isFault
      ? { state: 'fault' as const, code: name }
      : { state: name as 'ready' | 'connecting', code: null };
    const toSend = isFault
      ? { entries: 312, oldestAtMs: Date.UTC(2026, 10, 22, 10, 5), acknowledgedTo: 500 }
      : rest.toSend;
    return {
      ...rest,
      toSend,
      devices: { ...devices, headOffice },
      headOfficeAtMs: name === 'connecting' ? null : rest.headOfficeAtMs,
    };
  },
  keys: ['Tab', 'Tab', 'Tab', 'Tab', 'Enter'],
}));

const SEND_SKIPPED = {
  steps: [{ step: 'send' as const, state: 'skipped' as const, code: 'noHeadOffice', params: {} }],
};

/** The end of a day on a register without head office, and when practising. */
const KEPT = [false, true].map((training) => ({
  name: training ? 'closing-send-practice' : 'closing-send-file',
  window: 'till' as const,
  snapshot: (locale: Locale) => {
    const { devices, ...rest } = fakeTill(locale, { closing: SEND_SKIPPED, training });
    const off = { state: 'off' as const, code: null };
    const closed = { phase: 'dayClosed' as const, shift: null, businessDay: null };
    return { ...rest, ...closed, devices: { ...devices, headOffice: off } };
  },
  keys: ['F10', 'z'],
}));

export const HEAD_OFFICE_STATES = [...STATES, ...KEPT];
