// htmx with everything switched off that a strict content policy forbids, and the CSRF header.
import htmx from "htmx.org";

type Asked = CustomEvent<{ elt: HTMLElement; requestConfig: { elt: HTMLElement }; shouldSwap: boolean }>;

// Where a form answers each change ([data-latest]), an answer that comes after the next change is
// not shown: it would undo what was just chosen, and the answer to that is on its way.
function keepLatest(): void {
  const changed = new WeakMap<Element, number>(), asked = new WeakMap<Element, number>();
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => {
      const form = (event.target as Element).closest("[data-latest]");
      if (form) changed.set(form, performance.now());
    });
  document.addEventListener("htmx:beforeRequest", (event) => {
    asked.set((event as Asked).detail.elt, performance.now());
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as Asked, form = detail.requestConfig.elt;
    if ((changed.get(form) ?? 0) > (asked.get(form) ?? Infinity)) detail.shouldSwap = false;
  });
}

export function startHtmx(): void {
  keepLatest();
  Object.assign(htmx.config, {
    allowEval: false,
    includeIndicatorStyles: false,
    // Settling copies these from the old element; "style" would be an inline style, which the policy refuses.
    attributesToSettle: ["class", "width", "height"],
    selfRequestsOnly: true,
    // Pages hold personal data: none of them is kept in the browser's storage.
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "(409|413|422)", swap: true, error: false },
      { code: "[45]..", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, verb } = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>)
      .detail;
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (verb !== "get" && token) headers["X-CSRFToken"] = token;
  });
}
