import { ChevronRight } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './page-key.module.css';

/** Turns the page of a grid of keys; stands in the grid's last place. */
export function PageKey(props: {
  readonly page: number;
  readonly pages: number;
  readonly onPress: () => void;
}) {
  const { t } = useTranslation();
  const { page, pages } = props;
  return (
    <Button
      className={styles['key'] ?? ''}
      onPress={props.onPress}
      aria-label={t('common.nextPage', { page: page + 1, pages })}
      data-testid="next-page"
    >
      <span>{`${page + 1} / ${pages}`}</span>
      <ChevronRight size="1.5rem" aria-hidden="true" />
    </Button>
  );
}
