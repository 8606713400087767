// What set-up tells the person who waits. It goes to stderr, so that a command's own output can
// be piped.

/**
 * @typedef {object} Report
 * @property {(text: string) => void} say       one line under the current step's number
 * @property {<T>(text: string, work: Promise<T>) => Promise<T>} waiting
 *   says it now and again, with the seconds so far, until the work ends
 */

const REPEAT_MS = 10_000;

/**
 * A reporter for step `index` of `total`.
 * @param {number} index
 * @param {number} total
 * @param {(line: string) => void} write
 * @returns {Report}
 */
export function reportFor(index, total, write) {
  /** @param {string} text */
  const say = (text) => write(`[${index}/${total}] ${text}`);
  return {
    say,
    async waiting(text, work) {
      say(`${text} …`);
      const startedAt = performance.now();
      const seconds = () => Math.round((performance.now() - startedAt) / 1000);
      const timer = setInterval(() => say(`${text} … ${seconds()} s`), REPEAT_MS);
      try {
        return await work;
      } finally {
        clearInterval(timer);
      }
    },
  };
}
