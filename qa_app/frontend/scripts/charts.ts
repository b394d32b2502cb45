// Entry of charts pages.
export {};
