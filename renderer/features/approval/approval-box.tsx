import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { codeText, refusalText } from '../../i18n/i18n.ts';
import { type ApprovalAsked, approvalStore, giveApproval, stepBack } from '../../state/approval.ts';
import type { NoticeParams } from '../../state/notices.ts';
import { money } from '../../words/figures.ts';
import { useWindowState } from '../../state/window-state.ts';
import { SupervisorDialog } from '../../ui/supervisor-dialog.tsx';
import styles from './approval-box.module.css';

/**
 * The one box in which somebody else agrees, over whatever is shown: opened by the register's own
 * refusal, which names what is asked and which rule asks for it.
 */
export function ApprovalBox({ snapshot }: { readonly snapshot: TillSnapshot }) {
  const asked = useStore(approvalStore, (state) => state.asked);
  const signedOn = snapshot.operator?.operatorId ?? null;
  const isOver = asked !== null && asked.operatorId !== signedOn;
  useEffect(() => {
    // Whoever asked is gone, and with them what was asked for.
    if (isOver) stepBack();
  }, [isOver]);
  // The window may go away with the box: nobody is left to answer.
  useEffect(() => stepBack, []);
  return asked === null || isOver ? null : <AskedBox asked={asked} snapshot={snapshot} />;
}

function AskedBox(props: { readonly asked: ApprovalAsked; readonly snapshot: TillSnapshot }) {
  const { asked, snapshot } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { params, fault } = asked;
  const right = String(params['right']);
  const least = roleOf(params['role']);
  const named: NoticeParams = {
    ...Object.fromEntries(
      Object.entries(params).map(([key, value]) => [
        key,
        key.endsWith('Minor') && typeof value === 'number' ? money(value, currency) : value,
      ]),
    ),
    role: t(`role.${least}`),
  };
  const rule = codeText(t, ['approval', 'rule', String(params['rule'])], named);
  return (
    <SupervisorDialog
      title={codeText(t, ['approval', 'right', right], named) ?? t('approval.title')}
      rule={rule ?? t('approval.rule.role', { role: t(`role.${least}`) })}
      operator={snapshot.operator}
      operators={snapshot.operators}
      least={least}
      fault={fault === null ? null : refusalText(t, fault.code, fault.params)}
      isSending={asked.isSending}
      doLabel={t('approval.do')}
      onApprove={({ approval }) => giveApproval(approval)}
      onBack={stepBack}
      testId="dialog-approval"
    >
      <p className={styles['what']}>{codeText(t, ['approval', 'what', right], named) ?? ''}</p>
    </SupervisorDialog>
  );
}

function roleOf(value: unknown): 'supervisor' | 'manager' {
  return value === 'manager' ? 'manager' : 'supervisor';
}
