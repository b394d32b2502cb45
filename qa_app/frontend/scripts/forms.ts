// Forms: a button that is not ready does nothing, and nothing is sent twice.
const sent = new WeakSet<HTMLFormElement>();

export function startForms(): void {
  document.addEventListener(
    "click",
    (event) => {
      if ((event.target as Element).closest('[aria-disabled="true"]')) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true,
  );
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.closest("[hx-post], [hx-boost]")) return;
    if (form.querySelector('[type=submit][aria-disabled="true"]')) event.preventDefault();
    else if (sent.has(form)) event.preventDefault();
    else {
      sent.add(form);
      // A download answers without leaving the page; the form must work again after it.
      setTimeout(() => sent.delete(form), 4000);
    }
  });
  // A choice that changes what else is asked: as if its button had been pressed.
  document.addEventListener("change", (event) => {
    const name = (event.target as HTMLElement).dataset?.submits;
    if (name) document.querySelector<HTMLButtonElement>(`#${name}`)?.click();
  });
  // The browser passes over it where something had the focus for a moment while the page was drawn.
  const first = document.querySelector<HTMLElement>("[autofocus]:not(dialog *)");
  if (first && document.activeElement === document.body) first.focus();
  guardUnsaved();
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// Forms whose page has several: what is typed in one is not lost unasked by sending another.
function guardUnsaved(): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-unsaved]")];
  const begun = new Map(forms.map((form) => [form, contentOf(form)]));
  if (!forms.length) return;
  window.addEventListener("beforeunload", (event) => {
    if (forms.some((form) => !sent.has(form) && contentOf(form) !== begun.get(form))) event.preventDefault();
  });
}

function contentOf(form: HTMLFormElement): string {
  return JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}
