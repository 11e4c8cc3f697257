// The ⋯ menu of a phone, and the pop-up list it shares with the command and attachment buttons.
import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { fullName } from "./store.js";
import { hint, label, t } from "./words.js";

/** A button that opens a list of choices. `choices()` gives [{key|text, params, detail, run, testid, danger, checked}] each time it opens. */
export class PopUp {
  constructor(name, key, choices, testid) {
    this.choices = choices;
    this.button = hint(
      el(
        "button",
        { class: "quiet round", "aria-haspopup": "menu", "aria-expanded": "false", data: { testid } },
        name === "/" ? el("span", { class: "slash", text: "/" }) : icon(name),
      ),
      key,
    );
    this.list = el("div", { class: "popup", role: "menu", hidden: true });
    this.root = el("div", { class: "popup-anchor" }, this.button, this.list);
    this.button.addEventListener("click", () => (this.list.hidden ? this.open() : this.shut()));
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("focusout", (event) => {
      if (!this.root.contains(event.relatedTarget)) this.shut(false);
    });
  }

  open() {
    this.list.replaceChildren(...this.choices().map((choice) => this.item(choice)));
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.list.querySelector("[role^=menuitem]")?.focus({ preventScroll: true });
  }

  shut(refocus = true) {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (refocus) this.button.focus({ preventScroll: true });
  }

  item({ key, text, params, detail, run, testid, danger, checked }) {
    const words = key ? label(el("span"), key, params) : el("span", { class: "popup-strong", text });
    if (!run) return el("p", { class: "popup-note" }, words);
    const node = el(
      "button",
      {
        role: checked === undefined ? "menuitem" : "menuitemcheckbox",
        "aria-checked": checked === undefined ? null : String(checked),
        tabindex: "-1",
        class: danger ? "danger" : "",
        data: { testid },
      },
      words,
      detail ? el("small", { text: detail }) : null,
    );
    node.addEventListener("click", () => {
      this.shut();
      run();
    });
    return node;
  }

  onKey(event) {
    if (this.list.hidden) return;
    const items = [...this.list.querySelectorAll("[role^=menuitem]")];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.shut();
    }
    if (to === undefined || !items.length) return;
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  }
}

/** The ⋯ menu: block and unblock, start again, open a link by hand, forward somebody else's number. */
export class Menu {
  constructor(card) {
    this.card = card;
    this.popup = new PopUp("dots", "menu", () => this.choices(), "phone-menu");
    this.root = this.popup.root;
  }

  choices() {
    const { card } = this;
    const { id, phone } = card;
    const others = [...card.store.phones.values()].filter((other) => other.user.id !== id);
    const block = phone.blocked
      ? { key: "unblock", testid: "unblock", run: () => card.act(() => api.unblock(id)) }
      : { key: "block", testid: "block", danger: true, run: () => card.act(() => api.block(id)) };
    if (phone.blocked) return [block];
    return [
      { key: "restart", testid: "restart", run: () => card.act(() => api.text(id, "/start")) },
      { key: "open_link", testid: "open-link", run: () => this.askLink() },
      ...others.map((other) => ({
        key: "foreign_contact",
        params: { name: fullName(other) },
        testid: "foreign-contact",
        run: () => card.act(() => api.contact(id, { phone_number: other.phone, user_id: other.user.id })),
      })),
      block,
    ];
  }

  askLink() {
    const link = window.prompt(t("open_link_ask"), this.card.phone.link ?? "");
    if (link?.trim()) this.card.act(() => api.open(this.card.id, link.trim()));
  }
}
