// The list of messages of one phone: puts new ones in, rewrites changed ones, takes deleted ones out; keeps to the newest.
import { calm, el, icon } from "./dom.js";
import { fill, markDay, shell } from "./message.js";
import { hint, label } from "./words.js";

export class Thread {
  constructor(card) {
    this.card = card;
    this.items = new Map();
    this.below = 0;
    this.list = el("ol", { class: "messages" });
    this.count = el("span");
    this.latest = hint(
      el(
        "button",
        { class: "latest", hidden: true, data: { testid: "latest" }, on: { click: () => this.toEnd(true) } },
        this.count,
        icon("down"),
      ),
      "latest",
    );
    this.scroller = el("div", { class: "scroller" }, this.list);
    this.root = el("div", { class: "thread" }, this.scroller, this.latest);
    this.stuck = true;
    this.size = "";
    this.scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
    const watch = new ResizeObserver(() => this.onResize());
    watch.observe(this.scroller);
    watch.observe(this.list);
  }

  measure() {
    return `${this.scroller.clientHeight}/${this.scroller.scrollHeight}`;
  }

  /** A picture came in or the keyboard went up: stay with the newest message if we were there. */
  onResize() {
    this.size = this.measure();
    if (this.stuck) this.toEnd();
  }

  /** Only the reader's own scrolling counts, not what a change of size does. */
  onScroll() {
    if (this.size !== this.measure()) return;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.stuck = scrollHeight - scrollTop - clientHeight < 60;
    if (this.stuck) this.seen();
  }

  seen() {
    this.below = 0;
    this.latest.hidden = true;
  }

  toEnd(smooth = false) {
    this.stuck = true;
    this.scroller.scrollTo({
      top: this.scroller.scrollHeight,
      behavior: smooth && !calm() ? "smooth" : "instant",
    });
    this.seen();
  }

  /** Applies the changed and removed messages. Only what changed is touched. */
  apply({ changed, fresh, gone }) {
    const follow =
      this.stuck || changed.some((message) => message.from === "me" && !this.items.has(message.message_id));
    const news = new Set(fresh);
    for (const id of gone) this.remove(id);
    for (const message of changed) this.put(message, news.has(message));
    if (!changed.length && !gone.length) return;
    if (follow)
      this.stuck = true; // onResize scrolls, once per frame however much came
    else if (fresh.length) this.showBelow(fresh.length);
  }

  showBelow(more) {
    this.below += more;
    this.latest.hidden = false;
    label(this.count, "new_latest", { n: this.below });
  }

  put(message, isNew) {
    let item = this.items.get(message.message_id);
    if (item) {
      fill(item, message, this.card);
      return;
    }
    item = shell(message);
    fill(item, message, this.card);
    if (isNew) item.classList.add("arriving");
    this.items.set(message.message_id, item);
    this.list.insertBefore(item, this.placeFor(message.message_id));
    this.mark(item);
  }

  /** The item before which a message belongs; nearly always the end. */
  placeFor(id) {
    let next = null;
    for (
      let item = this.list.lastElementChild;
      item && Number(item.dataset.message) > id;
      item = item.previousElementSibling
    )
      next = item;
    return next;
  }

  mark(item) {
    markDay(item, this.card.zone);
    if (item.nextElementSibling) markDay(item.nextElementSibling, this.card.zone);
  }

  remove(id) {
    const item = this.items.get(id);
    if (!item) return;
    const next = item.nextElementSibling;
    this.items.delete(id);
    item.remove();
    if (next) markDay(next, this.card.zone);
  }

  button(message_id, row, column) {
    return (
      this.items
        .get(message_id)
        ?.querySelector(`button.inline[data-row="${row}"][data-column="${column}"]`) ?? null
    );
  }

  /** The first inline button of the newest message that has any. */
  newestButton() {
    const all = [...this.list.querySelectorAll("li.from-bot")].reverse();
    return all.find((item) => item.querySelector("button.inline"))?.querySelector("button.inline") ?? null;
  }
}
