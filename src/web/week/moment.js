// A moment of the week: the events of its day up to then, in their order.
const DAY = 86400;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TALLY = [
  ["answered", "calls answered"], ["lost", "hung up or engaged"], ["seen", "seen"],
  ["looked", "looked at first"], ["dna", "did not come"], ["noslot", "found no slot"], ["sent", "sent elsewhere"],
  ["left", "to 111 or A&E"],
];
/** What a patient has to do to be on the day's list. */
const COMES = new Set(["asks", "arrives", "seen", "did_not_attend", "triage"]);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const two = (number) => String(Math.floor(number)).padStart(2, "0");
const clock = (seconds) => `${two((seconds % DAY) / 3600)}:${two((seconds % 3600) / 60)}`;
const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** A length of time in words. */
function length(seconds) {
  if (seconds < 90) return many(seconds, "second");
  if (seconds < 5400) return many(Math.round(seconds / 60), "minute");
  return `${many(Math.floor(seconds / 3600), "hour")} ${many(Math.round((seconds % 3600) / 60), "minute")}`;
}

/** Writes a text or a class only where it is another than before. */
function text(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** The events of a side, from their numbers. */
function decode(side, what) {
  const events = [];
  for (let place = 0, at = 0; place < side.moments.length; ) {
    const [id, says, count] = what[side.moments[place + 2]];
    const [kind, sort] = id.split(":");
    at += side.moments[place];
    const numbers = side.moments.slice(place + 3, place + 3 + count);
    events.push({ at, who: side.moments[place + 1], id, kind, sort, says, numbers });
    place += 3 + count;
  }
  return events;
}

/** The first place in events or times from which `at` lies beyond. */
function after(list, at, of = (it) => it.at) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A practice in the early morning. */
function morning() {
  const counts = Object.fromEntries(TALLY.map(([id]) => [id, 0]));
  return { wait: new Map(), talk: new Map(), first: new Set(), looked: new Map(), room: new Map(), duty: new Set(),
    busy: new Map(), away: new Map(), came: [0, 0], counts };
}

/** What an event changes. */
function apply(now, { at, who, kind, sort, numbers: [one, other] }, isGp) {
  const { counts } = now;
  switch (kind) {
    case "asks": now.wait.set(who, sort); break;
    case "engaged": case "hangs_up": case "cut_off": now.wait.delete(who); counts.lost += 1; break;
    case "answered": now.wait.delete(who); now.talk.set(who, sort); counts.answered += sort === "phone"; break;
    case "call_ends": now.talk.delete(who); break;
    case "serves_itself": now.wait.delete(who); break;
    case "waits_for_triage": now.wait.delete(who); now.first.add(who); break;
    case "triage": now.first.delete(who); now.looked.set(who, at + other); counts.looked += 1; break;
    case "joins_duty_list": now.duty.add(who); now.first.delete(who); break;
    case "booked": now.first.delete(who); break;
    case "no_slot": now.first.delete(who); counts.noslot += 1; break;
    case "arrives": now.room.set(who, one); break;
    case "did_not_attend": counts.dna += 1; break;
    case "seen": {
      const before = now.busy.get(one);
      now.room.delete(who);
      now.duty.delete(who);
      counts.seen += 1;
      if (sort === "G" && before?.mode === "G" && before.from === at) before.whom.push(who);
      else now.busy.set(one, { whom: [who], from: at, until: at + other, mode: sort });
      break;
    }
    case "notes": now.busy.set(one, { whom: [], from: at, until: at + other, mode: "N" }); break;
    case "sent_to": counts.sent += 1; break;
    case "ends":
      [now.wait, now.talk, now.first, now.room, now.duty].forEach((those) => those.delete(who));
      counts.left += sort === "urgent_care";
      break;
    case "off_sick": now.away.set(one, sort === "covered"); break;
    case "work_comes": now.came[isGp(one) ? 0 : 1] += other; break;
  }
}
