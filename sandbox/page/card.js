// One person's phone: head, letter, thread, quick buttons and typing box, and what its owner can do.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { announce, calm, el, safeUrl } from "./dom.js";
import { stamp, stampAway } from "./dates.js";
import { letter } from "./letter.js";
import { Menu } from "./menu.js";
import { gist } from "./message.js";
import { QuickKeys } from "./quickkeys.js";
import { fullName } from "./store.js";
import { Thread } from "./thread.js";
import { hint, label, t } from "./words.js";

export class PhoneCard {
  constructor(phone, name, tint, store) {
    this.store = store;
    this.id = phone.user.id;
    this.phone = phone;
    this.pressing = new Set();
    this.inFront = () => false; // whether this phone alone is on the screen
    this.doing = {
      open: (link) => this.act(() => api.open(this.id, link)),
      command: (text) => this.act(() => api.text(this.id, text)),
      leave: (address) => {
        const safe = safeUrl(address);
        if (safe) window.open(safe, "_blank", "noopener");
      },
    };
    this.build(name, tint);
    this.update({ phone, changed: [...phone.messages.values()], fresh: [], gone: [] });
  }

  get zone() {
    return this.phone.zone;
  }
  get messages() {
    return this.phone.messages;
  }

  build(name, tint) {
    this.thread = new Thread(this);
    this.keys = new QuickKeys(this);
    this.composer = new Composer(this);
    this.menu = new Menu(this);
    this.spot = el("div", { class: "spot" });
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.middle = el("div", { class: "middle" }, this.thread.root, this.spot, this.toasts);
    this.root = el(
      "article",
      { class: "phone", tabindex: "-1", data: { phone: name, testid: "phone", tint } },
      this.buildHead(),
      this.middle,
      this.keys.root,
      this.composer.root,
    );
    for (const event of ["pointerdown", "focusin", "wheel"])
      this.root.addEventListener(event, () => this.read(), { passive: true });
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener(
      "animationend",
      (event) => event.target === this.root && this.root.classList.remove("glow"),
    );
  }

  buildHead() {
    this.stampBox = el("span", { class: "stamp", "aria-hidden": "true" });
    this.title = el("h2", { class: "who" });
    this.role = el("span", { class: "role" });
    this.place = el("span", { class: "place" });
    this.time = el("time", { class: "local", data: { testid: "local-time" } });
    this.awayTime = el("time", { data: { testid: "away-time" } });
    this.away = el("span", { class: "away", hidden: true }, label(el("span"), "away"), " ", this.awayTime);
    this.badge = el("span", { class: "badge", data: { testid: "unread" }, hidden: true });
    const names = el(
      "div",
      { class: "names" },
      el("div", { class: "name-line" }, this.title, this.role),
      el("div", { class: "place-line" }, this.place, this.time, this.away),
    );
    return el(
      "header",
      { class: "head" },
      el("span", { class: "portrait" }, this.stampBox, this.badge),
      names,
      this.menu.root,
    );
  }

  /** Takes what the store heard about this phone. */
  update({ phone, changed, fresh, gone }) {
    const moved = phone.zone !== this.zone;
    this.phone = phone;
    if (moved) changed = [...phone.messages.values()];
    if (moved && this.store.clock) this.tick(this.store.now());
    this.root.setAttribute("aria-label", `${fullName(phone)}${phone.label ? `, ${phone.label}` : ""}`);
    this.thread.list.lang = phone.user.language_code || "";
    this.root.classList.toggle("is-blocked", Boolean(phone.blocked));
    Object.assign(this.root.dataset, {
      user: this.id,
      label: phone.label ?? "",
      joined: Boolean(phone.joined),
    });
    this.title.textContent = fullName(phone);
    this.role.textContent = phone.label && phone.label !== fullName(phone) ? phone.label : "";
    this.place.textContent = phone.subtitle ?? "";
    face(this.stampBox, phone);
    this.showUnread();
    this.thread.apply({ changed, fresh, gone });
    this.spot.replaceChildren(...this.emptySpot());
    this.keys.update();
    this.composer.update();
    if (fresh.length) this.hear(fresh);
    if (fresh.length && (this.root.contains(document.activeElement) || this.inFront())) this.read();
  }

