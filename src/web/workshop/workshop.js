(() => {
    const at = (id) => document.getElementById(id);
    const study = JSON.parse(at("study").textContent);
    const { actions, figures } = study;
    const everySet = decoded("every-set");
    const skewed = Uint8Array.from(atob(at("skewed").textContent), (letter) => letter.charCodeAt(0));
    const apart = new Map(study.apart.map((figure) => [figure, takenApart(decoded(`apart-${figure}`))]));

    /** Where guesses are kept: in this browser, where it allows that; otherwise as long as the page is open. */
    const shelf = `headroom ${study.title} ${study.command}`;
    let rooms = [];
    let isKept = true;
    try {
        rooms = JSON.parse(localStorage.getItem(shelf) ?? "[]");
    } catch {
        isKept = false;
    }
    const before = [];
    let chosen = 0;
    let revealed = false;
    let linked;
    /** Has anything been revealed yet? */
    let told = false;
    /** What was guessed, and of which choice. */
    let guess = null;

    function decoded(id) {
        const bytes = Uint8Array.from(atob(at(id).textContent), (letter) => letter.charCodeAt(0));
        return new Float64Array(bytes.buffer);
    }

    /** By set: what all do, what they do beyond their sum, and each action's share, both with half their interval. */
    function takenApart(numbers) {
        let next = 0;
        const read = () => {
            const [estimate, half] = [numbers[next], numbers[next + 1]];
            next += 2;
            return Number.isNaN(estimate) ? null : { estimate, low: estimate - half, high: estimate + half };
        };
        return Array.from({ length: study.sets }, (_, set) => ({ joint: read(), together: read(), shares: members(set).map((action) => [action, read()]) }));
    }

    function members(set) {
        return actions.map((_, action) => action).filter((action) => (set >> action) & 1);
    }

    /** A figure of a set as it is (0), or less the practice as it is (1). */
    function known(set, figure, which) {
        const place = (set * figures.length + figure) * 2 + which;
        const [estimate, low, high] = everySet.subarray(place * 3, place * 3 + 3);
        return Number.isNaN(estimate) ? null : { estimate, low, high, skewed: skewed[place] === 1 };
    }

    const named = (set) => members(set).map((action) => actions[action].asked).join(" + ") || "nothing";

    /* What a room guesses. GP hours are guessed as a difference; other figures as they will be. */

    const isDifference = (figure) => known(0, figure, 0).estimate === 0;
    const which = (figure) => (isDifference(figure) ? 1 : 0);
    const times = (figure) => (figures[figure].kind === "share" ? 100 : 1);
    const sign = (figure) => (figures[figure].kind === "share" ? "%" : "");

    /** Ends of the line on which a figure is guessed: twice as far as it goes in any set, to tell nothing. */
    function ends(figure) {
        const all = Array.from({ length: study.sets }, (_, set) => times(figure) * known(set, figure, which(figure))?.estimate).filter(Number.isFinite);
        const now = times(figure) * known(0, figure, which(figure)).estimate;
        const reach = Math.max(...all.map((value) => Math.abs(value - now))) || 1;
        const unit = 10 ** Math.floor(Math.log10(reach));
        const room = Math.ceil((2 * reach) / unit) * unit;
        const most = figures[figure].kind === "share" ? 100 : Infinity;
        const least = isDifference(figure) ? -room : Math.max(0, Math.floor((now - room) / unit) * unit);
        return { now, from: least, to: Math.min(most, Math.ceil((now + room) / unit) * unit), step: unit / 10 };
    }
    const lines = new Map(study.guessed.filter((figure) => known(0, figure, 0)).map((figure) => [figure, ends(figure)]));

    /** Which figures the room has touched, and what puts them back. */
    const moved = new Set();
    const fresh = [];
    for (const [figure, { now, from, to, step }] of lines) {
        const says = isDifference(figure) ? "more or less than now" : `now ${digits(now, 5 * step)}${sign(figure)}`;
        const label = make("label", "", figures[figure].label, " ", make("span", "", `(${says})`));
        // Any number is a guess: where the slide ends is no hint.
        const number = Object.assign(make("input"), { type: "number", id: `guess-${figure}`, step: "any", required: true });
        const slide = Object.assign(make("input"), { type: "range", min: from, max: to, step });
        label.htmlFor = number.id;
        slide.setAttribute("aria-label", `${figures[figure].label}, slide`);
        const places = Math.max(0, -Math.floor(Math.log10(step)));
        const begin = () => (number.value = slide.value = now.toFixed(places));
        begin();
        fresh.push(begin);
        slide.addEventListener("input", () => {
            number.value = Number(slide.value).toFixed(places);
            moved.add(figure);
        });
        number.addEventListener("input", () => {
            slide.value = number.value;
            moved.add(figure);
        });
        at("asked").append(make("div", "guess", label, slide, number));
    }

    /* What happens. */

    function show() {
        document.querySelectorAll(".toggle").forEach((button, action) => button.setAttribute("aria-pressed", String(Boolean((chosen >> action) & 1))));
        at("undo").disabled = before.length === 0;
        const count = members(chosen).length;
        at("chosen").textContent = count === 0 ? "Nothing chosen: the practice as it is." : `${count} chosen: ${members(chosen).map((action) => `${actions[action].asked} ${actions[action].name}`.trim()).join("; ")}.`;
        at("result").hidden = !revealed;
        at("guesses").hidden = revealed;
        at("guessed").hidden = !revealed;
        at("ready").hidden = at("picked").hidden = at("week").hidden = !revealed && !told;
        const about = count === 0 ? "#" : `#set=${members(chosen).map((action) => action + 1).join(".")}${revealed ? "&shown" : ""}`;
        // The link is for whoever copies or reloads it, and a browser takes no hundred a second.
        clearTimeout(linked);
        linked = setTimeout(() => history.replaceState(null, "", about), 200);
        if (!revealed) return;
        at("guessed-says").classList.toggle("screen", guess?.set !== chosen);
        at("guessed-says").textContent = guess === null ? "Shown without a guess." : guess.set === chosen ? `${guess.room} guessed; the answers are below.` : `${guess.room} guessed for ${named(guess.set)}: choose that again to see it, or guess again for this choice.`;
        told = true;
        showCards();
        showWorse();
        showApart();
        put(at("pays").tBodies[0], ...study.pays.map((figure) => row(figures[figure].label, cell(difference(known(chosen, figure, 1), figures[figure].kind)))));
        besides(at("besides").tBodies[0], figures.map((figure, number) => ({ ...figure, before: known(0, number, 0), after: known(chosen, number, 0), difference: known(chosen, number, 1), above: study.pays.includes(number) || study.guessed.includes(number) })).filter((figure) => figure.after && !(figure.after.estimate === 0 && figure.before.estimate === 0 && spans0(figure.difference ?? { low: NaN, high: NaN }))));
    }

    function cell(...pieces) {
        return make("td", "figure", ...pieces);
    }

    function row(name, ...cells) {
        const head = make("th", "", name);
        head.scope = "row";
        return make("tr", "", head, ...cells);
    }

    function showCards() {
        const cards = [...lines].map(([figure, { now, from, to }]) => {
            const { label, kind } = figures[figure];
            const found = known(chosen, figure, which(figure));
            const guessed = guess?.set === chosen ? (guess.values[figure] ?? undefined) : undefined;
            const told = isDifference(figure) ? difference(found, kind) : level(found, kind);
            const said = make("div", "", make("h3", "", label), make("p", "big", told));
            const scaled = (value) => value * times(figure);
            const say = (value) => `${digits(value, (to - from) / 20)}${sign(figure)}`;
            const marks = [{ at: now, look: "now", says: "now" }];
            if (guessed !== undefined) marks.push({ at: guessed, look: "guess", says: "guessed" });
            if (found) marks.push({ at: scaled(found.estimate), low: scaled(found.low), high: scaled(found.high), look: "result", says: "happens" });
            const drawn = make("div");
            drawLine(drawn, from, to, marks, say);
            if (!isDifference(figure)) said.append(make("p", "", "Now ", level(known(0, figure, 0), kind), ": ", difference(known(chosen, figure, 1), kind), "."));
            if (guessed !== undefined && found) said.append(make("p", "", judged(figure, guessed, say)));
            return make("div", "card", said, drawn);
        });
        put(at("cards"), ...cards);
    }

    /** How near a guess is, as a difference from now: levels are less sure than what both sides differ. */
    function judged(figure, guessed, say) {
        const { now, step } = lines.get(figure);
        const said = `Guessed ${say(guessed)}: `;
        const { low, high } = known(chosen, figure, 1);
        if (!Number.isFinite(low)) return `${said}from one replication nobody can say.`;
        const more = guessed - now;
        const [least, most] = [low * times(figure) - step / 2, high * times(figure) + step / 2];
        if (more >= least && more <= most) return `${said}right, within what luck alone moves it.`;
        return said + (more > most ? "too high." : "too low.");
    }

    /** What is clearly worse for somebody, said before anybody is pleased. */
    function showWorse() {
        const worse = figures.map((figure, number) => [figure, known(chosen, number, 1), number]).filter(([figure, apart, number]) => (number === study.guessed[0] || !study.pays.includes(number)) && verdict(apart, figure.better) === "worse");
        at("worse").hidden = worse.length === 0;
        const said = worse.flatMap(([figure, apart], number) => [number > 0 ? "; " : "", figure.label, " ", difference(apart, figure.kind)]);
        const judged = figures.filter((figure, number) => figure.better !== "neither" && known(chosen, number, 1)).length;
        at("many").textContent = `Each figure is judged by itself: of ${judged} about ${Math.max(1, Math.round(judged / 20))} would look clear by luck alone if nothing changed.${skewed.includes(1) ? " * after an interval: a few replications lie far from the others, so that it is likely too narrow." : ""}`;
        put(at("worse"), make("strong", "", "Clearly worse: "), ...said, ".");
    }

    function showApart() {
        const figure = Number(at("of").value);
        const { kind, label } = figures[figure];
        const { joint, together, shares } = apart.get(figure)[chosen];
        const alone = (action) => apart.get(figure)[1 << action].shares[0][1];
        const parts = shares.map(([action, share]) => ({ name: `${actions[action].asked} ${actions[action].name}`.trim(), own: alone(action), share }));
        if (together) parts.push({ name: ["Gained or lost by doing them together", spans0(together) ? "" : together.estimate > 0 === (figures[figure].better !== "lower") ? ": gained" : study.in_turn ? ": overlap, or a later start" : ": overlap"].join(""), own: together, share: null });
        let sum = 0;
        const ends = parts.map(({ own }) => [sum, (sum += own.estimate)]);
        const all = [0, ...ends.flat()];
        const [least, most] = [Math.min(...all), Math.max(...all)];
        const place = (value) => `${(100 * (value - least)) / (most - least || 1)}%`;
        const bar = (from, to) => {
            const piece = make("div", to < from ? "piece less" : "piece");
            piece.style.left = place(Math.min(from, to));
            piece.style.width = `${(100 * Math.abs(to - from)) / (most - least || 1)}%`;
            const nought = make("div", "nought");
            nought.style.left = place(0);
            return make("td", "bar", make("div", "track", piece, nought));
        };
        const rows = parts.map(({ name, own, share }, number) => row(name, bar(...ends[number]), cell(difference(own, kind)), cell(share ? difference(share, kind) : "")));
        const total = row("All together", bar(0, sum), cell(parts.length > 0 ? difference(joint, kind) : "nothing chosen"), cell(""));
        total.className = "total";
        put(at("apart").caption, `${label}: what each does alone, and its share of what all do together`);
        put(at("apart").tBodies[0], ...rows, total);
        const chosenOnes = members(chosen);
        const pairs = chosenOnes.flatMap((one, number) => chosenOnes.slice(number + 1).map((two) => ({ one, two, together: apart.get(figure)[(1 << one) | (1 << two)].together })));
        const clear = pairs.filter((pair) => pair.together && !spans0(pair.together)).sort((a, b) => Math.abs(b.together.estimate) - Math.abs(a.together.estimate));
        const said = clear.slice(0, 3).flatMap((pair, number) => [number > 0 ? "; " : "", `${actions[pair.one].asked} with ${actions[pair.two].asked} `, difference(pair.together, kind)]);
        put(at("pairs"), pairs.length === 0 ? "" : !hasInterval(pairs[0].together ?? {}) ? "From one replication nobody can say which help or hinder each other." : clear.length === 0 ? "As pairs with nothing else chosen, no two of these clearly help or hinder each other." : "As pairs with nothing else chosen, beyond what each does alone: ", ...said, clear.length > 0 ? "." : "");
    }

    /* What is done. */

    function choose(set) {
        if (set === chosen) return;
        before.push(chosen);
        chosen = set;
        show();
    }

    function undo() {
        if (before.length === 0) return;
        chosen = before.pop();
        show();
    }

    function remember() {
        try {
            localStorage.setItem(shelf, JSON.stringify(rooms));
        } catch {
            isKept = false;
        }
        showRooms();
    }

    function showRooms() {
        at("rooms").hidden = rooms.length === 0;
        const released = study.guessed[0];
        const what = (set) => (revealed ? difference(known(set, released, 1), figures[released].kind) : "not shown yet");
        const guessed = (values) => (Number.isFinite(values[released]) ? digits(values[released], 0.1) : "–");
        const rows = [...rooms].reverse().map(({ room, set, values }) => row(room, make("td", "", named(set)), cell(guessed(values)), cell(what(set))));
        put(at("rooms").querySelector("tbody"), ...rows);
        at("kept").textContent = isKept ? "Kept in this browser only." : "This browser keeps nothing: they are gone when the page is closed.";
    }

    /** Takes down what is in the form. What nobody touched is no guess. */
    function takeDown() {
        const values = Object.fromEntries([...moved].map((figure) => [figure, Number(at(`guess-${figure}`).value)]));
        guess = { room: at("room").value.trim() || "The room", set: chosen, values };
        rooms.push(guess);
        moved.clear();
        fresh.forEach((begin) => begin());
        at("room").value = "";
    }

    document.querySelectorAll(".toggle").forEach((button, action) => button.addEventListener("click", () => choose(chosen ^ (1 << action))));
    at("undo").addEventListener("click", undo);
    at("clear").addEventListener("click", () => choose(0));
    at("all").addEventListener("click", () => choose(study.sets - 1));
    at("preset").addEventListener("change", () => {
        if (at("preset").value !== "") choose(Number(at("preset").value));
        at("preset").value = "";
    });
    at("guesses").addEventListener("submit", (event) => {
        event.preventDefault();
        if (moved.size > 0) takeDown();
        revealed = true;
        show();
        remember();
        at("result-head").focus();
        at("result").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    });
    at("another").addEventListener("click", () => {
        if (moved.size > 0) takeDown();
        remember();
        at("room").focus();
    });
    at("again").addEventListener("click", () => {
        revealed = false;
        guess = null;
        show();
        showRooms();
        at(`guess-${study.guessed[0]}`).focus();
    });
    at("forget").addEventListener("click", () => {
        rooms = [];
        remember();
    });
    at("print").addEventListener("click", () => print());
    at("of").addEventListener("change", showApart);
    document.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input")) {
            event.preventDefault();
            undo();
        }
    });

    put(at("of"), ...[...apart.keys()].map((figure) => Object.assign(make("option", "", figures[figure].label), { value: figure })));
    const asked = location.hash.match(/^#set=([\d.]+)(&shown)?$/);
    if (asked) {
        chosen = asked[1].split(".").reduce((set, number) => set | (1 << (Number(number) - 1)), 0) & (study.sets - 1);
        revealed = Boolean(asked[2]);
        guess = rooms.findLast((room) => room.set === chosen) ?? null;
    }
    show();
    showRooms();
})();
