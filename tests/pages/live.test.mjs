// What a room does with the live page: changes something, guesses, watches the intervals shrink, cancels, passes the link
// on; with a keyboard only, on a projector and on a phone. Every figure is that of the command line.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { canBeHeard, fits, launch, listen, sheets } from "./browser.mjs";


const program = path.resolve(process.env.HEADROOM ?? "target/debug/headroom");
const folder = mkdtempSync(path.join(os.tmpdir(), "headroom-live-"));
// Eight weeks after four, so that a run takes a moment.
const short = ["run.days=56", "run.warm_up=days", "run.warm_up_days=28"];
const both = short.map((change) => `both=${encodeURIComponent(change)}`).join("&");
const asked = `practice=average-2018&action=3.2:50&action=2.1&${both}&set=${encodeURIComponent("phone.handlers*=1.2")}&view=year&seed=5`;
let browser;
let server;
let home;

before(async () => {
    server = spawn(program, ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data).split("\n"))));
    home = line.match(/http:\/\/127\.0\.0\.1:\d+\//)[0];
    browser = await launch();
});
after(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    assert.equal(await ended, 0, "the server ends well at Ctrl-C");
});

/** Opens a link as a browser does that knows nothing yet; `seen` is what it complained of, and asked of others. */
async function open(query = "", { width = 1024, height = 768 } = {}) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const seen = listen(page, (url) => url.startsWith(home) || url === "data:,");
    await page.setViewport({ width, height });
    // What still moves cannot be clicked.
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
    await page.goto(home + query, { waitUntil: "load" });
    return { page, seen, close: () => context.close() };
}

const ended = (page) => page.waitForSelector("#run[data-state=ended]", { timeout: 120_000 });
const shot = (page, name) => page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });

/** Every figure of the table: its name, and the numbers of each of its three cells. */
const figures = (page) =>
    page.$$eval("#besides tbody tr", (rows) =>
        rows.map((row) => [row.dataset.figure, [...row.querySelectorAll("td")].map((cell) => [...cell.querySelectorAll("data")].map((it) => Number(it.value)))]),
    );

test("a link shows the figures that the command under them writes, and again when it is loaded again", async () => {
    const { page, seen, close } = await open(`?${asked}&replications=6&shown=1`);
    await ended(page);
    const shown = await figures(page);
    const command = await page.$eval("#command", (it) => it.textContent);
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain).slice(1);
    const out = path.join(folder, "compared");
    await promisify(execFile)(program, [...words, "--quiet", "--out", out]);
    const [, ...lines] = readFileSync(path.join(out, "results.csv"), "utf8").trim().split("\n");
    const known = new Map();
    for (const cells of lines.map((line) => line.split(","))) {
        const [scenario, versus, measure, group, , stat] = cells;
        const name = group === "all" ? measure : `${measure}(${group})`;
        const side = versus ? 2 : scenario === "average-2018" ? 0 : 1;
        if (["mean", "share"].includes(stat)) known.set(`${name} ${side}`, [6, 8, 9].map((column) => Number(cells[column])));
    }
    let compared = 0;
    for (const [name, cells] of shown) {
        cells.forEach((numbers, side) => {
            const expected = known.get(`${name} ${side}`);
            if (!expected || numbers.length === 0) return;
            // Where there is no clear difference only its interval is shown; where nothing varies there is none.
            assert.deepEqual(numbers, numbers.length === 2 ? expected.slice(1) : expected.slice(0, numbers.length), `${name} ${side}`);
            compared += 1;
        });
    }
    assert.ok(compared > 40, `only ${compared} figures compared`);
    await page.reload({ waitUntil: "load" });
    await ended(page);
    assert.deepEqual(await figures(page), shown);
    await shot(page, "answer");
    assert.deepEqual(seen, []);
    await close();
});

test("figures come before all replications are done, and a run that is cancelled leaves what it had", async () => {
    const { page, seen, close } = await open(`?practice=average-2018&action=3.2&replications=400&shown=1`);
    await page.waitForSelector("#besides tbody tr", { timeout: 120_000 });
    await page.waitForFunction(() => Number(document.getElementById("run").dataset.replications) >= 8, { timeout: 120_000 });
    await shot(page, "underway");
    await page.focus("#cancel");
    await page.keyboard.press("Enter");
    await ended(page);
    assert.match(await page.$eval("#status", (it) => it.textContent), /^Cancelled: what stands here is what \d+ replications show\.$/);
    assert.ok((await figures(page)).length >= 19);
    assert.match(await page.$eval("#pulled-says", (it) => it.textContent), /was not worked out/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "status");
    assert.deepEqual(seen, []);
    await close();
});