  emptySpot() {
    const { joined, link, messages } = this.phone;
    if (!joined && link)
      return this.spot.firstChild?.classList?.contains("letter") ? [this.spot.firstChild] : [letter(this)];
    return messages.size ? [] : [label(el("p", { class: "nothing" }), "no_messages")];
  }

  hear(fresh) {
    announce(t("says", { name: fullName(this.phone), text: gist(fresh.at(-1)) }));
    if (calm()) return;
    this.root.classList.remove("glow");
    requestAnimationFrame(() => this.root.classList.add("glow"));
  }

  showUnread() {
    const n = this.phone.unread ?? 0;
    this.badge.hidden = n === 0;
    if (n) {
      this.badge.textContent = n > 99 ? "99+" : String(n);
      this.badge.setAttribute("role", "img");
      hint(this.badge, "unread", { n });
    }
  }

  tick(moment) {
    stamp(this.time, moment, "time");
    this.away.hidden = !stampAway(this.awayTime, moment, this.zone);
    this.away.title = this.zone ?? "";
  }

  read() {
    if (!this.phone.unread) return;
    this.phone.unread = 0;
    this.showUnread();
    this.onRead?.();
    api.read(this.id).catch(() => {});
  }

  onKey(event) {
    if (event.key === "Enter" && event.target === this.root) {
      event.preventDefault();
      this.composer.focus();
    }
    if (event.key === "Escape" && event.target !== this.root && !event.defaultPrevented) {
      event.stopPropagation();
      this.root.focus();
    }
  }

  /** Does something for the phone's owner; a refusal becomes a toast. */
  async act(work) {
    this.read();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      this.toast(t("failed", { why: error.message || t("failed_net") }));
      return null;
    }
  }

  /** Presses an inline button and shows the bot's answer. */
  async press(message, button, row, column) {
    const key = `${message.message_id}/${row}/${column}`;
    if (this.pressing.has(key)) return;
    this.pressing.add(key);
    const look = (busy) => {
      const node = this.thread.button(message.message_id, row, column);
      node?.classList.toggle("busy", busy);
      node?.setAttribute("aria-busy", busy);
    };
    look(true);
    const answer = await this.act(() => api.press(this.id, message.message_id, button, row, column));
    this.pressing.delete(key);
    look(false);
    this.onPress?.();
    if (answer?.text && answer.show_alert) this.alert(answer.text);
    else if (answer?.text) this.toast(answer.text);
  }

  toast(text) {
    const line = el("p", { class: "toast", text, data: { testid: "toast" } });
    this.toasts.replaceChildren(line);
    setTimeout(() => line.remove(), 4500);
  }

  alert(text) {
    const back = this.root.contains(document.activeElement) ? document.activeElement : null;
    const box = el("div", {
      class: "alert",
      role: "alertdialog",
      "aria-modal": "false",
      "aria-label": text,
      data: { testid: "alert" },
    });
    const shut = () => {
      box.remove();
      (back?.isConnected ? back : this.root).focus({ preventScroll: true });
    };
    const ok = label(
      el("button", { class: "solid", data: { testid: "alert-ok" }, on: { click: shut } }),
      "ok",
    );
    box.append(el("div", { class: "alert-sheet" }, el("p", { text }), ok));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        shut();
      }
      if (event.key === "Tab") {
        event.preventDefault();
        ok.focus();
      }
    });
    this.middle.querySelector(".alert")?.remove();
    this.middle.append(box);
    ok.focus({ preventScroll: true });
  }
}

/** The stamp that stands for a person: a picture, an emoji or the first letter of the name. */
export function face(box, phone) {
  const avatar = phone.avatar || [...(phone.user.first_name || "?")][0];
  if (box.dataset.face === avatar) return;
  box.dataset.face = avatar;
  const picture = /^(https?:|\/)/.test(avatar) ? safeUrl(avatar) : null;
  box.replaceChildren(
    el("span", { class: "stamp-face" }, picture ? el("img", { src: picture, alt: "" }) : avatar),
  );
}
