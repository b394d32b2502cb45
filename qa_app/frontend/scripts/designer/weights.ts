// Weights of the list as they are typed: none is lost or passed over while it is not saved.
const NAME = "#outline .d-weight";

interface Typed {
  value: string;
  /** What is wrong with it, as the server said at the field. */
  wrong: Element | null;
}

const all = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>(NAME)];
const savedOf = (field: HTMLInputElement): string => field.dataset["saved"] ?? field.defaultValue;

/** The fields whose weight is another than the draft's. */
export function unsavedWeights(): HTMLInputElement[] {
  return all().filter((field) => field.value !== savedOf(field));
}

/** What is typed is no longer what was refused. */
export function unmark(field: HTMLInputElement): void {
  field.removeAttribute("aria-invalid");
  document.getElementById(field.getAttribute("aria-describedby") ?? "")?.remove();
  field.removeAttribute("aria-describedby");
}

function put(id: string, { value, wrong }: Typed): void {
  const field = document.getElementById(id) as HTMLInputElement | null;
  if (!field) return;
  field.value = value;
  if (!wrong || field.getAttribute("aria-invalid")) return;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", wrong.id);
  field.closest("li")?.append(wrong);
}

/**
 * Keeps what is typed while the list is drawn anew. `sent` says whether the request carried the
 * weights: then the answer has them, and only the one that is being typed is newer.
 */
export function keepTypedWeights(sent: () => boolean): void {
  const kept = new Map<string, Typed>();
  let focused = "";
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if ((event as CustomEvent<{ target: Element }>).detail.target.id !== "outline") return;
    kept.clear();
    const now = document.activeElement;
    focused = all().some((field) => field === now) ? (now?.id ?? "") : "";
    for (const field of unsavedWeights()) {
      if (sent() && field.id !== focused) continue;
      const wrong = document.getElementById(field.getAttribute("aria-describedby") ?? "");
      kept.set(field.id, { value: field.value, wrong });
    }
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if ((event as CustomEvent<{ target: Element }>).detail.target.id !== "outline") return;
    for (const [id, typed] of kept) put(id, typed);
    kept.clear();
    const field = document.getElementById(focused);
    if (field && document.activeElement !== field) field.focus();
    focused = "";
  });
}