test("a room changes something, guesses and sees, with a keyboard only", async () => {
    const { page, seen, close } = await open(`?practice=average-2018&${both}&replications=4`);
    // To the third of the ten, its reminders, half of them; then a number of any path; then run.
    const here = () => page.evaluate(() => document.activeElement.name || document.activeElement.id || document.activeElement.textContent);
    const to = async (what, most = 200) => {
        for (let step = 0; step < most; step += 1) {
            const there = await here();
            if (there === what || there.startsWith(`${what} `)) return;
            await page.keyboard.press("Tab");
        }
        assert.fail(`the keyboard does not reach ${what}`);
    };
    await page.keyboard.press("Tab");
    assert.equal(await here(), "Skip to what to change");
    await page.keyboard.press("Enter");
    await to("parts of 3");
    await page.keyboard.press("Enter");
    for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(() => document.activeElement.value === "3.2")) break;
    }
    await page.keyboard.press("Space");
    await to("dose.3.2");
    await page.keyboard.press("Backspace");
    await page.evaluate(() => document.activeElement.select());
    await page.keyboard.type("50");
    await to("find");
    await page.keyboard.type("redialling shares");
    await page.waitForSelector("#found button");
    assert.match(await page.$eval("#found-count", (it) => it.textContent), /of [\d,]+ settings fit/);
    await to("phone.redial", 30);
    await page.keyboard.press("Enter");
    assert.equal(await here(), "value");
    await page.evaluate(() => document.activeElement.select());
    await page.keyboard.type("0.2");
    await shot(page, "form");
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press("Enter")]);
    const link = new URL(page.url());
    assert.deepEqual(link.searchParams.getAll("action"), ["3.2:50"]);
    assert.deepEqual(link.searchParams.getAll("set"), ["phone.redial=0.2"]);
    assert.deepEqual(link.searchParams.getAll("both"), short);
    await ended(page);
    assert.equal(await page.$eval("#result", (it) => it.hidden), true, "nothing is shown before the guess");
    await shot(page, "guess");
    for (const [table, guess, button] of [["GPs", "1.5", "another"], ["Reception", "-2", "reveal"]]) {
        await page.focus("#guess-0");
        await page.evaluate(() => document.activeElement.select());
        await page.keyboard.type(guess);
        await to("room");
        await page.keyboard.type(table);
        await to(button === "another" ? "another" : "reveal");
        await page.keyboard.press("Enter");
    }
    await page.waitForSelector("#result:not([hidden])");
    const judged = await page.$eval(".card .judged", (it) => it.textContent);
    assert.match(judged, /1 GPs guessed 1\.5: (right|too (high|low)).*2 Reception guessed -2: (right|too (high|low))/);
    assert.match(await page.$eval("#rooms tbody", (it) => it.textContent), /^Reception3\.2 Reminders at 50% \+ phone\.redial=0\.2-2.*GPs/);
    assert.equal(new URL(page.url()).searchParams.get("shown"), "1");
    // Whoever loads it again, or is handed the link, sees the guesses beside the same answer.
    await page.reload({ waitUntil: "load" });
    await ended(page);
    assert.equal(await page.$eval(".card .judged", (it) => it.textContent), judged);
    // Back to what was asked before, which was nothing.
    await to("undo");
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press("Enter")]);
    assert.deepEqual(new URL(page.url()).searchParams.getAll("action"), []);
    assert.deepEqual(seen, []);
    await close();
});

test("what pulled it is told after the figures, and adds up to what is on the card", async () => {
    const { page, seen, close } = await open(`?${asked}&replications=4&shown=1`);
    await ended(page);
    const figures = await page.$$eval("#of option", (all) => all.map((it) => it.value));
    assert.equal(figures.length, 5);
    for (const figure of figures) {
        await page.select("#of", figure);
        const rows = await page.$$eval("#apart tbody tr", (rows) => rows.map((row) => [row.querySelector("th").textContent, ...[...row.querySelectorAll("td.figure")].map((cell) => [...cell.querySelectorAll("data")].map((it) => Number(it.value)))]));
        assert.deepEqual(rows.slice(0, 3).map(([name]) => name), ["phone.handlers*=1.2", "3.2 Reminders at 50%", "2.1 Phone consultations first"]);
        // Where there is no clear difference its interval alone is shown, about its middle.
        const middle = (cell) => (cell.length === 2 ? (cell[0] + cell[1]) / 2 : (cell[0] ?? 0));
        const all = middle(rows.at(-1)[1]);
        const close = 1e-9 * Math.max(1, Math.abs(all));
        for (const column of [1, 2]) {
            const parts = rows.slice(0, column === 1 ? -1 : 3).map((row) => middle(row[column]));
            assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - all) < close, `${figure}: ${parts} are not ${all}`);
        }
        if (figure === "0") {
            const card = await page.$$eval(".card .big data", (all) => Number(all[0].value));
            assert.ok(Math.abs(card - all) < close, `${all} is not ${card}`);
        }
    }
    await page.pdf({ path: path.join(folder, "handout.pdf"), preferCSSPageSize: true }).then((pdf) => {
        assert.equal(sheets(pdf), 1, "a handout is one sheet");
    });
    assert.deepEqual(seen, []);
    await close();
});

