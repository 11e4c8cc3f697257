// Puts the page together: store, clock, phones, tour, shortcuts.
import { Clock } from "./clock.js";
import { Deck } from "./deck.js";
import { announce, find } from "./dom.js";
import { Faults } from "./faults.js";
import { Forward } from "./forward.js";
import { joinAll, waiting } from "./joining.js";
import { startShortcuts } from "./shortcuts.js";
import { Store } from "./store.js";
import { Tour } from "./tour.js";
import { label, startLanguage, t } from "./words.js";

const store = new Store();
const deck = new Deck(store);
const clock = new Clock(store, (moment) => deck.tick(moment));
const forward = new Forward(store, clock);
const faults = new Faults(store);
const joinButton = find("[data-testid=join-all]");
let joining = null; // the promise of the walk under way
const tour = new Tour({ store, join, joining: () => joining, forward, deck });
deck.onPress = () => tour.tapped();

function join() {
  joining ??= walk().finally(() => {
    joining = null;
    showJoin();
    tour.look();
  });
  showJoin();
  return joining;
}

async function walk() {
  const n = await joinAll(store, (id) => deck.card(id));
  announce(t("joined_all", { n }));
}

function showJoin() {
  joinButton.hidden = !joining && !waiting(store).length;
  joinButton.setAttribute("aria-disabled", String(Boolean(joining)));
  joinButton.classList.toggle("busy", Boolean(joining));
  document.body.dataset.joining = String(Boolean(joining));
  label(find("span", joinButton), joining ? "joining" : "join_all");
}

let linked = true;
function showBot() {
  const online = linked && store.bot?.online;
  const node = find("[data-testid=bot-state]");
  const out = faults.of("outage").some((fault) => !fault.methods.length && fault.chat_id === null);
  const key = !linked ? "link_off" : out ? "bot_out" : online ? "bot_on" : "bot_off";
  node.dataset.state = key === "bot_on" ? "on" : "off";
  if (node.dataset.t !== key) label(node, key);
  node.title = t(key);
}

joinButton.addEventListener("click", join);
store.on("phone", showJoin);
store.on("gone", showJoin);
store.on("bot", showBot);
store.on("faults", showBot);
store.on("link", (up) => {
  linked = up;
  showBot();
});
startLanguage(find("[data-testid=language]"));
startShortcuts({ forward, deck });
store.connect();
