/* The live page: hears the figures of a run as they come, and what pulled it after them; and finds any setting. Nothing
   here works a figure out: all of them come from the server, and are said as on every page. */

/** An estimate whose ends are numbers: of one replication nobody knows how sure it is. */
const bounded = (it) => it && { ...it, low: it.low ?? NaN, high: it.high ?? NaN };

/** What a link asks for, however it is run and shown: guesses are of that. */
function whatIsAsked(link) {
    const asked = new URLSearchParams(link.split("?")[1]);
    ["replications", "seed", "until", "shown"].forEach((how) => asked.delete(how));
    return String(asked);
}

/** Follows a run, from the moment the page is there to its end. */
function follow(run) {
    let source = new EventSource(run.dataset.stream);
    let done = 0;
    let told;
    let page;
    const pulled = { isAwaited: true, says: "What pulled it is worked out once the answer is there." };
    const names = [...at("chosen").children].map((it) => it.textContent);
    const choice = { key: whatIsAsked(run.dataset.stream), name: names.join(" + "), apart: (figure) => pulled[figure] ?? { says: pulled.says } };
    const say = (sentence) => (at("status").textContent = sentence);
    const count = (sentence) => (at("count").textContent = sentence);
    const show = () => page?.choose(choice);
    const end = (sentence) => {
        source?.close();
        source = undefined;
        at("progress").hidden = true;
        at("passing").hidden = true;
        if (pulled.isAwaited) pulled.says = "What pulled it was not worked out: run it again to see.";
        show();
        run.dataset.state = "ended";
        if (sentence) say(sentence);
    };
    const hear = (name, what) => source.addEventListener(name, (event) => what(JSON.parse(event.data)));
    const sentences = (problems) => problems.map((it) => `${it.says}. ${it.help ? `Help: ${it.help}.` : ""}`).join(" ");

    /** A link to the page as it stands: with the answer, or asking first. */
    const turned = (isRevealed) => {
        const link = new URL(location);
        if (isRevealed) link.searchParams.set("shown", "1");
        else link.searchParams.delete("shown");
        history.replaceState(null, "", link);
        at("link").href = link.pathname + link.search;
        noteLink(link.pathname + link.search);
    };

    hear("waiting", ({ place }) => {
        count(`Waiting for others: place ${place} in the line.`);
        say(`Waiting for others: place ${place}.`);
    });
    hear("told", (it) => (told = it));
    hear("figures", (batch) => {
        if (done === 0) say("The first figures are here; they grow surer as replications finish.");
        done = batch.replications;
        for (const side of ["before", "after", "difference"]) choice[side] = batch[side].map(bounded);
        const within = batch.within === null ? "" : `; GP hours used known to within ${grouped(100 * batch.within, 1)}%`;
        count(`${done} of ${batch.of} replications${within}`);
        at("bar").value = done;
        at("unsettled").hidden = batch.warnings.length === 0;
        put(at("unsettled"), ...batch.warnings.map((warning) => make("p", "", warning.replaceAll("`", ""))));
        at("answer").hidden = false;
        at("passing").hidden = false;
        if (page) show();
        else page = answers({ told, keptAs: `headroom live ${document.body.dataset.practice}`, choice, isRevealed: "shown" in run.dataset, turned });
        run.dataset.replications = done;
    });
    hear("done", ({ replications, why, command, parts, follows }) => {
        if (command) at("command").textContent = command;
        at("passing").hidden = true;
        const sure = "GP hours used are known to within 2% on both sides. Other figures and differences may be less sure, and stopping as soon as it looks sure makes intervals a little too narrow";
        say(`Done: ${replications} replications, ${why === "sure" ? sure : "as many as were asked for"}.`);
        pulled.isAwaited = follows;
        if (follows) {
            count("Working out what pulled it…");
            pulled.says = "What pulled it is being worked out.";
        } else {
            pulled.says = parts === 1 ? "One thing is changed, and all of it is its own." : "So many changes are not told apart here: headroom workshop does it for ten actions.";
        }
        show();
    });
    hear("apart", (batch) => {
        count(`What pulled it: ${batch.replications} of ${batch.of} replications of every set`);
        Object.assign(at("bar"), { max: batch.of, value: batch.replications });
        const of = (pair) => pair.map((part) => batch.parts[part].short).join(" with ");
        for (const [figure, it] of Object.entries(batch.figures)) {
            const parts = it.parts.map(({ own, share }, part) => ({ name: batch.parts[part].name, own: bounded(own), share: bounded(share) }));
            const pairs = it.pairs.map((pair) => ({ name: of(pair.of), together: bounded(pair.together) }));
            pulled[figure] = { joint: bounded(it.joint), together: bounded(it.together), parts, pairs, of: batch.replications, actions: batch.actions };
        }
        show();
    });
    hear("whole", ({ problems }) => {
        Object.assign(pulled, { isAwaited: false, says: `Not told apart, as a part of it cannot be run alone: ${sentences(problems)}` });
    });
    hear("end", () => end());
    hear("refused", ({ problems }) => end(`This cannot be run. ${sentences(problems)}`));
    hear("stopped", ({ says }) => end(`${says} What stands here is what ${done} replications show.`));
    hear("failed", ({ says }) => end(says));
    source.onerror = () => end("The server does not answer: it was stopped, or too many runs wait. Reload the page to try again.");

    at("progress").hidden = false;
    at("cancel").addEventListener("click", () => {
        end(done === 0 ? "Cancelled before the first figures." : `Cancelled: what stands here is what ${done} replications show.`);
        at("status").focus();
    });
}

