/* The page that holds every set: what a room chooses is looked up, and answered at once. */
(() => {
    const study = JSON.parse(at("study").textContent);
    const { actions, figures } = study;
    const everySet = decoded("every-set");
    const skewed = Uint8Array.from(atob(at("skewed").textContent), (letter) => letter.charCodeAt(0));
    const apart = new Map(study.apart.map((figure) => [figure, takenApart(decoded(`apart-${figure}`))]));
    const before = [];
    let chosen = 0;
    let linked;
    /** Has anything been revealed yet? */
    let isTold = false;

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

    const fullName = (action) => `${actions[action].asked} ${actions[action].name}`.trim();

    /** A choice, as answers want it. */
    function choiceOf(set) {
        const all = (of, which) => figures.map((_, figure) => known(of, figure, which));
        const name = members(set).map((action) => actions[action].asked).join(" + ") || "nothing";
        return { key: String(set), name, before: all(0, 0), after: all(set, 0), difference: all(set, 1), apart: (figure) => partsOf(set, apart.get(figure)) };
    }

    function partsOf(set, bySet) {
        const { joint, together, shares } = bySet[set];
        const parts = shares.map(([action, share]) => ({ name: fullName(action), own: bySet[1 << action].shares[0][1], share }));
        const chosenOnes = members(set);
        const pairs = chosenOnes.flatMap((one, number) =>
            chosenOnes.slice(number + 1).map((two) => ({ name: `${actions[one].asked} with ${actions[two].asked}`, together: bySet[(1 << one) | (1 << two)].together })),
        );
        return { joint, together, parts, pairs };
    }

    function show() {
        document.querySelectorAll(".toggle").forEach((button, action) => button.setAttribute("aria-pressed", String(Boolean((chosen >> action) & 1))));
        at("undo").disabled = before.length === 0;
        const names = members(chosen).map(fullName);
        at("chosen").textContent = names.length === 0 ? "Nothing chosen: the practice as it is." : `${names.length} chosen: ${names.join("; ")}.`;
        page.choose(choiceOf(chosen));
        turned();
    }

    /** What is best, and the week of it, would give the answer away before the first guess. */
    function turned() {
        isTold ||= page.isRevealed();
        at("ready").hidden = at("picked").hidden = at("week").hidden = !isTold;
        const numbers = members(chosen).map((action) => action + 1);
        const about = numbers.length === 0 ? "#" : `#set=${numbers.join(".")}${page.isRevealed() ? "&shown" : ""}`;
        // The link is for whoever copies or reloads it, and a browser takes no hundred a second.
        clearTimeout(linked);
        linked = setTimeout(() => history.replaceState(null, "", about), 200);
    }

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

    document.querySelectorAll(".toggle").forEach((button, action) => button.addEventListener("click", () => choose(chosen ^ (1 << action))));
    at("undo").addEventListener("click", undo);
    at("clear").addEventListener("click", () => choose(0));
    at("all").addEventListener("click", () => choose(study.sets - 1));
    at("preset").addEventListener("change", () => {
        if (at("preset").value !== "") choose(Number(at("preset").value));
        at("preset").value = "";
    });
    document.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input")) {
            event.preventDefault();
            undo();
        }
    });

    const asked = location.hash.match(/^#set=([\d.]+)(&shown)?$/);
    if (asked) chosen = asked[1].split(".").reduce((set, number) => set | (1 << (Number(number) - 1)), 0) & (study.sets - 1);
    const keptAs = `headroom ${study.title} ${study.command}`;
    const page = answers({ told: study, keptAs, choice: choiceOf(chosen), isRevealed: Boolean(asked?.[2]), turned });
    show();
})();
