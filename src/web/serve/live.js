// The live page: hears the figures of a run as they come, lets the room guess before it looks, and finds any setting.
// Nothing here works a figure out: all of them come from the server, and are said as on every page (figures.js).

const at = (id) => document.getElementById(id);

/** A figure whose ends are numbers: of one replication nobody knows how sure it is. */
function bounded(known) {
    const of = (it) => it && { estimate: it.estimate, low: it.low ?? NaN, high: it.high ?? NaN, skewed: it.skewed };
    return { ...known, before: of(known.before), after: of(known.after), difference: of(known.difference) };
}

/** Follows a run, from the moment the page is there to its end. */
function follow(answer) {
    let source = new EventSource(answer.dataset.stream);
    let done = 0;
    let released;
    let guess = answer.dataset.guess;
    const say = (sentence) => (at("status").textContent = sentence);
    const end = (sentence) => {
        source?.close();
        source = undefined;
        at("progress").hidden = true;
        at("passing").hidden = true;
        compareGuess();
        answer.dataset.state = "ended";
        say(sentence);
    };
    const hear = (name, what) => source.addEventListener(name, (event) => what(JSON.parse(event.data)));
    const sentences = (problems) => problems.map((it) => `${it.says}. ${it.help ? `Help: ${it.help}.` : ""}`).join(" ");

    const compareGuess = () => {
        if (guess === undefined || guess === "" || !released) return;
        at("guessed").hidden = false;
        put(at("guessed"), `The room guessed ${guess} GP hours released a week. ${source ? "So far" : "What happens"}: `, difference(released, "plain"), ".");
    };
    const reveal = () => {
        at("guess").hidden = true;
        at("figures").hidden = false;
        at("again").checked = false;
        compareGuess();
    };

    hear("waiting", ({ place }) => {
        at("count").textContent = `Waiting for others: place ${place} in the line.`;
        say(`Waiting for others: place ${place}.`);
    });
    hear("figures", (batch) => {
        if (done === 0) say("The first figures are here; they grow surer as replications finish.");
        done = batch.replications;
        const within = batch.within === null ? "" : `; GP hours used known to within ${grouped(100 * batch.within, 1)}%`;
        at("count").textContent = `${done} of ${batch.of} replications${within}`;
        at("bar").value = done;
        at("unsettled").hidden = batch.warnings.length === 0;
        put(at("unsettled"), ...batch.warnings.map((warning) => make("p", "", warning.replaceAll("`", ""))));
        const figures = batch.figures.map(bounded);
        released = figures.find((known) => known.name === "gp_hours_released")?.difference;
        besides(at("rows"), figures);
        answer.dataset.replications = done;
        compareGuess();
    });
    hear("done", ({ replications, why, command }) => {
        if (command) at("command").textContent = command;
        const sure = "GP hours used are known to within 2% on both sides. Other figures and differences may be less sure, and stopping as soon as it looks sure makes intervals a little too narrow";
        end(`Done: ${replications} replications, ${why === "sure" ? sure : "as many as were asked for"}.`);
    });
    hear("refused", ({ problems }) => end(`This cannot be run. ${sentences(problems)}`));
    hear("stopped", ({ says }) => end(`${says} What stands here is what ${done} replications show.`));
    hear("failed", ({ says }) => end(says));
    source.onerror = () => end("The server does not answer: it was stopped, or too many runs wait. Reload the page to try again.");

    at("progress").hidden = false;
    at("cancel").addEventListener("click", () => {
        end(done === 0 ? "Cancelled before the first figures." : `Cancelled: what stands here is what ${done} replications show.`);
        at("status").focus();
    });

    if (guess !== undefined) return reveal();
    at("guess").hidden = false;
    const look = (typed) => {
        guess = typed;
        const link = new URL(location);
        link.searchParams.set("guess", typed);
        history.replaceState(null, "", link);
        at("link").href = link.pathname + link.search;
        reveal();
        at("figures").focus();
    };
    at("guess").addEventListener("submit", (event) => {
        event.preventDefault();
        look(at("room").value);
    });
    at("unguessed").addEventListener("click", () => look(""));
}

/** Most settings that are listed at once. */
const LISTED = 20;

/** What a setting is, in a line. */
function meaning(setting) {
    const range = setting.low === null && setting.high === null ? "" : `, ${setting.low ?? "any"} to ${setting.high ?? "any"}`;
    const may = setting.options.length ? `, one of ${setting.options.join(", ")}` : setting.kind === "number" ? range : "";
    return `${setting.meaning.replaceAll("`", "")} (${setting.unit || setting.kind}${may}); now ${setting.value}`;
}

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
        const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
        const all = await known();
        const fits = (it) => words.every((word) => `${it.path} ${it.meaning} ${it.unit}`.toLowerCase().includes(word));
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
// Another practice has other values; a link's practice that is refused has none.
at("practice").addEventListener("change", () => (document.body.dataset.practice = at("practice").value));
search();
if (at("answer")) follow(at("answer"));
