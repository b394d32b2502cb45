// Templates of comments: found by their words, inserted where the caret stands, all by keyboard.
import { announce } from "../announce";
import { openDialog } from "../dialogs";
import { flash } from "../flashes";
import { word } from "../words";

interface Template {
  title: string;
  text: string;
  shared: boolean;
}

const one = <T extends HTMLElement>(id: string): T | null => document.getElementById(id) as T | null;

/** The places of a template filled in; one that has no value stays as it is written. */
export function filled(text: string, places: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => places[name] ?? all);
}

/** Those in which every typed word occurs, in title or text. */
export function matching(templates: Template[], typed: string): Template[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter(({ title, text }) => {
    const all = `${title} ${text}`.toLowerCase();
    return words.every((each) => all.includes(each));
  });
}

/** Whether this page offers templates. */
export function canInsert(): boolean {
  return one("insert") !== null;
}

export class Inserter {
  private all: Template[] = [];
  private found: Template[] = [];
  private place = 0;
  private field: HTMLTextAreaElement | null = null;
  /** Where the caret stood, or what was selected, when the list was opened. */
  private caret: [number, number] = [0, 0];

  constructor(private readonly places: () => Record<string, string>) {
    const search = one<HTMLInputElement>("insert-find");
    search?.addEventListener("input", () => this.search(search.value));
    search?.addEventListener("keydown", (event) => this.typed(event));
    one("insert-list")?.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.insert(this.found[Number(option.dataset["place"])]);
    });
  }

  /** Opens the list for a field; what is chosen goes to its caret. */
  async open(field: HTMLTextAreaElement): Promise<void> {
    this.field = field;
    this.caret = [field.selectionStart, field.selectionEnd];
    const url = document.querySelector<HTMLElement>("#insert [data-url]")?.dataset["url"] ?? "";
    const response = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return flash(word(response ? "denied" : "offline"), "poor");
    this.all = (await response.json()) as Template[];
    const search = one<HTMLInputElement>("insert-find");
    if (search) search.value = "";
    openDialog("insert");
    search?.focus();
    this.search("");
  }

  private search(typed: string): void {
    this.found = matching(this.all, typed);
    const list = one("insert-list");
    list?.replaceChildren(...this.found.map((each, place) => this.option(each, place)));
    const none = one("insert-none");
    if (none) none.textContent = this.found.length ? "" : word(this.all.length ? "insert-nothing" : "insert-none");
    this.choose(0);
  }

  private option(each: Template, place: number): Element {
    const pattern = one<HTMLTemplateElement>("insert-pattern");
    const made = pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const [title, chip, text] = [made.querySelector("b"), made.querySelector<HTMLElement>(".chip"), made.querySelector(".ins-t")];
    made.id = `insert-${place}`;
    made.dataset["place"] = String(place);
    if (title) title.textContent = each.title;
    if (text) text.textContent = filled(each.text, this.places());
    if (chip) chip.hidden = !each.shared;
    return made;
  }

  private choose(place: number): void {
    this.place = Math.min(Math.max(place, 0), Math.max(this.found.length - 1, 0));
    for (const option of document.querySelectorAll<HTMLElement>("#insert-list [role=option]")) {
      const on = Number(option.dataset["place"]) === this.place;
      option.setAttribute("aria-selected", String(on));
      if (on) option.scrollIntoView({ block: "nearest" });
    }
    const search = one("insert-find");
    if (this.found.length) search?.setAttribute("aria-activedescendant", `insert-${this.place}`);
    else search?.removeAttribute("aria-activedescendant");
  }

  private typed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.choose(this.place + 1);
    else if (event.key === "ArrowUp") this.choose(this.place - 1);
    else if (event.key === "Enter") this.insert(this.found[this.place]);
    else return;
    event.preventDefault();
  }

  private insert(chosen: Template | undefined): void {
    const { field } = this;
    if (!chosen || !field) return;
    one<HTMLDialogElement>("insert")?.close();
    field.focus();
    const [start, end] = this.caret.map((place) => Math.min(place, field.value.length)) as [number, number];
    field.setRangeText(filled(chosen.text, this.places()), start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    announce(word("inserted", { title: chosen.title }));
  }
}
