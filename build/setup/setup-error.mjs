/** Set-up cannot go on; the message is one sentence that says what a person can do about it. */
export class SetupError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetupError';
  }
}