/** Links that were asked for in this tab, the last last; where the browser keeps nothing there are none. */
function links(kept) {
    try {
        if (kept) sessionStorage.setItem("headroom asked", JSON.stringify(kept.slice(-50)));
        return JSON.parse(sessionStorage.getItem("headroom asked") ?? "[]");
    } catch {
        return [];
    }
}

/** Notes the link to the page as it stands, in place of an earlier one to the same. */
function noteLink(link) {
    const all = links();
    if (all.length > 0 && whatIsAsked(all.at(-1)) === whatIsAsked(link)) all.pop();
    links([...all, link]);
}

/** Lets what was asked be undone. */
function trail() {
    // As the server writes it, so that the same is the same however it was typed.
    const shown = new URLSearchParams(location.search).has("shown") ? "&shown=1" : "";
    noteLink(at("run") ? `/?${at("run").dataset.stream.split("?")[1].replace(/&shown=1$/, "")}${shown}` : location.pathname + location.search);
    const all = links();
    const button = at("undo");
    if (!button || all.length < 2) return;
    button.hidden = false;
    button.addEventListener("click", () => {
        links(links().slice(0, -1));
        location.assign(all.at(-2));
    });
}

/** Whether the room guesses first, for as long as the tab is open. */
function askFirst() {
    const box = at("first");
    try {
        box.checked = sessionStorage.getItem("headroom guess first") !== "no";
        box.addEventListener("change", () => sessionStorage.setItem("headroom guess first", box.checked ? "yes" : "no"));
    } catch {
        box.checked = true;
    }
}

/** Staff as another practice has it. */
async function change(practice) {
    // Another practice has other values; a link's practice that is refused has none.
    document.body.dataset.practice = practice;
    const answer = await fetch(`/?practice=${encodeURIComponent(practice)}`);
    if (!answer.ok) return;
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelectorAll('#ask [name^="was."], #ask [name^="now."]').forEach((field) => {
        field.value = other.querySelector(`[name="${field.name}"]`)?.value ?? field.value;
        field.classList.remove("changed");
    });
}

/** Most settings that are listed at once. */
const LISTED = 20;

/** What a setting is, in a line. */
function meaning(setting) {
    const range = setting.low === null && setting.high === null ? "" : `, ${setting.low ?? "any"} to ${setting.high ?? "any"}`;
    const may = setting.options.length ? `, one of ${setting.options.join(", ")}` : setting.kind === "number" ? range : "";
    return `${setting.meaning.replaceAll("`", "")} (${setting.unit || setting.kind}${may}); now ${setting.value}`;
}

/** A word without its ending, so that receptionists find what is said of reception, and redialling what is of redials. */
const stem = (word) => word.replace(/(?<=.{4})(ists?|ings?|ers?|ed|es|s)$/, "").replace(/(?<=.{4}.)(.)(?<=\1\1)$/, "");

/** Lists the settings that have all words typed in their path or meaning; each is a button that adds a row. */
function search() {
    const box = at("find");
    const asked = new Map();
    const known = () => {
        const practice = document.body.dataset.practice;
        const ask = () => fetch(`/paths.json?practice=${encodeURIComponent(practice)}`).then((answer) => (answer.ok ? answer.json() : []));
        if (!asked.has(practice)) asked.set(practice, ask());
        return asked.get(practice);
    };
    const list = async () => {
        const words = box.value.toLowerCase().split(/\s+/).filter(Boolean).map(stem);
        const all = await known();
        const fits = (it) => words.every((word) => `${it.path} ${it.path.replace(/[._]/g, " ")} ${it.meaning} ${it.unit}`.toLowerCase().includes(word));
        const found = words.length ? all.filter(fits) : [];
        at("found-count").textContent = words.length ? `${grouped(found.length, 0)} of ${grouped(all.length, 0)} settings fit${found.length > LISTED ? `; the first ${LISTED} are listed` : ""}.` : "";
        const buttons = found.slice(0, LISTED).map((setting) => {
            const button = make("button", "", setting.path, " ", make("span", "meaning", meaning(setting)));
            button.type = "button";
            button.addEventListener("click", () => add(setting));
            return make("li", "", button);
        });
        at("found").replaceChildren(...buttons);
    };
    box.hidden = false;
    box.addEventListener("input", list);
    // Enter here finds, and does not run.
    box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        list();
    });
}

/** Adds a row for a setting: in the first that is empty, or a new one. */
function add(setting) {
    let row = [...document.querySelectorAll("#changes .row")].find((row) => row.querySelector("[name=path]").value === "");
    if (!row) {
        row = at("row").content.firstElementChild.cloneNode(true);
        at("changes").append(row);
        removable(row);
    }
    row.querySelector("[name=path]").value = setting.path;
    row.querySelector("[name=value]").value = setting.value;
    row.querySelector("[name=side]").value = setting.both ? "both" : "change";
    row.querySelector(".meaning").textContent = meaning(setting);
    row.querySelector("[name=value]").focus();
}

/** Lets a row be taken away; the focus goes back to the search. */
function removable(row) {
    const button = row.querySelector(".remove");
    button.hidden = false;
    button.addEventListener("click", () => {
        row.remove();
        at("find").focus();
    });
}

document.querySelectorAll("#changes .row").forEach(removable);
at("practice").addEventListener("change", () => change(at("practice").value));
at("ask").addEventListener("input", () => at("stale") && (at("stale").hidden = false));
search();
askFirst();
trail();
if (at("run")) {
    at("fold").open = matchMedia("(min-width: 50rem)").matches;
    follow(at("run"));
}
