// Names a mutant that no test noticed as soon as it is known: a run takes long, and may be ended.
import { nameIn } from './report.mjs';
import { projectRoot } from '../setup/places.mjs';

class TellSurvivors {
  /** @param {import('./report.mjs').Mutant & { mutatorName: string }} mutant */
  onMutantTested({ fileName, status, location, replacement, mutatorName }) {
    if (status !== 'Survived' && status !== 'NoCoverage') return;
    const place = `${nameIn(projectRoot, fileName)}:${location.start.line}:${location.start.column}`;
    const text = (replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 100);
    process.stdout.write(`  ${status.toLowerCase()} ${place} ${mutatorName} -> ${text}\n`);
  }
}

export const strykerPlugins = [
  { kind: 'Reporter', name: 'survivors', injectableClass: TellSurvivors },
];