test("a guess that is the figure shown is right, however early the room saw what is now", async () => {
    const { page, seen, close } = await open(`?practice=average-2018&action=3.2&${both}&seed=5&replications=32`);
    await ended(page);
    assert.match(await page.$eval("#asked", (it) => it.textContent), /\(now \d/);
    for (const figure of ["5", "9"]) {
        await page.$eval(`#guess-${figure}`, (it, shown) => {
            it.value = shown;
            it.dispatchEvent(new Event("input"));
        }, await shownLater(page, figure));
    }
    await page.click("#reveal");
    const judged = await page.$$eval(".card .judged", (all) => all.map((it) => it.textContent));
    assert.equal(judged.length, 2);
    judged.forEach((said) => assert.match(said, /: right, within what luck alone moves it\.$/));
    // The picture has the same numbers as the words beside it.
    for (const card of await page.$$eval(".card", (all) => all.slice(1).map((it) => [it.querySelector("svg").getAttribute("aria-label"), it.textContent]))) {
        const now = Number(card[0].match(/^now ([\d.]+)/)[1]);
        const said = Number(card[1].match(/Now ([\d.]+)/)[1]);
        assert.ok(Math.abs(now - said) <= 0.05 * said, `${card}`);
    }
    assert.deepEqual(seen, []);
    await close();
});

/** What a card will say of a figure, as the stream of the same run says it. */
async function shownLater(page, figure) {
    return page.evaluate((figure) => new Promise((resolve) => {
        const source = new EventSource(document.getElementById("run").dataset.stream);
        let last;
        let kind;
        source.addEventListener("told", (event) => (kind = JSON.parse(event.data).figures[figure].kind));
        source.addEventListener("figures", (event) => (last = JSON.parse(event.data).after[figure].estimate));
        source.addEventListener("done", () => (source.close(), resolve(last * (kind === "share" ? 100 : 1))));
    }), figure);
}

test("what can be run as a whole but not in parts is answered, and says why it is not told apart", async () => {
    const asked = "practice=average-2018&action=4.2&set=roles.pharmacist.sessions_per_week%2B%3D-1&view=settled&replications=2&shown=1";
    const { page, seen, close } = await open(`?${asked}&${both}`);
    await ended(page);
    assert.match(await page.$eval("#status", (it) => it.textContent), /^Done: 2 replications/);
    assert.ok((await figures(page)).length >= 19);
    assert.match(await page.$eval("#pulled-says", (it) => it.textContent), /^Not told apart, as a part of it cannot be run alone: /);
    assert.deepEqual(seen, []);
    await close();
});

test("staff in the form are those of the practice that is chosen", async () => {
    const { page, seen, close } = await open();
    const gps = () => page.$eval('[name="now.roles.gp.sessions_per_week"]', (it) => it.value);
    const average = await gps();
    await page.select("#practice", "small-rural");
    await page.waitForFunction((was) => document.querySelector('[name="now.roles.gp.sessions_per_week"]').value !== was, {}, average);
    await page.goto(`${home}?practice=small-rural`, { waitUntil: "load" });
    assert.notEqual(await gps(), average);
    assert.deepEqual(seen, []);
    await close();
});

test("what cannot be run is said on the page, with what to type instead", async () => {
    const { page, seen, close } = await open(`?practice=average-2018&set=${encodeURIComponent("phone.handler=3")}&action=99`);
    const said = await page.$eval("[role=alert]", (it) => it.textContent);
    assert.match(said, /there is no setting phone\.handler\b/);
    assert.match(said, /did you mean phone\.handlers/);
    assert.match(said, /there is no action 99/);
    await shot(page, "refused");
    assert.deepEqual(seen, []);
    await close();
});

test("the page can be read aloud, and is no wider than a projector or a phone", async () => {
    for (const [width, height] of [[1024, 768], [360, 740]]) {
        for (const [name, query] of Object.entries({ start: "", answer: `?${asked}&replications=4&shown=1`, ask: `?${asked}&replications=4` })) {
            const { page, seen, close } = await open(query, { width, height });
            if (query) await ended(page);
            await page.$$eval("details", (all) => all.forEach((it) => (it.open = true)));
            await shot(page, `${name}-${width}`);
            await fits(page, `${name} at ${width} points`);
            await canBeHeard(page, `${name} at ${width} points`);
            assert.deepEqual(seen, []);
            await close();
        }
    }
    console.log(`screenshots are in ${folder}`);
});
