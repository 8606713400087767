import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  DeviceChecks,
  TerminalChoice,
  TerminalDriverView,
  TerminalSetupView,
} from '../../../contracts/terminal-setup.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { dropNotice, raiseNotice } from '../../state/notices.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { choiceOf, formOf, missingOf, type TerminalForm } from './terminal-form.ts';
import { TerminalChecks } from './terminal-checks.tsx';
import { missingWords } from './field-words.ts';
import { TerminalFields } from './terminal-fields.tsx';
import styles from './terminal-settings.module.css';

/** What the checks found, and of which settings. */
interface Tested {
  readonly form: TerminalForm;
  readonly checks: DeviceChecks;
}

/** The form on the screen, and what can be done with it. */
function useTerminalForm() {
  const [view, setView] = useState<TerminalSetupView | null>(null);
  const [form, setForm] = useState<TerminalForm | null>(null);
  const [isTesting, setTesting] = useState(false);
  const [tested, setTested] = useState<Tested | null>(null);

  useEffect(() => {
    let current = true;
    void callTill('terminal.setup', {}).then((reply) => {
      if (!current) return;
      if (reply.ok) {
        setView(reply.value);
        setForm(formOf(reply.value));
      } else raiseNotice('refused', 'error', reply.error.code, reply.error.params);
    });
    return () => {
      current = false;
    };
  }, []);

  const driver = driverIn(view, form);
  const kept = keptSecrets(view, form);
  const isWhole = form !== null && driver !== null;
  const missing = isWhole ? missingOf(form, driver, kept) : null;
  const isReady = isWhole && missing === null && !isTesting;
  // What was found of other settings than the ones on the screen would be taken for theirs.
  const found = tested?.form === form ? (tested?.checks ?? null) : null;
  const test = async () => {
    if (!isReady) return;
    dropNotice();
    setTesting(true);
    const reply = await sendTill('terminal.check', { terminal: choiceOf(form, driver) });
    setTesting(false);
    setTested(reply?.ok === true ? { form, checks: reply.value } : null);
  };
  const save = async () => {
    if (!isReady || view === null) return;
    const terminal = choiceOf(form, driver);
    const reply = await sendTill('terminal.save', { terminal });
    if (reply?.ok !== true) return;
    const saved = savedView(view, terminal, driver);
    const shown = formOf(saved);
    setForm(shown);
    setTested(found === null ? null : { form: shown, checks: found });
    setView(saved);
  };
  return { view, form, setForm, driver, kept, missing, isReady, isTesting, found, test, save };
}

function driverIn(
  view: TerminalSetupView | null,
  form: TerminalForm | null,
): TerminalDriverView | null {
  return view?.drivers.find(({ id }) => id === form?.protocol) ?? null;
}

/** Stored secrets are those of the protocol they were stored for. */
function keptSecrets(view: TerminalSetupView | null, form: TerminalForm | null): readonly string[] {
  return view?.terminal?.protocol === form?.protocol ? (view?.keptSecrets ?? []) : [];
}

/** What the service shows of a terminal once it is saved: its secrets are stored, and not told. */
function savedView(
  view: TerminalSetupView,
  terminal: TerminalChoice,
  { fields }: TerminalDriverView,
): TerminalSetupView {
  const secrets = fields.filter((field) => field.kind === 'text' && field.secret);
  const keptNames = secrets.map(({ name }) => name);
  const untold = Object.fromEntries(keptNames.map((name) => [name, null]));
  return {
    ...view,
    terminal: { ...terminal, fields: { ...terminal.fields, ...untold } },
    keptSecrets: keptNames,
  };
}

/** Which card terminal this register works with, and whether it can be reached. */
export function TerminalSettings() {
  const { t } = useTranslation();
  const { view, form, setForm, driver, kept, missing, isReady, isTesting, found, test, save } =
    useTerminalForm();
  const actions: readonly Action[] = [
    {
      key: 'F5',
      label: t('terminalSetup.test'),
      enabled: isReady,
      run: () => void test(),
      testId: 'terminal-test',
    },
    {
      key: 'F8',
      label: t('terminalSetup.save'),
      tone: 'accent',
      enabled: isReady,
      run: () => void save(),
      testId: 'terminal-save',
    },
  ];
  useActions(actions, { depth: DEPTH.panel });
  return (
    <div className={styles['page']} data-testid="terminal-settings">
      <header className={styles['head']}>
        <h2 className={styles['title']}>{t('terminalSetup.title')}</h2>
        <span className={styles['missing']}>
          {missing === null || driver === null ? '' : missingWords(t, missing, driver)}
        </span>
        {actions.map((each) => (
          <ActionKey key={each.key} action={each} />
        ))}
      </header>
      <div className={styles['columns']}>
        {view === null || form === null || driver === null ? null : (
          <TerminalFields
            form={form}
            driver={driver}
            drivers={view.drivers}
            ports={view.ports}
            keptSecrets={kept}
            onChange={setForm}
          />
        )}
        <TerminalChecks checks={isTesting ? 'running' : found} />
      </div>
    </div>
  );
}
