// Entry of player pages.
export {};
