// Plays what was seen of one week, side by side.
function watch(section) {
  const data = JSON.parse(section.querySelector(".week-data").textContent);
  const find = (name) => section.querySelector(`.week-${name}`);
  const [play, speed, day, time, whom, said] = ["play", "speed", "day", "time", "whom", "said"].map(find);
  const isGp = (role) => data.names.role[role] === "GP";
  const monday = Date.parse(`${data.monday}T00:00Z`);
  const sides = data.sides.map((side, place) => {
    const root = section.querySelectorAll(".week-side")[place];
    const events = decode(side, data.what);
    const own = new Map();
    for (const event of events) {
      if (event.who < 0) continue;
      if (!own.has(event.who)) own.set(event.who, []);
      own.get(event.who).push(event);
    }
    const story = section.querySelectorAll(".week-own ol")[place];
    return { ...side, root, story, events, own, next: 0, at: -1, now: morning() };
  });
  const spoken = (event) => event.says !== "";
  // What the practice books by itself is dated to the midnight before.
  const isEarly = (event) => event.at % DAY === 0;
  const isSeen = (event) => spoken(event) && !isEarly(event);
  const times = [...new Set(sides.flatMap((side) => side.events.filter(isSeen).map((event) => event.at)))].sort((a, b) => a - b);
  const days = data.days.map((_, of) => {
    const [from, to] = [after(times, of * DAY - 1, Number), after(times, of * DAY + DAY - 1, Number)];
    return { from: of * DAY + data.opens, to: Math.max(of * DAY + data.closes, to > from ? times[to - 1] : 0) + 60 };
  });
  const open = data.days.map((it, of) => (it.open ? of : -1)).filter((of) => of >= 0);
  const kinds = new Set(data.what.map(([id]) => id.split(":")[0]));
  const tally = TALLY.filter(([id]) => (id !== "looked" || kinds.has("triage")) && (id !== "sent" || kinds.has("sent_to")));
  // Another wait by a few seconds is nothing that a patient would call different.
  const told = (side, who) => (side.own.get(who) ?? []).filter(spoken).map((it) => it.kind + it.sort + (it.kind === "booked" ? it.numbers : "")).join();
  const differs = data.patients.map((_, who) => sides.some((side) => told(side, who) !== told(sides[0], who)));
  const isUrgent = (who) => data.patients[who] > 0 && data.patients[who] % 2 === 1;
  let [t, followed, playing, last, listed] = [days[open[0] ?? 0].from, -1, 0, 0, ""];
  let chosen = new Map();

  const dayName = (of) => {
    if (of >= 0 && of < 7) return data.days[of].name;
    const date = new Date(monday + of * DAY * 1000);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  };
  const format = {
    length, day: dayName, count: String, when: (minutes) => `${dayName(Math.floor(minutes / 1440))} ${clock((minutes % 1440) * 60)}`,
  };
  /** An event in words. */
  const words = (side, event) => {
    let place = 0;
    return event.says.replace(/\{(\w+)\}/g, (_, gap) => {
      const number = event.numbers[place++];
      if (gap === "person") return side.people[number] ?? "somebody";
      return format[gap] ? format[gap](number) : data.names[gap][number];
    });
  };

  /** Brings a side to the time. */
  function advance(side) {
    const midnight = Math.floor(t / DAY) * DAY;
    if (t < side.at || side.at < midnight) {
      side.now = morning();
      side.next = after(side.events, midnight - 1);
    }
    while (side.next < side.events.length && side.events[side.next].at <= t) apply(side.now, side.events[side.next++], isGp);
    side.at = t;
  }

  const dot = (who, look, letter) => {
    const own = who === followed;
    return `<span class="week-dot ${look}${own ? " week-followed" : ""}" data-who="${who}">${own ? "★" : letter}</span>`;
  };
  /** Draws dots in a place, as many as it has room for. */
  function dots(side, name, all, count) {
    const place = side.root.querySelector(`.week-${name}`);
    const box = place.lastElementChild;
    side.room ??= {};
    // What is not on the screen yet has no width to remember.
    if (!side.room[name] && box.clientWidth > 0) side.room[name] = Math.max(2, Math.floor((box.clientWidth + 2) / 26) * 2);
    const most = side.room[name] ?? 2;
    // Whoever is followed is always among those who are drawn.
    const shown = all.length > most ? all.slice(0, most - 2) : all;
    const html = shown.join("") + (shown.length < all.length ? `<span class="week-more">+${all.length - shown.length}</span>` : "");
    if (box.drawn !== html) box.innerHTML = box.drawn = html;
    text(place.querySelector(".week-count"), count);
  }

  function drawPhone(side) {
    const letters = { phone: "", desk: "D", online: "O" };
    const rank = ([who]) => (who === followed ? 0 : 1);
    const waiting = [...side.now.wait].sort((a, b) => rank(a) - rank(b));
    dots(side, "queue", waiting.map(([who, how]) => dot(who, `week-ask-${how}`, letters[how])), String(waiting.length));
    const rota = t % DAY < data.closes && t % DAY >= data.opens ? side.handlers[Math.floor(t / DAY)][Math.floor((t % DAY) / 1800)] : 0;
    const talking = [...side.now.talk].map(([who, how]) => dot(who, "week-busy", how[0].toUpperCase()));
    const free = Math.max(0, Math.floor(rota) - talking.length);
    const people = rota % 1 ? `${Math.floor(rota)}–${Math.ceil(rota)}` : String(rota);
    // Who still talks when the rota changes is beyond it.
    const busy = talking.length > Math.ceil(rota) ? `${talking.length} busy` : `${talking.length} busy of ${people}`;
    dots(side, "desk", [...talking, ...Array(free).fill('<span class="week-dot week-empty"></span>')], busy);
  }

  function drawRooms(side) {
    const { room, duty, first, looked } = side.now;
    const inOrder = (those) => [...those].sort((a, b) => (b === followed) - (a === followed));
    dots(side, "room", inOrder(room.keys()).map((who) => dot(who, "week-mode-F", "")), String(room.size));
    if (kinds.has("joins_duty_list")) dots(side, "duty", inOrder(duty).map((who) => dot(who, "", "!")), String(duty.size));
    if (!kinds.has("triage")) return;
    const now = [...looked].filter(([, until]) => until > t).map(([who]) => dot(who, "week-busy", "P"));
    dots(side, "triage", [...now, ...inOrder(first).map((who) => dot(who, "week-ask-phone", ""))], String(first.size));
  }

  function drawClinic(side) {
    let busyNow = 0;
    side.cells ??= [...side.root.querySelectorAll(".week-person")].map((cell) => ({ cell, person: Number(cell.dataset.person) }));
    side.held ??= new Map(side.cells.map(({ person }) => [person, side.sessions.filter((session) => session[0] === person)]));
    for (const { cell, person } of side.cells) {
      const busy = side.now.busy.get(person);
      const isIn = side.held.get(person).some(([, from, to]) => from <= t && t < to);
      const away = side.now.away.get(person);
      let [html, out] = ["", false];
      if (busy && busy.until > t) {
        busyNow += 1;
        const who = busy.whom.includes(followed) ? followed : busy.whom[0];
        const number = busy.whom.length > 1 ? many(busy.whom.length, "patient") : String(who + 1);
        html = busy.mode === "N" ? '<span class="week-dot week-mode-N">N</span>notes' : dot(who, `week-mode-${busy.mode}`, busy.mode) + number;
      } else if (isIn) html = '<span class="week-dot week-empty"></span>free';
      else [html, out] = [away === false ? "off sick" : "not in", true];
      if (cell.drawn !== html) {
        cell.drawn = html;
        cell.lastElementChild.innerHTML = html;
        cell.classList.toggle("week-out", out);
      }
      const name = (side.people[person] ?? "") + (away === true ? ", locum" : "");
      text(cell.firstElementChild, name);
      // Where there is no room for all of it.
      if (cell.title !== name) cell.title = name;
    }
    return busyNow;
  }

  /** Work of each day that was left from before, and has come by now: GPs', and everybody else's. */
  const left = (side, of) => [true, false].map((gps) =>
    side.left[of].filter(([role]) => isGp(role) === gps).reduce((sum, [, seconds]) => sum + seconds, 0));
  const most = Math.max(1, ...sides.flatMap((side) => open.map((of) => {
    const came = side.events.filter((event) => event.kind === "work_comes" && Math.floor(event.at / DAY) === of);
    return Math.max(...left(side, of).map((old, group) =>
      came.reduce((sum, { numbers: [role, seconds] }) => sum + (isGp(role) === (group === 0) ? seconds : 0), old)));
  })));

  function drawWork(side) {
    const box = side.root.querySelector(".week-bars");
    const hours = (seconds) => (seconds / 3600).toFixed(1);
    const of = Math.floor(t / DAY);
    const [old, tonight] = [left(side, of), left(side, of + 1)];
    ["GPs", "Others"].forEach((name, group) => {
      if (!box.children[group]) {
        const line = box.appendChild(document.createElement("div"));
        line.className = "week-bar";
        line.append(document.createElement("i"), document.createElement("i"), document.createElement("span"));
        line.firstChild.className = "week-old";
        line.children[1].className = "week-new";
      }
      const [before, came, label] = box.children[group].children;
      const wide = (seconds) => `${(32 * seconds) / most}%`;
      before.style.width = wide(old[group]);
      came.style.width = wide(side.now.came[group]);
      // What is done of it the model knows when the day is over.
      text(label, `${name} ${hours(old[group])} + ${hours(side.now.came[group])}; ${hours(tonight[group])} left tonight`);
    });
  }

  function drawTally(side) {
    const box = side.root.querySelector(".week-tally");
    tally.forEach(([id, name], place) => {
      if (!box.children[place]) {
        const cell = box.appendChild(document.createElement("div"));
        cell.append(document.createElement("strong"), name);
      }
      text(box.children[place].firstChild, String(side.now.counts[id]));
    });
  }

  function drawStory(side) {
    if (followed < 0) return;
    const events = (side.own.get(followed) ?? []).filter(spoken);
    const passed = after(events, t);
    if (side.passed === passed) return;
    side.passed = passed;
    for (const line of side.story.children) {
      const place = Number(line.dataset.place);
      line.className = place >= passed ? "week-ahead" : place === passed - 1 ? "week-now" : "";
    }
    const now = side.story.querySelector(".week-now");
    // Scrolls the story alone, and never the page.
    if (now) side.story.scrollTop = now.previousElementSibling?.offsetTop ?? 0;
  }

  function draw() {
    const of = Math.floor(t / DAY);
    for (const side of sides) {
      advance(side);
      text(side.root.querySelector(".week-clock"), `${data.days[of].name} ${clock(t)}`);
      drawPhone(side);
      drawRooms(side);
      side.busyNow = drawClinic(side);
      drawWork(side);
      drawTally(side);
      drawStory(side);
    }
    if (document.activeElement !== day) day.value = String(of);
    time.value = String(t % DAY);
    time.setAttribute("aria-valuetext", clock(t));
    if (document.activeElement !== whom || !listed.startsWith(`${of} `) || listed.endsWith(" ")) listWhom(of);
  }

  /** Says how things stand: never while it plays, for nobody could listen to it. */
  function say(first = "") {
    const each = sides.map((side) => {
      const { wait, talk, room } = side.now;
      const name = sides.length > 1 ? `${side.name}: ` : "";
      return `${name}${wait.size} waiting to be answered, ${talk.size} being answered, ${room.size} in the waiting room, ${many(side.busyNow, "clinician")} busy.`;
    });
    said.textContent = `${dayName(Math.floor(t / DAY))} ${clock(t)}. ${first}${each.join(" ")}`;
  }

  /** The day's patients by the time at which each is first heard of, with the side and the event. */
  function heardOn(of) {
    const heard = new Map();
    for (const side of sides) {
      for (const event of side.events.slice(after(side.events, of * DAY - 1), after(side.events, of * DAY + DAY - 1))) {
        if (event.who >= 0 && COMES.has(event.kind) && !heard.has(event.who)) heard.set(event.who, { side, event });
      }
    }
    return new Map([...heard].sort(([, a], [, b]) => a.event.at - b.event.at));
  }

  /** Those of the day who tell most, and those who are first heard of in this half hour. */
  function listWhom(of) {
    const half = Math.floor((t % DAY) / 1800);
    if (listed === `${of} ${half}`) return;
    const heard = heardOn(of);
    if (!listed.startsWith(`${of} `)) {
      chosen = telling(sides, [...heard.keys()], of * DAY, isUrgent, words,
        (at) => format.when(Math.floor(at / 60)));
    }
    listed = `${of} ${half}`;
    const option = (who, label) => {
      const made = new Option(`Patient ${who + 1}${label}`, String(who));
      made.selected = who === followed;
      return made;
    };
    const group = (label, options) => {
      if (options.length === 0) return;
      whom.append(Object.assign(document.createElement("optgroup"), { label }));
      whom.lastElementChild.append(...options);
    };
    whom.replaceChildren(new Option("nobody", ""));
    const isNow = ({ event }) => Math.floor((event.at % DAY) / 1800) === half;
    const others = [...heard].filter(([who, first]) => !chosen.has(who) && isNow(first));
    if (followed >= 0 && !chosen.has(followed) && !others.some(([who]) => who === followed)) whom.append(option(followed, ""));
    group("Worth following", [...chosen].map(([who, says]) => option(who, `: ${says}`)));
    group(`Others heard of from ${clock(half * 1800)} to ${clock(half * 1800 + 1799)}; move the time for more`, others.map(([who, { side, event }]) =>
      option(who, `: ${clock(event.at)} ${words(side, event)}${differs[who] ? " ≠ fares differently" : ""}`)));
  }

  function follow(who) {
    followed = who;
    const code = data.patients[who] ?? -1;
    const about = code < 0 ? "" : `: ${data.names.problem[code >> 1]}`;
    const story = find("story");
    story.hidden = who < 0;
    story.querySelector("h3").textContent = `Patient ${who + 1}${about}`;
    const apart = sides.length < 2 ? "" : differs[who] ? "fares differently on the two sides" : "fares alike on both sides";
    const sentence = chosen.get(who) ?? [isUrgent(who) ? "must be seen the same day" : "", apart].filter(Boolean).join("; ");
    story.querySelector(".week-telling").textContent = sentence && `${sentence[0].toUpperCase()}${sentence.slice(1)}.`;
    for (const side of sides) {
      side.story.replaceChildren();
      const line = (words, place) => {
        const item = side.story.appendChild(document.createElement("li"));
        item.textContent = words;
        item.dataset.place = place;
      };
      const before = side.booked.find(([of]) => of === who);
      if (before) line(`Before this week: booked for ${format.when(before[2])} with ${side.people[before[1]]}`, -1);
      const events = (side.own.get(who) ?? []).filter(spoken);
      events.forEach((event, place) => line(`${dayName(Math.floor(event.at / DAY))} ${isEarly(event) ? "before opening" : clock(event.at)} ${words(side, event)}`, place));
      if (events.length === 0) line("Is not heard of on this side in this week", -1);
      side.passed = -1;
    }
    // Somebody who was clicked may not be on the list.
    if (![...whom.options].some((option) => option.value === (who < 0 ? "" : String(who)))) listed = listed.replace(/ .*/, " ");
    draw();
    whom.value = who < 0 ? "" : String(who);
    story.scrollIntoView({ block: "nearest" });
    say(who < 0 ? "Nobody is followed. " : `Patient ${who + 1} is followed. `);
  }

  function go(to, first) {
    t = Math.max(0, Math.min(to, 7 * DAY - 1));
    draw();
    say(first);
  }

  function step(forward) {
    pause();
    const own = sides.flatMap((side) => (side.own.get(followed) ?? []).filter(isSeen).map((event) => event.at));
    const among = followed < 0 ? times : [...new Set(own)].sort((a, b) => a - b);
    const place = forward ? after(among, t, Number) : after(among, t - 1, Number) - 1;
    if (place < 0 || place >= among.length) return say(`There is no ${forward ? "later" : "earlier"} event. `);
    const happens = sides.map((side) => side.events.filter((event) => event.at === among[place] && spoken(event)
      && (followed < 0 || event.who === followed)).map((event) => `Patient ${event.who + 1} ${words(side, event)}`));
    go(among[place], `${[...new Set(happens.flat())].slice(0, 4).join(". ")}. `);
  }

  function pass(seconds) {
    t += seconds;
    const of = Math.min(6, Math.floor(t / DAY));
    if (t > days[of].to || !data.days[of].open) {
      const next = open.find((later) => days[later].from > t);
      t = next === undefined ? Math.min(t, days[open.at(-1) ?? 0].to) : days[next].from;
      if (next === undefined) return pause();
    }
    draw();
  }

  function frame(now) {
    if (!playing) return;
    playing = requestAnimationFrame(frame);
    pass((Math.min(now - last, 250) / 1000) * 60 * Number(speed.value));
    last = now;
  }

  function pause() {
    if (!playing) return;
    cancelAnimationFrame(playing);
    clearInterval(playing);
    playing = 0;
    play.textContent = "▶ Play";
    say("Paused. ");
  }

  play.addEventListener("click", () => {
    if (playing) return pause();
    if (t >= days[open.at(-1) ?? 0].to) t = days[open[0] ?? 0].from;
    play.textContent = "Pause";
    said.textContent = "";
    last = performance.now();
    // Where motion is not wanted it goes on in steps of five minutes, once a second.
    playing = still.matches ? setInterval(() => pass(300), 1000) : requestAnimationFrame(frame);
  });
  find("back").addEventListener("click", () => step(false));
  find("next").addEventListener("click", () => step(true));
  day.addEventListener("change", () => go(days[Number(day.value)].from));
  time.addEventListener("input", () => { t = Math.floor(t / DAY) * DAY + Number(time.value); draw(); });
  time.addEventListener("change", () => { if (!playing) say(); });
  whom.addEventListener("change", () => follow(whom.value === "" ? -1 : Number(whom.value)));
  // A dot may be gone before the finger is lifted.
  section.addEventListener("pointerdown", (event) => {
    const who = event.target.closest?.(".week-side [data-who]")?.dataset.who;
    if (who !== undefined) follow(Number(who));
  });
  addEventListener("resize", () => { sides.forEach((side) => { side.room = {}; }); draw(); });

  for (const [name, kind] of [["duty", "joins_duty_list"], ["triage", "triage"]]) {
    section.querySelectorAll(`.week-side .week-${name}`).forEach((place) => { place.hidden = !kinds.has(kind); });
  }
  const hour = 3600;
  time.min = String(Math.floor(data.opens / hour) * hour);
  time.max = String(Math.ceil(Math.max(...open.map((of) => days[of].to - of * DAY), data.closes) / 60) * 60);
  draw();
  say();
}

document.querySelectorAll("section.week").forEach(watch);
