import { createRoot } from 'react-dom/client';
import { connectTill } from '../ipc/client.ts';
import { followTill } from '../state/till-view.ts';
import '../ui/base.css';
import { TillWindow } from './till-window.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
followTill();
connectTill();
createRoot(root).render(<TillWindow />);
