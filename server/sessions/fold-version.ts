/**
 * To be raised with every change by which the same stream folds to another session, new fields included: snapshots of another version are
 * then folded again from the log, so that a session never depends on when it was first read.
 */
export const foldVersion = 7
