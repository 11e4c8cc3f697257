// The reply keyboard: large buttons under the typing box, given by the bot.
import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { keyboardRows } from "./store.js";
import { hint, label } from "./words.js";

export class QuickKeys {
  constructor(card) {
    this.card = card;
    this.folded = false;
    this.shape = "";
    this.root = hint(
      el("div", { class: "quick", role: "group", hidden: true, data: { testid: "keyboard" } }),
      "keyboard",
    );
  }

  get any() {
    return keyboardRows(this.card.phone).length > 0;
  }

  toggle() {
    this.folded = !this.folded;
    this.show();
  }

  show() {
    this.root.hidden = !this.any || this.folded || Boolean(this.card.phone.blocked);
  }

  /** Draws the keyboard anew only when it really is another one. */
  update() {
    const rows = keyboardRows(this.card.phone);
    const shape = JSON.stringify(rows);
    if (shape !== this.shape) {
      this.shape = shape;
      this.folded = false;
      this.root.replaceChildren(
        ...rows.map((row) => el("div", { class: "quick-row" }, ...row.map((button) => this.key(button)))),
      );
    }
    this.show();
  }

  key(button) {
    const share = Boolean(button.request_contact);
    const node = el(
      "button",
      {
        class: share ? "key share" : "key",
        data: { testid: share ? "share-contact" : "key", key: button.text },
      },
      share ? icon("phone") : null,
      el("span", { text: button.text }),
    );
    if (share) node.append(label(el("span", { class: "sr" }), "share_phone"));
    node.addEventListener("click", async () => {
      node.classList.add("busy");
      const { id } = this.card;
      await this.card.act(() => (share ? api.contact(id) : api.text(id, button.text)));
      node.classList.remove("busy");
    });
    return node;
  }
}
