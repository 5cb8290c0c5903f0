/* Guesses and answers, on every page on which a room chooses. A choice is { key, name, before, after, difference, apart }:
   estimates by the place of their figure, and what its parts make of a figure. */

/** Tables whose guesses have room on a line. */
const TABLES = 8;

/**
 * What a room guesses and sees. `told` says what figures are called and which are guessed; guesses are kept in this browser
 * as `keptAs`; `turned` is called when answers are shown or hidden.
 */
function answers({ told, keptAs, choice, isRevealed, turned }) {
    const { figures } = told;
    let revealed = isRevealed;
    let guesses = [];
    let isKept = true;
    try {
        const kept = JSON.parse(localStorage.getItem(keptAs) ?? "[]");
        guesses = kept.filter((it) => typeof it?.key === "string" && typeof it.room === "string" && it.values);
    } catch {
        isKept = false;
    }

    /* What is guessed. GP hours are guessed as a difference; other figures as they will be. */

    const isDifference = (figure) => choice.before[figure].estimate === 0;
    const guessedOf = (figure) => (isDifference(figure) ? choice.difference : choice.after)[figure];
    const times = (figure) => (figures[figure].kind === "share" ? 100 : 1);
    const sign = (figure) => (figures[figure].kind === "share" ? "%" : "");

    /** How far a figure may go from now: by the practice as it is alone, so that nothing is told before the guess. */
    function reach(figure) {
        const now = choice.before[figure].estimate;
        if (figures[figure].kind === "share") return 0.1;
        const hours = choice.before[figures.findIndex((it) => it.name === "gp_hours_used")].estimate;
        return isDifference(figure) ? 0.1 * hours : now / 2;
    }

    /** The line on which a figure is guessed: twice as far as it may go. */
    function ends(figure) {
        const now = times(figure) * choice.before[figure].estimate;
        const far = times(figure) * reach(figure) || 1;
        const unit = 10 ** Math.floor(Math.log10(far));
        const room = Math.ceil((2 * far) / unit) * unit;
        const most = figures[figure].kind === "share" ? 100 : Infinity;
        const least = isDifference(figure) ? -room : Math.max(0, Math.floor((now - room) / unit) * unit);
        const step = unit / 10;
        return { now, from: least, to: Math.min(most, Math.ceil((now + room) / unit) * unit), step, places: Math.max(0, -Math.floor(Math.log10(step))) };
    }

    /** Which figures have been touched, and what puts the others where they are now. */
    const moved = new Set();
    const fresh = [];
    put(at("asked"));
    for (const figure of told.guessed.filter((figure) => choice.before[figure])) {
        const now = make("span", "");
        const label = make("label", "", figures[figure].label, " ", now);
        // Any number is a guess: where the slide ends is no hint.
        const number = Object.assign(make("input"), { type: "number", id: `guess-${figure}`, step: "any", required: true });
        const slide = Object.assign(make("input"), { type: "range" });
        label.htmlFor = number.id;
        slide.setAttribute("aria-label", `${figures[figure].label}, slide`);
        const begin = () => {
            const line = ends(figure);
            now.textContent = isDifference(figure) ? "(more or less than now)" : `(now ${line.now.toFixed(line.places)}${sign(figure)})`;
            Object.assign(slide, { min: line.from, max: line.to, step: line.step });
            if (!moved.has(figure)) number.value = slide.value = line.now.toFixed(line.places);
        };
        begin();
        fresh.push(begin);
        slide.addEventListener("input", () => {
            number.value = Number(slide.value).toFixed(ends(figure).places);
            moved.add(figure);
        });
        number.addEventListener("input", () => {
            slide.value = number.value;
            moved.add(figure);
        });
        at("asked").append(make("div", "guess", label, slide, number));
    }

    /** Takes down what is in the form. What nobody touched is no guess. */
    function takeDown() {
        if (moved.size === 0) return;
        const values = Object.fromEntries([...moved].map((figure) => [figure, Number(at(`guess-${figure}`).value)]));
        guesses.push({ room: at("room").value.trim() || "The room", key: choice.key, name: choice.name, values });
        moved.clear();
        fresh.forEach((begin) => begin());
        at("room").value = "";
    }

    function remember() {
        try {
            localStorage.setItem(keptAs, JSON.stringify(guesses));
        } catch {
            isKept = false;
        }
        showGuesses();
    }

    /** Keeps what came of the guesses of this choice, as it is known by now. */
    function noteOutcome() {
        const own = guesses.filter((it) => it.key === choice.key);
        own.forEach((it) => (it.happened = choice.difference[told.guessed[0]]));
        if (own.length > 0) remember();
    }

    /** What each table guessed last of this choice. */
    function ofChoice() {
        const own = new Map(guesses.filter((it) => it.key === choice.key).map((it) => [it.room, it]));
        return [...own.values()].slice(-TABLES);
    }

    /** A guess as it was typed. */
    const typed = (value) => grouped(value, Math.min(3, String(value).split(".")[1]?.length ?? 0));

    /* What happens. */

    const cell = (...pieces) => make("td", "figure", ...pieces);
    const row = (name, ...cells) => {
        const head = make("th", "", name);
        head.scope = "row";
        return make("tr", "", head, ...cells);
    };

    function show() {
        at("result").hidden = !revealed;
        at("guesses").hidden = revealed;
        at("guessed").hidden = !revealed;
        if (revealed) {
            noteOutcome();
            showGuessed();
            showCards();
            showWorse();
            showApart();
            put(at("pays").tBodies[0], ...told.pays.map((figure) => row(figures[figure].label, cell(difference(choice.difference[figure], figures[figure].kind)))));
            showBesides();
        }
        showGuesses();
    }

    function showGuessed() {
        const own = ofChoice();
        const last = guesses.at(-1);
        at("guessed-says").classList.toggle("screen", own.length === 0);
        if (own.length > 1) put(at("guessed-says"), `${own.length} guesses of this choice; the answers are below.`);
        else if (own.length === 1) put(at("guessed-says"), `${own[0].room} guessed; the answers are below.`);
        else put(at("guessed-says"), last ? `${last.room} guessed for ${last.name}: choose that again to see it, or guess again for this choice.` : "Shown without a guess.");
    }

    function showCards() {
        const own = ofChoice();
        const known = told.guessed.filter((figure) => choice.before[figure]);
        const cards = known.map((figure) => {
            const { now, from, to, step } = ends(figure);
            const { label, kind } = figures[figure];
            const found = guessedOf(figure);
            const said = make("div", "", make("h3", "", label), make("p", "big", (isDifference(figure) ? difference : level)(found, kind)));
            if (!isDifference(figure)) said.append(make("p", "", "Now ", level(choice.before[figure], kind), ": ", difference(choice.difference[figure], kind), "."));
            const say = (value) => `${digits(value, 5 * step)}${sign(figure)}`;
            const marks = [{ at: now, look: "now", says: "now" }];
            const judgements = own.flatMap(({ room, values }, number) => {
                if (!Number.isFinite(values[figure])) return [];
                const mark = own.length > 1 ? `${number + 1}` : "guessed";
                marks.push({ at: values[figure], look: "guess", says: mark });
                return [make("li", "", own.length > 1 ? `${mark} ${room} guessed` : "Guessed", ` ${typed(values[figure])}${sign(figure)}: ${judged(figure, values[figure])}`)];
            });
            if (found) marks.push({ at: times(figure) * found.estimate, low: times(figure) * found.low, high: times(figure) * found.high, look: "result", says: "happens" });
            if (judgements.length) said.append(make("ul", "judged", ...judgements));
            const drawn = make("div");
            drawLine(drawn, ...around(marks, from, to, step), marks, say);
            return make("div", "card", said, drawn);
        });
        put(at("cards"), ...cards);
    }

    /** Ends of a line that has every mark on it: no longer than they need, and never so short that little looks like much. */
    function around(marks, from, to, step) {
        const all = marks.flatMap(({ at, low, high }) => [at, low, high]).filter(Number.isFinite);
        const [least, most] = [Math.min(...all), Math.max(...all)];
        const wide = Math.max(1.3 * (most - least), (to - from) / 6);
        const middle = (least + most) / 2;
        return [Math.floor((middle - wide / 2) / step) * step, Math.ceil((middle + wide / 2) / step) * step];
    }

    /** How near a guess is. A level is right where it is within its own interval, or as far from now as the difference may be. */
    function judged(figure, guessed) {
        const value = guessed / times(figure);
        const apart = choice.difference[figure];
        const level = choice.after[figure];
        if (!apart || !hasInterval(apart)) return "from one replication nobody can say.";
        const more = isDifference(figure) ? value : value - choice.before[figure].estimate;
        const isIn = (it, value) => value >= it.low && value <= it.high;
        if (isIn(apart, more) || (!isDifference(figure) && isIn(level, value) && isSameWay(apart, more))) return "right, within what luck alone moves it.";
        return more > apart.estimate ? "too high." : "too low.";
    }

    /** Where it is clear which way a figure goes, a guess of the other way is wrong however near. */
    const isSameWay = (apart, more) => spans0(apart) || Math.sign(more) === Math.sign(apart.estimate);

    /** How many of so many look clear at 95% where nothing is. */
    const byLuck = (count) => Math.max(1, Math.round(count / 20));

    /** What is clearly worse for somebody, said before anybody is pleased. */
    function showWorse() {
        const all = figures.map((figure, number) => [figure, choice.difference[number], number]);
        const counts = (number) => number === told.guessed[0] || !told.pays.includes(number);
        const worse = all.filter(([figure, apart, number]) => counts(number) && verdict(apart, figure.better) === "worse");
        const said = worse.flatMap(([figure, apart], number) => [number > 0 ? "; " : "", figure.label, " ", difference(apart, figure.kind)]);
        at("worse").hidden = worse.length === 0;
        put(at("worse"), make("strong", "", "Clearly worse: "), ...said, ".");
        const count = all.filter(([figure, apart]) => figure.better !== "neither" && apart && hasInterval(apart) && half(apart) > 0).length;
        const isSkewed = [choice.before, choice.after, choice.difference].some((side) => side.some((it) => it?.skewed));
        const star = isSkewed ? " * after an interval: a few replications lie far from the others, so that it is likely too narrow." : "";
        at("many").textContent = count === 0 ? "" : `Each figure is judged by itself: of ${count} about ${byLuck(count)} would look clear by luck alone if nothing changed.${star}`;
    }

    function showApart() {
        const figure = Number(at("of").value);
        const { kind, label, better } = figures[figure];
        const { says, parts, together, joint, pairs, of, actions } = choice.apart(figure);
        at("pulled-says").hidden = !says;
        at("pulled-says").textContent = says ?? "";
        at("taken-apart").hidden = !parts;
        if (!parts) return;
        // Two actions begin at once, and further ones later than they would alone.
        const isLater = told.in_turn && (actions ?? parts.length) > 2;
        at("later").hidden = !isLater;
        const lines = [...parts];
        if (together) {
            const isGained = together.estimate > 0 === (better !== "lower");
            const way = spans0(together) ? "" : `: ${isGained ? "gained" : "overlap"}${isLater ? ", or a later start" : ""}`;
            lines.push({ name: `Gained or lost by doing them together${way}`, own: together, share: null });
        }
        let sum = 0;
        const reached = lines.map(({ own }) => [sum, (sum += own.estimate)]);
        const all = [0, ...reached.flat()];
        const [least, most] = [Math.min(...all), Math.max(...all)];
        const wide = most - least || 1;
        const bar = (from, to) => {
            const piece = make("div", to < from ? "piece less" : "piece");
            piece.style.left = `${(100 * (Math.min(from, to) - least)) / wide}%`;
            piece.style.width = `${(100 * Math.abs(to - from)) / wide}%`;
            const nought = make("div", "nought");
            nought.style.left = `${(-100 * least) / wide}%`;
            return make("td", "bar", make("div", "track", piece, nought));
        };
        const rows = lines.map(({ name, own, share }, number) => row(name, bar(...reached[number]), cell(difference(own, kind)), cell(share ? difference(share, kind) : "")));
        const total = row("All together", bar(0, sum), cell(parts.length > 0 ? difference(joint, kind) : "nothing chosen"), cell(""));
        total.className = "total";
        put(at("apart").caption, `${label}: what each does alone, and its share of what all do together${of ? `, in ${of} replication${of === 1 ? "" : "s"}` : ""}`);
        put(at("apart").tBodies[0], ...rows, total);
        showPairs(pairs, kind);
    }

    function showPairs(pairs, kind) {
        const clear = pairs.filter((pair) => pair.together && !spans0(pair.together)).sort((a, b) => Math.abs(b.together.estimate) - Math.abs(a.together.estimate));
        const said = clear.slice(0, 3).flatMap((pair, number) => [number > 0 ? "; " : "", `${pair.name} `, difference(pair.together, kind)]);
        if (pairs.length === 0) put(at("pairs"));
        else if (!hasInterval(pairs[0].together ?? {})) put(at("pairs"), "From one replication nobody can say which help or hinder each other.");
        else if (clear.length === 0) put(at("pairs"), "As pairs with nothing else chosen, no two of these clearly help or hinder each other.");
        else put(at("pairs"), "As pairs with nothing else chosen, beyond what each does alone: ", ...said, `. Of ${pairs.length} such pairs about ${byLuck(pairs.length)} would look clear by luck alone.`);
    }

    function showBesides() {
        const above = new Set([...told.pays, ...told.guessed]);
        const isNothing = ({ before, after, difference: apart }) => after.estimate === 0 && before.estimate === 0 && spans0(apart ?? { low: NaN, high: NaN });
        const all = figures.map((figure, number) => ({ ...figure, before: choice.before[number], after: choice.after[number], difference: choice.difference[number], above: above.has(number) }));
        besides(at("besides").tBodies[0], all.filter((it) => it.after && it.before && !isNothing(it)));
    }

    function showGuesses() {
        at("rooms").hidden = guesses.length === 0;
        const released = told.guessed[0];
        const rows = [...guesses].reverse().map(({ room, name, values, happened }) => {
            const guessed = Number.isFinite(values[released]) ? typed(values[released]) : "–";
            return row(room, make("td", "", name), cell(guessed), cell(revealed && happened ? difference(happened, figures[released].kind) : "not shown yet"));
        });
        put(at("rooms").querySelector("tbody"), ...rows);
        at("kept").textContent = isKept ? "Kept in this browser only." : "This browser keeps nothing: they are gone when the page is closed.";
    }

    /* What is done. */

    at("guesses").addEventListener("submit", (event) => {
        event.preventDefault();
        takeDown();
        revealed = true;
        show();
        remember();
        turned(revealed);
        at("result-head").focus({ preventScroll: true });
        at("result").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    });
    at("another").addEventListener("click", () => {
        takeDown();
        remember();
        at("room").focus();
    });
    at("again").addEventListener("click", () => {
        revealed = false;
        show();
        turned(revealed);
        at(`guess-${told.guessed[0]}`).focus();
    });
    at("forget").addEventListener("click", () => {
        guesses = [];
        remember();
        show();
    });
    at("print").addEventListener("click", () => print());
    at("of").addEventListener("change", showApart);
    put(at("of"), ...told.apart.map((figure) => Object.assign(make("option", "", figures[figure].label), { value: figure })));
    show();

    return {
        /** Another choice, or more of what is known of it. */
        choose(next) {
            choice = next;
            fresh.forEach((begin) => begin());
            show();
        },
        isRevealed: () => revealed,
    };
}
