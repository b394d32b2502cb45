// One registry of keyboard shortcuts: off while typing, changeable, listed under "?".
import { openDialog } from "./dialogs";
import { word } from "./words";

export interface Shortcut {
  /** Stable name, under which a person's own key is kept. */
  id: string;
  /** As `event.key` in lower case, with `ctrl+`, `alt+`, `shift+` before it where held. */
  key: string;
  /** What it does, as shown in the list. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Where given, the shortcut exists only while this is true. */
  when?: () => boolean;
  /** Works in text fields too; for keys with a modifier only. */
  whileTyping?: boolean;
  /** What the list shows instead of the key, for the first of a row of keys such as 1 to 9. */
  shown?: string;
  /** Not in the list, since another entry stands for it. */
  unlisted?: boolean;
}

const STORE = "qa.keys";
const NAMED: Record<string, string> = { ctrl: "Ctrl", shift: "Shift", alt: "Alt", enter: "↵", space: "Space", arrowup: "↑", arrowdown: "↓" };
const shortcuts = new Map<string, Shortcut>();

interface Choice {
  off?: boolean;
}

let own: Record<string, string> | undefined;

/** The person's own keys by shortcut, as far as they differ, handed over by the page. */
function ownKeys(): Record<string, string> {
  own ??= JSON.parse(document.querySelector("script[data-keys]")?.textContent ?? "{}") as Record<string, string>;
  return own;
}

function choice(): Choice {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}") as Choice;
  } catch {
    return {};
  }
}

function choose(next: Choice): void {
  localStorage.setItem(STORE, JSON.stringify(next));
}

/** The key that stands for this shortcut now: the person's own or the given one. */
export function keyOf(shortcut: Shortcut): string {
  return ownKeys()[shortcut.id] ?? shortcut.key;
}

/** Adds shortcuts; gives back a function that takes them away again. */
export function register(...added: Shortcut[]): () => void {
  for (const shortcut of added) shortcuts.set(shortcut.id, shortcut);
  return () => {
    for (const shortcut of added) shortcuts.delete(shortcut.id);
  };
}

/** The caps of a key as people read them; a "+" at the end is the sign itself. */
function caps(key: string): string[] {
  return key.split(/\+(?=.)/).map((part) => NAMED[part] ?? (/^f\d+$/.test(part) ? part.toUpperCase() : part));
}

/** Puts the person's own keys into hints, in templates too; the server wrote the delivered ones. */
export function paintKeys(root: ParentNode = document): void {
  const changed = ownKeys();
  if (!Object.keys(changed).length) return;
  for (const hint of root.querySelectorAll<HTMLElement>("[data-key-of]")) {
    const key = changed[hint.dataset["keyOf"] ?? ""];
    if (key) hint.textContent = caps(key).join(" ");
  }
  for (const pattern of root.querySelectorAll("template")) paintKeys(pattern.content);
}

/** The key that an event stands for, in the form that shortcuts are written in. */
export function pressed(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const held = [
    (event.ctrlKey || event.metaKey) && "ctrl",
    event.altKey && "alt",
    // Shift is part of the character itself for signs such as "?".
    event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) && "shift",
  ].filter(Boolean);
  return [...held, key].join("+");
}

function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.isContentEditable || target.closest("textarea, select")) return true;
  const input = target.closest("input");
  return input !== null && !["radio", "checkbox", "button", "submit"].includes(input.type);
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = pressed(event);
  const plain = !/^(ctrl|alt)\+/.test(key);
  if (plain && choice().off) return;
  // Space already means something on these; it must not do two things at once.
  const pressable = 'button, summary, [role="switch"], input[type="checkbox"]';
  if (key === "space" && (event.target as Element).closest(pressable)) return;
  const inDialog = document.querySelector("dialog[open]") !== null;
  for (const shortcut of shortcuts.values()) {
    if (keyOf(shortcut) !== key || (shortcut.when && !shortcut.when())) continue;
    if (typing(event) && !shortcut.whileTyping) continue;
    if (inDialog) continue;
    event.preventDefault();
    shortcut.run(event);
    return;
  }
}

function fillList(list: HTMLElement): void {
  list.replaceChildren();
  for (const shortcut of shortcuts.values()) {
    if (shortcut.unlisted || (shortcut.when && !shortcut.when())) continue;
    const term = document.createElement("dt");
    const keys = shortcut.shown ?? keyOf(shortcut);
    for (const part of caps(keys)) {
      const key = document.createElement("kbd");
      key.textContent = part;
      term.append(key, " ");
    }
    const text = document.createElement("dd");
    text.textContent = shortcut.label;
    list.append(term, text);
  }
}

export function showKeys(): void {
  const list = document.getElementById("key-list");
  if (list) fillList(list);
  openDialog("keys");
}

export function startKeys(): void {
  const search = document.getElementById("search-link");
  register(
    { id: "help", key: "?", label: word("keys-help"), run: showKeys },
    { id: "search", key: "ctrl+k", label: word("keys-search"), whileTyping: true,
      when: () => search !== null, run: () => search?.click() },
  );
  document.addEventListener("keydown", handle);
  paintKeys();
  for (const opener of document.querySelectorAll<HTMLElement>("[data-show-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", showKeys);
  }
  const off = document.getElementById("keys-off") as HTMLInputElement | null;
  if (off) {
    off.checked = Boolean(choice().off);
    off.addEventListener("change", () => choose({ ...choice(), off: off.checked }));
  }
}
