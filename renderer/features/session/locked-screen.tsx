import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { dropNotice } from '../../state/notices.ts';
import { OperatorChoice, PinEntry } from './sign-on-screen.tsx';
import styles from './sign-on.module.css';

type Operator = TillSnapshot['operators'][number];

/**
 * The register waits for a PIN: of the one who is signed on, or of somebody who takes over. Nothing
 * of the basket is shown; it is kept as it is.
 */
export function LockedScreen({ snapshot }: { readonly snapshot: TillSnapshot }) {
  const { t } = useTranslation();
  const { operator, operators } = snapshot;
  const [isOther, setIsOther] = useState(false);
  const [otherId, setOtherId] = useState<string | null>(null);
  const hasBasket = snapshot.withheld?.basket === true;
  // An open basket has an owner: only who may take it over is offered.
  const others = operators.filter(
    ({ operatorId, role }) =>
      operatorId !== operator?.operatorId && (!hasBasket || role !== 'cashier'),
  );
  const chosen = others.find(({ operatorId }) => operatorId === otherId);
  const person = isOther ? chosen : operator;
  const choose = (other: boolean, operatorId: string | null) => {
    // A wrong PIN was somebody else's.
    dropNotice();
    setIsOther(other);
    setOtherId(operatorId);
  };
  return (
    <main className={styles['screen']} data-testid="locked">
      {person === undefined || person === null ? (
        <OperatorChoice
          operators={others}
          title={t('lock.who')}
          hint={t(others.length === 0 ? 'lock.nobodyElse' : 'lock.pick')}
          onChoose={(each: Operator) => choose(true, each.operatorId)}
          onBack={() => choose(false, null)}
        />
      ) : (
        <PinEntry
          key={person.operatorId}
          operator={person}
          hint={t(hasBasket ? 'lock.basketKept' : 'lock.typePin')}
          doLabel={t('lock.goOn')}
          otherLabel={t('lock.other')}
          onPin={(pin) => void sendTill('session.unlock', { operatorId: person.operatorId, pin })}
          onOther={() => choose(!isOther || otherId !== null, null)}
        />
      )}
      <p className={styles['product']}>{t('lock.title')}</p>
    </main>
  );
}
