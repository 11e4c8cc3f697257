// Single keys for the whole page (they can be switched off in the help), and the help itself.
import { el, find, icon, recall, remember } from "./dom.js";
import { hint, label } from "./words.js";

const HOPS = { h: "hour", d: "day", w: "week", n: "next" };
const KEYS = [
  ["h", "key_h"],
  ["d", "key_d"],
  ["w", "key_w"],
  ["n", "key_n"],
  ["1–9", "key_19"],
  ["b", "key_b"],
  ["Enter", "key_enter"],
  ["Esc", "key_esc"],
  ["?", "key_q"],
];

const on = () => recall("shortcuts") !== "off";

export function startShortcuts({ forward, deck }) {
  find("[data-testid=help]").addEventListener("click", showHelp);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && forward.busy) forward.stop();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !on()) return;
    if (
      document.querySelector("dialog[open]") ||
      event.target.closest("input:not([type=range]), textarea, select")
    )
      return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (HOPS[key]) run(event, () => forward.go(HOPS[key]));
    else if (key === "?") run(event, showHelp);
    else if (key === "b") run(event, () => toButton(deck));
    else if (/^[1-9]$/.test(key)) run(event, () => deck.show(deck.cards()[Number(key) - 1]?.id));
  });
}

function run(event, work) {
  event.preventDefault();
  work();
}

/** The newest inline button of the phone that has the focus, else of the first phone that has one. */
function toButton(deck) {
  const here = deck.cards().find((card) => card.root.contains(document.activeElement));
  const button = (here ? [here] : deck.cards()).map((card) => card.thread.newestButton()).find(Boolean);
  button?.focus();
}

function showHelp() {
  const shut = hint(
    el(
      "button",
      { class: "quiet round", data: { testid: "help-close" }, on: { click: () => dialog.close() } },
      icon("close"),
    ),
    "close",
  );
  const rows = KEYS.map(([key, words]) =>
    el("div", {}, el("dt", {}, el("kbd", { text: key })), label(el("dd"), words)),
  );
  const toggle = el("input", { type: "checkbox", data: { testid: "shortcuts-toggle" } });
  toggle.checked = on();
  toggle.addEventListener("change", () => remember("shortcuts", toggle.checked ? "on" : "off"));
  const title = label(el("h2", { id: "help-title" }), "help_title");
  const dialog = el(
    "dialog",
    { class: "help", "aria-labelledby": "help-title", data: { testid: "help-dialog" } },
    shut,
    title,
    label(el("p"), "help_text"),
    label(el("h3"), "keys_title"),
    el("dl", {}, ...rows),
    el("label", { class: "toggle" }, toggle, label(el("span"), "keys_on")),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
