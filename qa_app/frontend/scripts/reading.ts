// Entry of the page of one interaction: words of the centre's lists are marked in it and led to.
import { register } from "./keys";
import { SaidWords, type Reader } from "./scoring/said";
import { word } from "./words";

class Page implements Reader {
  constructor(readonly pane: HTMLElement) {}

  goTo(_turn: number, position: number): void {
    const turn = document.getElementById(`turn-${position}`);
    for (const old of this.pane.querySelectorAll(".tn.sel")) old.classList.remove("sel");
    turn?.classList.add("sel");
    turn?.scrollIntoView({ block: "center" });
  }
}

const pane = document.querySelector<HTMLElement>("[data-said-words]");
if (pane) {
  const said = new SaidWords(pane.dataset["saidWords"] ?? "", new Page(pane), new AbortController().signal);
  register({ id: "said", key: "w", label: word("said-key"), when: () => said.any, run: () => said.next() });
}
