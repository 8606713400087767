import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../ui/action-button.tsx';
import { TextEntry } from '../../ui/text-entry.tsx';
import type { TerminalDriverView, TerminalFormField } from '../../../contracts/terminal-setup.ts';
import { fieldWords } from './field-words.ts';
import {
  BAUDS,
  CUSTOMER_LIMITS_S,
  fieldValue,
  type TerminalForm,
  withDriver,
} from './terminal-form.ts';
import styles from './terminal-settings.module.css';

/** Everything that can be chosen of a card terminal. */
export function TerminalFields(props: {
  readonly form: TerminalForm;
  readonly driver: TerminalDriverView;
  readonly drivers: readonly TerminalDriverView[];
  readonly ports: readonly string[];
  readonly keptSecrets: readonly string[];
  readonly onChange: (form: TerminalForm) => void;
}) {
  const { t } = useTranslation();
  const { form, driver, drivers, onChange } = props;
  const change = (part: Partial<TerminalForm>) => onChange({ ...form, ...part });
  return (
    <div className={styles['fields']}>
      <div className={styles['pair']}>
        <Choice
          name={t('terminalSetup.protocol')}
          options={drivers.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={driver.id}
          onChoose={(chosen) => {
            const other = drivers.find(({ id }) => id === chosen);
            if (other !== undefined) onChange(withDriver(form, other));
          }}
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
      <IdentityFields form={form} change={change} driver={driver} keptSecrets={props.keptSecrets} />
      <Choice
        name={t('terminalSetup.customerLimit')}
        options={CUSTOMER_LIMITS_S.map((value) => ({
          value,
          label: value === 0 ? t('terminalSetup.never') : t('terminalSetup.seconds', { n: value }),
        }))}
        chosen={form.customerLimitS}
        onChoose={(customerLimitS) => change({ customerLimitS })}
      />
      {driver.fields.map((field) =>
        field.kind === 'switch' ? (
          <SwitchField key={field.name} form={form} change={change} driver={driver} field={field} />
        ) : null,
      )}
    </div>
  );
}

interface PartProps {
  readonly form: TerminalForm;
  readonly change: (part: Partial<TerminalForm>) => void;
}

interface DriverPartProps extends PartProps {
  readonly driver: TerminalDriverView;
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

/** The terminal's name and, beside it, what its driver wants in words. */
function IdentityFields({
  form,
  change,
  driver,
  keptSecrets,
}: DriverPartProps & { readonly keptSecrets: readonly string[] }) {
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
      {driver.fields.map((field) =>
        field.kind === 'text' ? (
          <TextEntry
            key={field.name}
            label={fieldWords(
              t,
              driver,
              field.name,
              keptSecrets.includes(field.name) ? 'kept' : 'label',
            )}
            value={String(fieldValue(form, field))}
            onChange={(value) => change({ fields: { ...form.fields, [field.name]: value } })}
            maxLength={field.maxLength}
            secret={field.secret}
            testId={`terminal-${field.name}`}
          />
        ) : null,
      )}
    </div>
  );
}

/** A question of the driver's with two answers. */
function SwitchField({
  form,
  change,
  driver,
  field,
}: DriverPartProps & { readonly field: TerminalFormField }) {
  const { t } = useTranslation();
  return (
    <Choice
      name={fieldWords(t, driver, field.name, 'label')}
      options={[
        { value: false, label: fieldWords(t, driver, field.name, 'off') },
        { value: true, label: fieldWords(t, driver, field.name, 'on') },
      ]}
      chosen={fieldValue(form, field) === true}
      onChoose={(value) => change({ fields: { ...form.fields, [field.name]: value } })}
    />
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
