// "Everybody joins": opens each invitation and goes through whatever the bot asks, knowing nothing about the bot:
// press the first button, share the phone when asked for it, stop when nothing is left to press.
import * as api from "./api.js";
import { calm, pause } from "./dom.js";
import { inlineRows, keyboardRows, newestFromBot } from "./store.js";

const STEPS = 8;
const PATIENCE = 6000; // milliseconds to wait for the bot after each step
const SETTLED = 220; // milliseconds without news after which the bot has said its piece
const MORE = 2500; // milliseconds to wait for a second message before giving up on the first
const PACE = 300; // milliseconds between steps, so that eyes can follow

export const waiting = (store) =>
  [...store.phones.values()].filter((phone) => !phone.joined && phone.link && !phone.blocked);

/** Walks every phone that has not joined; answers how many. */
export async function joinAll(store, cardOf) {
  const phones = waiting(store);
  await Promise.all(
    phones.map(async ({ user: { id } }, n) => {
      await pause(calm() ? 0 : n * PACE);
      await joinOne(store, cardOf(id));
    }),
  );
  return phones.length;
}

async function joinOne(store, card) {
  const done = new Set();
  const phone = () => store.phones.get(card.id);
  let heard = phone().heard;
  await card.act(() => api.open(card.id, phone().link));
  for (let step = 0; step < STEPS; step += 1) {
    if (!(await answered(phone, heard))) return;
    let next = nextStep(phone(), card, done);
    if (!next && !done.has("contact") && (await answered(phone, phone().heard, MORE)))
      next = nextStep(phone(), card, done);
    if (!next) return;
    heard = phone().heard;
    await pause(calm() ? 0 : PACE);
    await next();
  }
}

/** Waits until the bot has said something since `heard` and then falls silent; false when it says nothing. */
async function answered(phone, heard, patience = PATIENCE) {
  const begun = performance.now();
  while (phone()?.heard === heard) {
    if (performance.now() - begun > patience) return false;
    await pause(40);
  }
  for (let last = null; last !== phone()?.heard;) {
    last = phone()?.heard;
    await pause(SETTLED);
  }
  return Boolean(phone());
}

/** What to do now, or null at the end; nothing is done twice. */
function nextStep(phone, card, done) {
  if (
    keyboardRows(phone)
      .flat()
      .some((button) => button.request_contact)
  )
    return once(done, "contact", () => card.act(() => api.contact(card.id)));
  const message = newestFromBot(phone);
  for (const [r, row] of inlineRows(message).entries()) {
    const c = row.findIndex((button) => button.callback_data);
    if (c >= 0)
      return once(done, `${message.message_id}/${row[c].callback_data}`, () =>
        card.press(message, row[c], r, c),
      );
  }
  return null;
}

function once(done, key, work) {
  if (done.has(key)) return null;
  done.add(key);
  return work;
}
