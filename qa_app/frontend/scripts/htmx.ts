// htmx with everything switched off that a strict content policy forbids, and the CSRF header.
import htmx from "htmx.org";

export function startHtmx(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    includeIndicatorStyles: false,
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
