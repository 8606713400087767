import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceChecks, TerminalSetupView } from '../../../contracts/terminal-setup.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import { dropNotice, raiseNotice } from '../../state/notices.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
import { choiceOf, formOf, missingOf, type TerminalForm } from './terminal-form.ts';
import { TerminalChecks } from './terminal-checks.tsx';
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
  const [form, setForm] = useState<TerminalForm>(() => formOf(null));
  const [isTesting, setTesting] = useState(false);
  const [tested, setTested] = useState<Tested | null>(null);

  useEffect(() => {
    let current = true;
    void callTill('terminal.setup', {}).then((reply) => {
      if (!current) return;
      if (reply.ok) {
        setView(reply.value);
        setForm(formOf(reply.value.terminal));
      } else raiseNotice('refused', 'error', reply.error.code, reply.error.params);
    });
    return () => {
      current = false;
    };
  }, []);

  const missing = missingOf(form, view?.hasPassword ?? false);
  const isReady = view !== null && missing === null && !isTesting;
  // What was found of other settings than the ones on the screen would be taken for theirs.
  const found = tested?.form === form ? tested.checks : null;
  const test = async () => {
    if (!isReady) return;
    dropNotice();
    setTesting(true);
    const reply = await sendTill('terminal.check', { terminal: choiceOf(form) });
    setTesting(false);
    setTested(reply?.ok === true ? { form, checks: reply.value } : null);
  };
  const save = async () => {
    if (!isReady) return;
    const reply = await sendTill('terminal.save', { terminal: choiceOf(form) });
    if (reply?.ok !== true) return;
    const kept = { ...form, password: '' };
    setForm(kept);
    setTested(found === null ? null : { form: kept, checks: found });
    setView({ ...view, hasPassword: view.hasPassword || form.password !== '' });
  };
  useKeyLayer({ depth: DEPTH.panel, keys: { F5: () => void test(), F8: () => void save() } });
  return { view, form, setForm, missing, isReady, isTesting, found, test, save };
}

/** Which card terminal this register works with, and whether it can be reached. */
export function TerminalSettings() {
  const { t } = useTranslation();
  const { view, form, setForm, missing, isReady, isTesting, found, test, save } = useTerminalForm();
  return (
    <div className={styles['page']} data-testid="terminal-settings">
      <header className={styles['head']}>
        <h2 className={styles['title']}>{t('terminalSetup.title')}</h2>
        <span className={styles['missing']}>
          {view === null || missing === null ? '' : t(`terminalSetup.missing.${missing}`)}
        </span>
        <ActionButton
          label={t('terminalSetup.test')}
          cap="F5"
          onPress={() => void test()}
          isDisabled={!isReady}
          testId="terminal-test"
        />
        <ActionButton
          label={t('terminalSetup.save')}
          cap="F8"
          tone="accent"
          onPress={() => void save()}
          isDisabled={!isReady}
          testId="terminal-save"
        />
      </header>
      <div className={styles['columns']}>
        {view === null ? null : (
          <TerminalFields
            form={form}
            ports={view.ports}
            hasPassword={view.hasPassword}
            onChange={setForm}
          />
        )}
        <TerminalChecks checks={isTesting ? 'running' : found} />
      </div>
    </div>
  );
}
