// The few sentences that modules say themselves, given by the page so that they are translated.
let known: Record<string, string> | undefined;

/** The page's text for `key` with `{name}` places filled, or the key itself where it has none. */
export function word(key: string, places: Record<string, string | number> = {}): string {
  known ??= gather();
  const text = known[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(places[name] ?? all));
}

/** The sentences of every page and, where it has its own, of this one. */
function gather(): Record<string, string> {
  const lists = [...document.querySelectorAll("script[data-words]")];
  return Object.assign({}, ...lists.map((list) => JSON.parse(list.textContent ?? "{}") as object));
}
