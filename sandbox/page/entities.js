// Text with Telegram's entities, as nodes. Offsets count UTF-16 units, as JavaScript's strings do.
import { el, safeUrl } from "./dom.js";
import { hint } from "./words.js";

const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** `doing` holds open(address) and command(text), called for links into the chat and for commands. */
export function rich(text, entities, doing) {
  const known = (entities ?? []).filter(
    (each) => each.length > 0 && each.offset + each.length <= text.length,
  );
  known.sort((a, b) => a.offset - b.offset || b.length - a.length);
  const box = document.createDocumentFragment();
  box.append(...range(text, known, 0, text.length, doing));
  return box;
}

function range(text, entities, from, to, doing) {
  const nodes = [];
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [outer, ...others] = rest;
    if (outer.offset < at) {
      rest = others;
      continue;
    } // overlapping without nesting: the first one wins
    const end = Math.min(outer.offset + outer.length, to);
    if (outer.offset > at) nodes.push(text.slice(at, outer.offset));
    const inner = others.filter((each) => each.offset >= outer.offset && each.offset + each.length <= end);
    const node = dress(outer, text.slice(outer.offset, end), doing);
    (node.querySelector("span") ?? node).append(...range(text, inner, outer.offset, end, doing));
    nodes.push(node);
    rest = others.filter((each) => !inner.includes(each));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function dress(entity, text, doing) {
  if (PLAIN[entity.type]) return el(PLAIN[entity.type], { class: `e-${entity.type}` });
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "bot_command")
    return el("button", { class: "as-link", on: { click: () => doing.command(text) } });
  const address = addressOf(entity, text);
  return address ? link(address, doing) : el("span", { class: `e-${entity.type}` });
}

function addressOf(entity, text) {
  if (entity.type === "text_link") return entity.url;
  if (entity.type === "url") return /^[a-z]+:/i.test(text) ? text : `https://${text}`;
  if (entity.type === "email") return `mailto:${text}`;
  if (entity.type === "phone_number") return `tel:${text.replace(/[^+\d]/g, "")}`;
  return null;
}

function link(address, doing) {
  if (isChatLink(address))
    return el("button", { class: "as-link", on: { click: () => doing.open(address) } });
  const href = safeUrl(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }) : el("span");
}

/** A t.me link with a start parameter opens in the phone itself. */
export const isChatLink = (address) =>
  /^(https?:\/\/)?t\.me\/\w+\?(.*&)?start=/i.test(address) || /^tg:\/\/resolve\?/i.test(address);

function spoiler() {
  const node = el(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-pressed": "false" },
    el("span", { "aria-hidden": "true" }),
  );
  hint(node, "spoiler");
  const show = () => {
    node.classList.add("open");
    node.firstChild.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-pressed", "aria-label", "data-tl"])
      node.removeAttribute(name);
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  });
  return node;
}
