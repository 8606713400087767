import { createRoot } from 'react-dom/client';
import { connectDisplay } from '../ipc/client.ts';
import { followDisplay } from '../state/display-view.ts';
import '../ui/base.css';
import { DisplayWindow } from './display-window.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
followDisplay();
connectDisplay();
createRoot(root).render(<DisplayWindow />);
