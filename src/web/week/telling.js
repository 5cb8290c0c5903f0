// Patients of a day who are worth following: one who fares clearly differently on the other side, one who has to be seen
// that day, one who hangs up, one who does not come, one who finds no slot.
const HELPED = new Set(["seen", "triage", "message"]);
/** From so many seconds on another wait is clearly another. */
const CLEARLY = 4 * 3600;
const MOST_DIFFERENT = 3;
const TELLING = ["hangs_up", "did_not_attend", "no_slot"];

/** How a patient fares from a time on: when they are helped, if they are, and what there is to say of it. */
function fate(events, from, words, when) {
  const own = events.filter((event) => event.says !== "" && event.at >= from);
  if (own.length === 0) return null;
  const helped = own.find(({ kind }) => HELPED.has(kind));
  if (!helped) return { at: Infinity, says: words(own.at(-1)) };
  return { at: helped.at, says: `${helped.kind === "seen" ? "seen" : "helped"} ${when(helped.at)}` };
}

/** The patients among `heard` who tell most, each with a sentence. */
function telling(sides, heard, from, isUrgent, words, when) {
  const told = new Map();
  const own = (side, who) => side.own.get(who) ?? [];
  if (sides.length > 1) {
    const apart = [];
    for (const who of heard) {
      const [before, after] = sides.slice(0, 2).map((side) => fate(own(side, who), from, (event) => words(side, event), when));
      if (!before || !after || before.says === after.says || before.at === after.at) continue;
      const gap = Math.abs(before.at - after.at);
      if (gap >= CLEARLY) apart.push({ who, gap, says: `as it is, ${before.says}; on the other side, ${after.says}` });
    }
    // Of those who are helped on one side only, the first of the day: the order in which they were heard of stays.
    apart.sort((a, b) => (a.gap === b.gap ? 0 : b.gap - a.gap));
    apart.slice(0, MOST_DIFFERENT).forEach(({ who, says }) => told.set(who, says));
  }
  const first = (is) => {
    for (const who of heard) {
      if (told.has(who)) continue;
      for (const side of sides) {
        const event = own(side, who).find((event) => event.at >= from && event.at < from + DAY && is(who, event));
        if (event) return [who, side, event];
      }
    }
    return [];
  };
  const [urgent, side] = first((who, event) => isUrgent(who) && event.kind === "asks");
  if (side) told.set(urgent, `must be seen the same day; ${fate(own(side, urgent), from, (event) => words(side, event), when).says}`);
  for (const kind of TELLING) {
    const [who, side, event] = first((_, event) => event.kind === kind && event.says !== "");
    if (side) told.set(who, words(side, event));
  }
  return told;
}

