import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../ui/action-button.tsx';
import { TextEntry } from '../../ui/text-entry.tsx';
import { BAUDS, CUSTOMER_LIMITS_S, type TerminalForm, withProtocol } from './terminal-form.ts';
import styles from './terminal-settings.module.css';

/** Everything that can be chosen of a card terminal. */
export function TerminalFields(props: {
  readonly form: TerminalForm;
  readonly ports: readonly string[];
  readonly hasPassword: boolean;
  readonly onChange: (form: TerminalForm) => void;
}) {
  const { t } = useTranslation();
  const { form, onChange } = props;
  const change = (part: Partial<TerminalForm>) => onChange({ ...form, ...part });
  return (
    <div className={styles['fields']}>
      <div className={styles['pair']}>
        <Choice
          name={t('terminalSetup.protocol')}
          options={[
            { value: 'zvt', label: 'ZVT' },
            { value: 'transbank', label: 'Transbank' },
          ]}
          chosen={form.protocol}
          onChoose={(protocol) => onChange(withProtocol(form, protocol))}
        />
        <Choice
          name={t('terminalSetup.line')}
          options={[
            { value: 'serial', label: t('terminalSetup.serial') },
            { value: 'tcp', label: t('terminalSetup.network') },
          ]}
          chosen={form.kind}
          onChoose={(kind) => change({ kind })}
        />
      </div>
      {form.kind === 'serial' ? (
        <SerialFields form={form} ports={props.ports} change={change} />
      ) : (
        <NetworkFields form={form} change={change} />
      )}
      <IdentityFields form={form} hasPassword={props.hasPassword} change={change} />
      <Choice
        name={t('terminalSetup.customerLimit')}
        options={CUSTOMER_LIMITS_S.map((value) => ({
          value,
          label: value === 0 ? t('terminalSetup.never') : t('terminalSetup.seconds', { n: value }),
        }))}
        chosen={form.customerLimitS}
        onChoose={(customerLimitS) => change({ customerLimitS })}
      />
      {form.protocol === 'zvt' ? <ZvtFields form={form} change={change} /> : null}
    </div>
  );
}

interface PartProps {
  readonly form: TerminalForm;
  readonly change: (part: Partial<TerminalForm>) => void;
}

function NetworkFields({ form, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className={styles['pair']}>
      <TextEntry
        label={t('terminalSetup.host')}
        value={form.host}
        onChange={(host) => change({ host })}
        testId="terminal-host"
      />
      <TextEntry
        label={t('terminalSetup.port')}
        value={form.port}
        onChange={(port) => change({ port })}
        maxLength={5}
        testId="terminal-port"
      />
    </div>
  );
}

function IdentityFields({
  form,
  change,
  hasPassword,
}: PartProps & { readonly hasPassword: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={styles['pair']}>
      {form.kind === 'serial' ? (
        <Choice
          name={t('terminalSetup.stopBits')}
          options={([1, 2] as const).map((value) => ({ value, label: String(value) }))}
          chosen={form.stopBits}
          onChoose={(stopBits) => change({ stopBits })}
        />
      ) : null}
      <TextEntry
        label={t('terminalSetup.name')}
        value={form.terminalId}
        onChange={(terminalId) => change({ terminalId })}
        maxLength={32}
        testId="terminal-name"
      />
      {form.protocol === 'zvt' ? (
        <TextEntry
          label={t(hasPassword ? 'terminalSetup.passwordKept' : 'terminalSetup.password')}
          value={form.password}
          onChange={(password) => change({ password })}
          maxLength={6}
          secret
          testId="terminal-password"
        />
      ) : null}
    </div>
  );
}

/** What only ZVT knows. */
function ZvtFields({ form, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Choice
        name={t('terminalSetup.walletCodes')}
        options={[
          { value: false, label: t('terminalSetup.walletAtTerminal') },
          { value: true, label: t('terminalSetup.walletHere') },
        ]}
        chosen={form.takesWalletCodes}
        onChoose={(takesWalletCodes) => change({ takesWalletCodes })}
      />
      <Choice
        name={t('terminalSetup.signatures')}
        options={[
          { value: false, label: t('terminalSetup.signatureOnPaper') },
          { value: true, label: t('terminalSetup.signatureHere') },
        ]}
        chosen={form.checksSignatures}
        onChoose={(checksSignatures) => change({ checksSignatures })}
      />
    </>
  );
}

function SerialFields({ form, ports, change }: PartProps & { readonly ports: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles['pair']}>
        <TextEntry
          label={t('terminalSetup.path')}
          value={form.path}
          onChange={(path) => change({ path })}
          maxLength={200}
          testId="terminal-path"
        />
        {ports.length === 0 ? null : (
          <Choice
            name={t('terminalSetup.found')}
            options={ports.slice(0, 8).map((value) => ({ value, label: value }))}
            chosen={form.path}
            onChoose={(path) => change({ path })}
          />
        )}
      </div>
      <Choice
        name={t('terminalSetup.baud')}
        options={BAUDS.map((value) => ({ value, label: String(value) }))}
        chosen={form.baud}
        onChoose={(baud) => change({ baud })}
      />
    </>
  );
}

/** One of a few, as buttons: every one can be seen and touched. */
function Choice<V extends string | number | boolean>(props: {
  readonly name: string;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly chosen: V;
  readonly onChoose: (value: V) => void;
}) {
  return (
    <div className={styles['choice']} role="group" aria-label={props.name}>
      <span className={styles['name']}>{props.name}</span>
      <div className={styles['options']}>
        {props.options.map(({ value, label }) => (
          <ActionButton
            key={String(value)}
            label={label}
            pressed={value === props.chosen}
            onPress={() => props.onChoose(value)}
          />
        ))}
      </div>
    </div>
  );
}
