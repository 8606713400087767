import { describe, expect, it } from 'vitest';
import { foldNotes, noteFaults } from './notes.mjs';

describe('a note', () => {
  it('is a paragraph of whole sentences', () => {
    expect(noteFaults('changes/a-stick.md', 'A stick is known.\nAnother one waits.\n')).toEqual([]);
    expect(noteFaults('changes/journal.md', '`journal tail` shows the newest entries.\n')).toEqual(
      [],
    );
  });

  it.each([
    ['changes/A_stick.md', 'It works.\n', 'kebab case'],
    ['changes/a.md', '\n', 'is empty'],
    ['changes/a.md', 'It works.', 'one line feed'],
    ['changes/a.md', 'It works.\n\n', 'one line feed'],
    ['changes/a.md', `${'It works.\n'.repeat(7)}`, 'has 7 lines'],
    ['changes/a.md', `It ${'w'.repeat(120)}.\n`, 'more than 120 characters'],
    ['changes/a.md', '- It works.\n', 'is one paragraph'],
    ['changes/a.md', 'It works.\n\nMore.\n', 'is one paragraph'],
    ['changes/a.md', '# Stick\n', 'is one paragraph'],
    ['changes/a.md', 'it works.\n', 'does not begin a sentence'],
    ['changes/a.md', 'It works\n', 'does not end a sentence'],
  ])('%s with %j is refused: %s', (file, text, fault) => {
    expect(noteFaults(file, text).join('\n')).toContain(fault);
  });
});

describe('a release', () => {
  const release = { version: '0.2.0', date: '2026-12-01' };

  it('puts the notes, then what stood as unreleased, under its version', () => {
    const before = '# Changelog\n\n## Unreleased\n\n- Old.\n\n## 0.1.0 (2026-01-01)\n\n- First.\n';
    expect(foldNotes(before, ['One\ntwo.\n', 'Three.\n'], release)).toBe(
      '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- One\n  two.\n- Three.\n- Old.\n\n## 0.1.0 (2026-01-01)\n\n- First.\n',
    );
  });

  it('is refused twice, without a change, and where there is no place for it', () => {
    const empty = '# Changelog\n\n## Unreleased\n';
    const released = foldNotes(empty, ['One.\n'], release);
    expect(released).toBe('# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- One.\n');
    expect(() => foldNotes(released, ['Two.\n'], release)).toThrow('released already');
    expect(() => foldNotes(empty, [], release)).toThrow('nothing has changed');
    expect(() => foldNotes('# Changelog\n', ['One.\n'], release)).toThrow('Unreleased');
  });
});
