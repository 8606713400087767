/**
 * Mutants that change nothing anybody could notice, each with its reason. They count neither for
 * nor against a group. Whoever changes the code of one looks at its reason again.
 * @type {readonly { readonly file: string, readonly from: string, readonly to: string, readonly why: string }[]}
 */
export const equivalent = [];
