// The designer's own sentences, given by its page so that they are translated.
let known: Record<string, string> | undefined;

export function say(key: string): string {
  known ??= JSON.parse(document.getElementById("designer-words")?.textContent ?? "{}") as Record<string, string>;
  return known[key] ?? key;
}
