import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { callTill } from '../../ipc/client.ts';
import { sendTill } from '../../state/commands.ts';
import type { Action } from '../../ui/actions.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import { money } from '../../words/figures.ts';
import { useWindowState } from '../../state/window-state.ts';
import styles from './signature-dialog.module.css';

type Payment = NonNullable<TillSnapshot['payment']>;
type Signature = NonNullable<Payment['signature']>;
type Choice = Signature['choices'][number];

/** How far the picture is: on its way, drawn, or not to be had. */
type Drawing =
  | { readonly state: 'loading' | 'gone' }
  | { readonly state: 'coming' | 'drawn'; readonly source: string };

/** Shown as long as the terminal waits for the cashier to judge a signature. */
export function SignatureDialog({ payment }: { readonly payment: TillSnapshot['payment'] }) {
  const signature = payment?.signature ?? null;
  if (payment === null || signature === null) return null;
  // A new question is a new picture: nothing of the one before may stay.
  return <OpenSignature key={signature.questionId} payment={payment} signature={signature} />;
}

/**
 * The picture as large as there is room, and the answers. Letters, not Enter: a key meant for the
 * screen before must not judge a signature nobody has looked at. Only "does not match" can be said
 * before the picture is there.
 */
function OpenSignature(props: { readonly payment: Payment; readonly signature: Signature }) {
  const { payment, signature } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [drawing, setDrawing] = useState<Drawing>({ state: 'loading' });
  const { questionId, choices } = signature;

  useEffect(() => {
    let isShown = true;
    void callTill('pay.signature', { questionId }).then((reply) => {
      if (!isShown) return;
      const picture = reply.ok ? reply.value.picture : null;
      if (picture === null) return setDrawing({ state: 'gone' });
      const source = `data:${picture.mimeType};base64,${picture.base64}`;
      setDrawing({ state: 'coming', source });
    });
    return () => {
      isShown = false;
    };
  }, [questionId]);

  const labels = { matches: t('signature.matches'), differs: t('signature.differs') };
  const actions: Action[] = inOrder(choices).map(({ choice, place }) => ({
    label: choice.meaning === null ? ownWords(choice, place) : labels[choice.meaning],
    key: keyOf(choice, place),
    tone: toneOf(choice),
    enabled: drawing.state === 'drawn' || choice.meaning === 'differs',
    run: () => void sendTill('pay.judgeSignature', { questionId, choice: place }),
    testId: `signature-${choice.meaning ?? place + 1}`,
  }));
  function ownWords({ text }: Choice, place: number): string {
    return text === '' ? t('signature.choice', { n: place + 1 }) : text;
  }
  const hasOwnWords = choices.some(({ meaning }) => meaning === null);
  return (
    <TillDialog
      title={t('signature.title')}
      size="large"
      onClose={() => undefined}
      testId="dialog-signature"
      actions={actions}
    >
      <div className={styles['head']}>
        <output className={styles['amount']}>{money(payment.amountMinor, currency)}</output>
        {signature.text === '' ? null : <p className={styles['words']}>{signature.text}</p>}
      </div>
      <div className={styles['frame']}>
        {'source' in drawing ? (
          <img
            className={styles['picture']}
            src={drawing.source}
            alt={t('signature.picture')}
            data-testid="signature-picture"
            onLoad={() => setDrawing({ state: 'drawn', source: drawing.source })}
            onError={() => setDrawing({ state: 'gone' })}
          />
        ) : (
          <p className={styles['missing']} role="status">
            {drawing.state === 'gone' ? t('signature.noPicture') : t('signature.loading')}
          </p>
        )}
      </div>
      <p className={styles['note']}>
        {t('signature.compare')}
        {hasOwnWords ? ` ${t('signature.ownWords')}` : ''}
      </p>
    </TillDialog>
  );
}

/** Always in the same order, for the hand that has learnt it; other words as the terminal has them. */
function inOrder(choices: readonly Choice[]): { choice: Choice; place: number }[] {
  const rank = ({ meaning }: Choice) => (meaning === null ? 2 : meaning === 'matches' ? 0 : 1);
  return choices
    .map((choice, place) => ({ choice, place }))
    .toSorted((a, b) => rank(a.choice) - rank(b.choice));
}

function keyOf({ meaning }: Choice, place: number): string {
  if (meaning === null) return String(place + 1);
  return meaning === 'matches' ? 'y' : 'n';
}

function toneOf({ meaning }: Choice): 'accent' | 'danger' | 'plain' {
  if (meaning === null) return 'plain';
  return meaning === 'matches' ? 'accent' : 'danger';
}
