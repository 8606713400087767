// Preload of the till window.
import { tillCallNames, tillEventNames } from '../../contracts/call-names.ts';
import { exposeLine } from './expose.ts';

exposeLine({ callNames: Object.keys(tillCallNames), eventNames: tillEventNames });
