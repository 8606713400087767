import { createRoot } from 'react-dom/client';
import '../ui/base.css';
import './base-size.css';
import { TrainingWindow } from './training-window.tsx';
import { connectTraining } from './view.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
connectTraining();
createRoot(root).render(<TrainingWindow />);
