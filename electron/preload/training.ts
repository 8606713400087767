// Preload of the training terminal's window: look at it and press its buttons, nothing else.
import { trainingCallNames, trainingEventNames } from '../../contracts/call-names.ts';
import { exposeLine } from './expose.ts';

exposeLine({ callNames: Object.keys(trainingCallNames), eventNames: trainingEventNames });
