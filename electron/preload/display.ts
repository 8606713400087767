// Preload of the customer display: one query, one event, nothing that changes anything.
import { displayCallNames, displayEventNames } from '../../contracts/call-names.ts';
import { exposeLine } from './expose.ts';

exposeLine({ callNames: Object.keys(displayCallNames), eventNames: displayEventNames });
