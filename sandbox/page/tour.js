// The strip with three steps under the clock. Each step can be pressed, and is ticked off when it has happened, however it happened.
import { el, find, icon, notice, recall, remember } from "./dom.js";
import { minuteOfDay } from "./dates.js";
import { waiting } from "./joining.js";
import { label, t } from "./words.js";

const DAY = 86_400_000;
const OWN_HOUR = 19 * 60; // minutes of the day: the father is reminded
const EVENING = 21 * 60; // minutes of the day: by then the evening's messages have come

export class Tour {
  constructor({ store, join, joining, forward, deck }) {
    Object.assign(this, { store, join, joining, forward, deck });
    this.root = find(".tour");
    this.begun = null;
    this.pressed = false;
    this.steps = [() => this.join(), () => this.twoWeeks(), () => this.point()].map((run, n) =>
      this.step(n + 1, run),
    );
    find("ol", this.root).append(...this.steps.map((step) => step.item));
    find("[data-testid=tour-close]").addEventListener("click", () => this.close());
    store.on("ready", () => this.look());
    store.on("phone", () => this.look());
    store.on("clock", () => this.look());
    this.root.hidden = recall("tour") === "closed";
    this.look();
  }

  step(n, run) {
    const tick = el("span", { class: "tour-number", "aria-hidden": "true", text: String(n) });
    const done = label(el("span", { class: "sr", hidden: true }), "tour_done");
    const button = el(
      "button",
      { data: { testid: `tour-${n}` }, on: { click: run } },
      tick,
      el(
        "span",
        { class: "tour-words" },
        label(el("strong"), `tour_${n}`),
        done,
        label(el("small"), `tour_${n}_hint`),
      ),
    );
    return { n, tick, done, button, item: el("li", {}, button) };
  }

  close() {
    remember("tour", "closed");
    this.root.hidden = true;
    find("[data-testid=help]").focus();
  }

  look() {
    if (this.store.phones.size) this.begun ??= this.beginning();
    const done = [
      this.store.phones.size > 0 && !waiting(this.store).length && !this.joining(),
      this.passed(),
      this.pressed,
    ];
    const current = done.indexOf(false);
    for (const [n, step] of this.steps.entries()) this.mark(step, done[n], n === current);
  }

  /** Whether the evening has come on which the father is reminded, two weeks later. */
  passed() {
    if (this.begun === null) return false;
    const later = this.begun + 14 * DAY;
    return this.store.clock.at >= later + (OWN_HOUR - minuteOfDay(new Date(later))) * 60_000;
  }

  /** The day of the first message, or now. */
  beginning() {
    const dates = [...this.store.phones.values()].flatMap((phone) =>
      [...phone.messages.values()].map((message) => Date.parse(message.date)),
    );
    return dates.reduce((first, date) => Math.min(first, date), this.store.clock.at);
  }

  mark(step, done, current) {
    const state = done ? "done" : current ? "current" : "";
    if (step.item.className === state) return;
    step.item.className = state;
    step.done.hidden = !done;
    step.tick.replaceChildren(done ? icon("check") : String(step.n));
    if (current) step.button.setAttribute("aria-current", "step");
    else step.button.removeAttribute("aria-current");
  }

  /** Somebody pressed a button of the bot, after the two weeks. */
  tapped() {
    if (this.passed()) this.pressed = true;
    this.look();
  }

  async twoWeeks() {
    await this.joining();
    const target = this.store.now() + 14 * DAY;
    const short = EVENING - minuteOfDay(new Date(target));
    return this.forward.until(target + Math.max(0, short) * 60_000);
  }

  point() {
    const card = this.deck.cards().find((each) => each.thread.newestButton());
    if (!card) {
      notice(t("tour_3_none"));
      return;
    }
    this.deck.show(card.id);
    const button = card.thread.newestButton();
    card.thread.toEnd();
    button.focus();
    button.classList.add("pointed");
    setTimeout(() => button.classList.remove("pointed"), 4000);
  }
}
