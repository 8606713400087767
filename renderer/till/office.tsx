import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { EndOfDay } from '../features/closing/end-of-day.tsx';
import { TerminalSettings } from '../features/devices/terminal-settings.tsx';
import { OfficeScreen } from '../features/office/office-screen.tsx';
import { ScreenSettings } from '../features/office/screen-settings.tsx';
import { RecentSales } from '../features/receipts/recent-sales.tsx';
import { ReportPage } from '../features/reports/report-page.tsx';
import { SettlementPage } from '../features/reports/settlement-page.tsx';
import { TerminalResult } from '../features/reports/terminal-result.tsx';
import { VoidBasket } from '../features/voiding/void-basket.tsx';
import { type OfficePage, useWindowState } from '../state/window-state.ts';

interface OfficeProps {
  readonly snapshot: TillSnapshot;
  readonly page: OfficePage;
  readonly onPage: (page: OfficePage) => void;
}

/** The office and the page of it that is open. */
export function Office(props: OfficeProps) {
  const { snapshot, page, onPage } = props;
  const { closeOffice } = useWindowState();
  return (
    <OfficeScreen
      snapshot={snapshot}
      page={page}
      onPage={onPage}
      voidBasket={(onClose) => (
        <VoidBasket
          snapshot={snapshot}
          onClose={onClose}
          onVoid={() => {
            onClose();
            closeOffice();
          }}
        />
      )}
    >
      <Page {...props} />
    </OfficeScreen>
  );
}

function Page({ snapshot, page, onPage }: OfficeProps) {
  switch (page) {
    case 'menu':
      return null;
    case 'endOfDay':
      return (
        <EndOfDay
          snapshot={snapshot}
          terminalResult={(onNext) => <TerminalResult onNext={onNext} />}
        />
      );
    case 'xReport':
      return <ReportPage key="x" kind="x" operators={snapshot.operators} />;
    case 'lastZ':
      return <ReportPage key="z" kind="z" operators={snapshot.operators} />;
    case 'lastBatch':
      return <SettlementPage onBack={() => onPage('menu')} />;
    case 'recent':
      return <RecentSales />;
    case 'terminal':
      return <TerminalSettings />;
    case 'settings':
      return <ScreenSettings />;
  }
}
