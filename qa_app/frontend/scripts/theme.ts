// Light and dark: the choice is kept for the browser and told to the server, so no page flashes.
const STORE = "qa.theme";
const YEAR = 31_536_000;

type Theme = "light" | "dark";

/** Which of the two is shown now, also where the page follows the system. */
export function shownTheme(): Theme {
  const set = document.documentElement.dataset["bsTheme"];
  if (set === "light" || set === "dark") return set;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(STORE, theme);
  } catch {
    // Storage may be switched off; the cookie still carries the choice to the server.
  }
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

function kept(): string | null {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function label(theme: Theme): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-toggle]")) {
    const name = theme === "dark" ? button.dataset["toLight"] : button.dataset["toDark"];
    if (name) button.setAttribute("aria-label", name);
    for (const icon of button.querySelectorAll("[data-for]")) {
      icon.toggleAttribute("hidden", icon.getAttribute("data-for") !== theme);
    }
  }
}

function choose(theme: Theme): void {
  keep(theme);
  document.documentElement.dataset["bsTheme"] = theme;
  label(theme);
  document.dispatchEvent(new CustomEvent("qa:theme", { detail: theme }));
}

export function startTheme(): void {
  const earlier = kept();
  if (earlier === "light" || earlier === "dark") choose(earlier);
  label(shownTheme());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    label(shownTheme());
    document.dispatchEvent(new CustomEvent("qa:theme", { detail: shownTheme() }));
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", () => choose(shownTheme() === "dark" ? "light" : "dark"));
  }
}
