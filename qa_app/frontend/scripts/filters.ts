// Filter bars apply themselves on change and give the focus back after the page came anew.
const STORE = "qa.filter-focus";

function name(form: HTMLFormElement): string {
  return `${location.pathname}#${form.id}`;
}

function apply(form: HTMLFormElement): void {
  const field = document.activeElement;
  if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) {
    sessionStorage.setItem(STORE, JSON.stringify([name(form), field.name]));
  }
  form.requestSubmit();
}

function restore(form: HTMLFormElement): void {
  const stored = sessionStorage.getItem(STORE);
  if (!stored) return;
  const [page, field] = JSON.parse(stored) as [string, string];
  if (page !== name(form)) return;
  sessionStorage.removeItem(STORE);
  form.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`)?.focus({ preventScroll: true });
}

export function startFilters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosubmit]")) {
    for (const button of form.querySelectorAll<HTMLElement>("[data-autosubmit-button]")) {
      button.hidden = true;
    }
    form.addEventListener("change", (event) => {
      const field = event.target;
      if (field instanceof HTMLInputElement && field.type === "search") return;
      apply(form);
    });
    restore(form);
  }
}
