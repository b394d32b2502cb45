// Keys of the designer: through the questions, moving, adding, duplicating, removing, taking back.
import { register } from "../keys";
import { say } from "./words";

interface Acts {
  open: (at: string, focus?: boolean) => Promise<void>;
  arrange: (act: string) => Promise<void>;
  undo: () => Promise<void>;
}

const at = (): string => document.getElementById("editor")?.dataset["at"] ?? "card";

function step(by: number): string | undefined {
  const links = [...document.querySelectorAll<HTMLElement>("#outline a[data-at]")];
  const here = links.findIndex((link) => link.dataset["at"] === at());
  const rest = by > 0 ? links.slice(here + 1) : links.slice(0, Math.max(here, 0)).reverse();
  return rest.find((link) => link.dataset["at"]?.startsWith("question:"))?.dataset["at"];
}

export function startDesignerKeys({ open, arrange, undo }: Acts): void {
  const go = (by: number) => {
    const next = step(by);
    if (next) void open(next);
  };
  const act = (verb: string) => {
    // The card itself neither moves nor goes.
    if (at() !== "card") void arrange(`${verb}:${at()}`);
  };
  const add = () => {
    const section = document.querySelector<HTMLElement>("[data-section]")?.dataset["section"];
    if (at().startsWith("question:")) void arrange(`add-after:${at()}`);
    else if (at().startsWith("section:")) void arrange(`add:question:${at().slice("section:".length)}`);
    else if (section) void arrange(`add:question:${section}`);
  };
  const addSection = () => {
    const links = document.querySelectorAll<HTMLElement>("[data-section]");
    const mine = [...links].find((it) => it.querySelector("[aria-current]"));
    void arrange(`add:section:${mine?.dataset["section"] ?? ""}`);
  };
  const focusText = () => document.querySelector<HTMLElement>("#f-text, #f-title")?.focus();
  register(
    { id: "d-next", key: "j", label: say("next"), run: () => go(1) },
    { id: "d-previous", key: "k", label: say("previous"), run: () => go(-1) },
    { id: "d-edit", key: "e", label: say("edit"), run: focusText },
    { id: "d-up", key: "alt+arrowup", label: say("up"), whileTyping: true, run: () => act("up") },
    { id: "d-down", key: "alt+arrowdown", label: say("down"), whileTyping: true, run: () => act("down") },
    { id: "d-add", key: "n", label: say("add"), run: add },
    { id: "d-section", key: "shift+n", label: say("section"), run: addSection },
    { id: "d-duplicate", key: "d", label: say("duplicate"), run: () => act("duplicate") },
    { id: "d-undo", key: "u", label: say("undo"), run: () => void undo() },
  );
}
