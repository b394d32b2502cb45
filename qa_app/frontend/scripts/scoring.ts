// Entry of scoring pages.
export {};
