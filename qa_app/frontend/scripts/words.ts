// The few sentences that modules say themselves, given by the page so that they are translated.
let known: Record<string, string> | undefined;

/** The page's text for `key` with `{name}` places filled, or the key itself where it has none. */
export function word(key: string, places: Record<string, string | number> = {}): string {
  known ??= JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Record<string, string>;
  const text = known[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(places[name] ?? all));
}
