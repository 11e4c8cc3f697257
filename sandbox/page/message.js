// One message: its bubble, its inline buttons and, where a new day begins, the date above it.
import { el, icon } from "./dom.js";
import { format, stamp } from "./dates.js";
import { isChatLink, rich } from "./entities.js";
import { media } from "./media.js";
import { inlineRows } from "./store.js";
import { hint, label } from "./words.js";

const NAMED = new Set(["photo", "voice", "document", "contact", "sticker"]);

/** An empty list item for a message; fill() writes it. */
export function shell(message) {
  return el("li", {
    class: `message from-${message.from}`,
    data: { testid: "message", message: message.message_id, from: message.from },
  });
}

/** Writes (or writes anew, after an edit) a message into its item, and keeps the focus on its buttons if it was there. */
export function fill(item, message, card) {
  const focused = item.contains(document.activeElement)
    ? [...item.querySelectorAll("button.inline")].indexOf(document.activeElement)
    : null;
  item.dataset.at = message.date;
  item.dataset.kind = message.kind ?? "text";
  item.classList.toggle("edited", Boolean(message.edited));
  const day = el("div", { class: "day" }, stamp(el("time"), message.date, "day", card.zone));
  const rows = inlineRows(message).map((row, r) => buttonRow(row, r, message, card));
  const bubble = el(
    "div",
    { class: "bubble", data: { testid: "bubble" } },
    quote(message, card),
    media(message),
    words(message, card),
    foot(message, card),
  );
  const buttons = rows.length ? el("div", { class: "inline-rows" }, ...rows) : null;
  item.replaceChildren(day, ...[bubble, buttons].filter(Boolean));
  if (focused === null) return;
  const again = [...item.querySelectorAll("button.inline")];
  (again[focused] ?? again.at(-1) ?? card.root).focus({ preventScroll: true });
}

function words(message, card) {
  const text = message.text ?? message.caption;
  if (!text || message.kind === "contact") return null;
  const entities = message.entities ?? message.caption_entities;
  return el("div", { class: "words", data: { testid: "words" } }, rich(text, entities, card.doing));
}

function foot(message, card) {
  const box = el("span", { class: "foot" });
  if (message.protect_content)
    box.append(hint(el("span", { class: "kept", role: "img" }, icon("lock")), "kept"));
  if (message.edited)
    box.append(label(el("span", { class: "edited-mark", data: { testid: "edited" } }), "edited"));
  box.append(stamp(el("time"), message.date, "time", card.zone));
  return box;
}

function quote(message, card) {
  const to = message.reply_to;
  if (to == null) return null;
  const original = typeof to === "object" ? to : card.messages.get(to);
  const text = original?.text ?? original?.caption;
  if (text) return el("div", { class: "quote", text });
  return label(el("div", { class: "quote" }), NAMED.has(original?.kind) ? original.kind : "other");
}

function buttonRow(row, r, message, card) {
  return el(
    "div",
    { class: "inline-row" },
    ...row.map((button, c) => inlineButton(button, r, c, message, card)),
  );
}

function inlineButton(button, r, c, message, card) {
  const node = el("button", {
    class: "inline",
    text: button.text,
    data: { testid: "inline-button", callback: button.callback_data, row: r, column: c },
  });
  if (button.url) node.dataset.url = button.url;
  node.addEventListener("click", () => {
    if (button.url && !isChatLink(button.url)) card.doing.leave(button.url);
    else if (button.url) card.doing.open(button.url);
    else if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text);
    else card.press(message, button, r, c);
  });
  return node;
}

/** The date stands above a message only when the one before it is of another day. */
export function markDay(item, zone) {
  const before = item.previousElementSibling;
  const day = (each) => format(new Date(each.dataset.at), "date", zone);
  const starts = !before || day(before) !== day(item);
  item.classList.toggle("new-day", starts);
  item.classList.toggle("follows", !starts && before.dataset.from === item.dataset.from);
}

/** What a message says in one line, for screen readers and badges. */
export function gist(message) {
  const text = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
  return text.length > 140 ? `${text.slice(0, 139)}…` : text || message.kind;
}
