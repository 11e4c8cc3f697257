// All phones side by side; on a narrow screen one at a time, swiped or chosen by tabs with badges.
import { el, find, narrow, slug } from "./dom.js";
import { face, PhoneCard } from "./card.js";
import { fullName } from "./store.js";
import { hint } from "./words.js";

const TINTS = ["persimmon", "teal", "ochre", "plum", "moss", "indigo"];

export class Deck {
  constructor(store) {
    this.store = store;
    this.root = find("#deck");
    this.tabs = find(".tabs");
    this.empty = find(".deck-empty");
    this.known = new Map();
    this.onPress = () => {};
    store.on("phone", (news) => this.take(news));
    store.on("gone", (id) => this.drop(id));
    this.watch = new IntersectionObserver((seen) => this.onSwipe(seen), { root: this.root, threshold: 0.6 });
  }

  cards() {
    return [...this.known.values()].map(({ card }) => card);
  }
  card(id) {
    return this.known.get(id)?.card;
  }

  take(news) {
    const { id } = news.phone.user;
    if (this.known.has(id)) this.known.get(id).card.update(news);
    else this.add(news.phone);
    this.showTab(id);
  }

  add(phone) {
    const taken = new Set(this.cards().map((card) => card.root.dataset.phone));
    const name = slug(phone.label);
    const card = new PhoneCard(
      phone,
      name && !taken.has(name) ? name : String(phone.user.id),
      TINTS[this.known.size % TINTS.length],
      this.store,
    );
    card.onPress = () => this.onPress();
    card.inFront = () => narrow() && this.front === card.id && !document.hidden;
    card.onRead = () => this.showTab(card.id);
    const tab = this.makeTab(card);
    this.known.set(card.id, { card, ...tab });
    this.empty.remove();
    this.root.append(card.root);
    this.tabs.append(tab.tab);
    this.watch.observe(card.root);
    if (this.store.clock) card.tick(this.store.now());
    if (this.known.size === 1) this.choose(card.id);
    card.thread.toEnd();
  }

  makeTab(card) {
    const stampBox = el("span", { class: "stamp small", "aria-hidden": "true" });
    const name = el("span", { class: "tab-name" });
    const badge = el("span", { class: "badge", hidden: true });
    const tab = el(
      "button",
      {
        class: "tab",
        data: { testid: "tab", tab: card.root.dataset.phone, tint: card.root.dataset.tint },
        on: { click: () => this.show(card.id) },
      },
      stampBox,
      name,
      badge,
    );
    return { tab, stampBox, name, badge };
  }

  showTab(id) {
    const { card, stampBox, name, badge } = this.known.get(id);
    const unread = card.phone.unread ?? 0;
    face(stampBox, card.phone);
    name.textContent = card.phone.label || fullName(card.phone);
    badge.hidden = unread === 0;
    if (unread) {
      badge.textContent = unread > 99 ? "99+" : String(unread);
      badge.setAttribute("role", "img");
      hint(badge, "unread", { n: unread });
    }
  }

  drop(id) {
    const { card, tab } = this.known.get(id) ?? {};
    if (!card) return;
    this.watch.unobserve(card.root);
    card.root.remove();
    tab.remove();
    this.known.delete(id);
    if (!this.known.size) this.root.append(this.empty);
  }

  onSwipe(seen) {
    if (!narrow()) return;
    const front = seen.find((entry) => entry.isIntersecting);
    if (front) this.choose(this.cards().find((card) => card.root === front.target)?.id);
  }

  choose(id) {
    this.front = id;
    if (narrow()) this.card(id)?.read();
    for (const [each, { tab }] of this.known) {
      if (each === id) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }

  /** Brings a phone into view and gives it the focus. */
  show(id) {
    const card = this.card(id);
    if (!card) return;
    this.choose(id);
    card.root.scrollIntoView({
      inline: narrow() ? "start" : "nearest",
      block: "nearest",
      behavior: "instant",
    });
    card.root.focus({ preventScroll: true });
  }

  tick(moment) {
    for (const card of this.cards()) card.tick(moment);
  }
}
