// What a room does with a workshop's page: chooses, guesses, sees, undoes, prints; every answer is that of results.csv.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { canBeHeard, fits, launch, listen, rounds, sheets } from "./browser.mjs";


const folder = mkdtempSync(path.join(os.tmpdir(), "headroom-workshop-"));
const file = path.join(folder, "room.html");
// All ten actions, but short years and few of them.
const short = ["run.days=56", "run.warm_up=days", "run.warm_up_days=28"].flatMap((change) => ["--set", change]);
let browser;
let results;

before(async () => {
    const asked = ["combine", "average-2018", ...short, "--replications", "3", "--out", folder, "--workshop", file, "--quiet"];
    const program = process.env.HEADROOM ?? "target/debug/headroom";
    await promisify(execFile)(program, asked, { maxBuffer: 1 << 26 });
    results = table("results.csv");
    browser = await launch();
});
after(async () => browser?.close());

/** Rows of a csv file, each by its columns. */
function table(name) {
    const [head, ...lines] = readFileSync(path.join(folder, name), "utf8").trim().split("\n");
    const columns = head.split(",");
    return lines.map((line) => Object.fromEntries([...line.matchAll(/(?:"([^"]*)"|([^,]*))(?:,|$)/g)].map((cell, at) => [columns[at], cell[1] ?? cell[2]])));
}

/** Opens the page as a file with the network cut, in a browser that knows nothing of earlier ones. */
async function open({ width = 1024, height = 768, about = "" } = {}) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const seen = listen(page, () => false);
    await page.setViewport({ width, height });
    // What still moves cannot be clicked.
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
    await page.setOfflineMode(true);
    const url = pathToFileURL(file).href + about;
    await page.goto(url, { waitUntil: "load" });
    return { page, seen: () => seen.filter((asked) => asked !== url) };
}

const asked = Array.from({ length: 10 }, (_, at) => String(at + 1));
const nameOf = (set) => asked.filter((_, at) => (set >> at) & 1).join("+");

test("each of the 1,024 choices is answered with the numbers of results.csv", async (t) => {
    const { page, seen } = await open({ about: "#set=1&shown" });
    // One action is changed at a time, until every choice was made once.
    const answers = await page.evaluate(async () => {
        const toggles = [...document.querySelectorAll(".toggle")];
        const values = (cell) => [...cell.querySelectorAll("data")].map((it) => [it.value, it.textContent]);
        const all = [];
        let slowest = 0;
        for (let step = 0; step < 1024; step += 1) {
            const begun = performance.now();
            if (step > 0) toggles[Math.log2(step & -step)].click();
            document.body.getBoundingClientRect();
            slowest = Math.max(slowest, performance.now() - begun);
            const set = toggles.reduce((set, it, at) => set | ((it.getAttribute("aria-pressed") === "true") << at), 0);
            const rows = [...document.querySelectorAll("#besides tbody tr")].map((row) => [row.dataset.figure, ...[...row.querySelectorAll("td")].map(values)]);
            all.push([set, rows]);
            if (step % 64 === 0) await new Promise((go) => setTimeout(go));
        }
        return { all, slowest };
    });
    t.diagnostic(`the slowest choice took ${answers.slowest.toFixed(1)} ms to be answered`);
    assert.equal(new Set(answers.all.map(([set]) => set)).size, 1024);
    const byName = new Map(results.map((row) => [[row.scenario, row.versus, row.group === "all" ? row.measure : `${row.measure}(${row.group})`].join("|"), row]));
    let checked = 0;
    const ends = (row) => [row.ci_low, row.ci_high].map(Number);
    for (const [set, rows] of answers.all) {
        assert.ok(rows.length >= 15, `only ${rows.length} figures of ${nameOf(set)}`);
        const own = set === 0 ? "average-2018" : nameOf(set);
        for (const [figure, was, is, apart] of rows) {
            for (const [shown, row] of [[was, byName.get(`average-2018||${figure}`)], [is, byName.get(`${own}||${figure}`)]]) {
                assert.equal(Number(shown[0][0]), Number(row.estimate), `${figure} of ${own}`);
                if (shown.length > 1) assert.deepEqual(shown.slice(1).map(([value]) => Number(value)), ends(row), `${figure} of ${own}`);
                for (const [value, text] of shown) assert.ok(rounds(Number(value), text), `${value} is shown as ${text}`);
            }
            if (set === 0) continue;
            const row = byName.get(`${own}|average-2018|${figure}`);
            const isClear = Number(row.ci_low) > 0 || Number(row.ci_high) < 0;
            const values = apart.map(([value]) => Number(value));
            if (isClear) assert.equal(values[0], Number(row.estimate), `${figure} of ${own}`);
            if (values.length > 1) assert.deepEqual(values.slice(-2), ends(row), `${figure} of ${own}`);
            for (const [value, text] of apart) assert.ok(rounds(Number(value), text), `${value} is shown as ${text}`);
            checked += 1;
        }
    }
    assert.ok(checked > 15_000, `${checked} differences`);
    assert.deepEqual(seen(), []);
});

test("what each action makes of the whole adds up, and of all ten is that of attribution.csv", async () => {
    const { page } = await open({ about: "#set=1.2.3.4.5.6.7.8.9.10&shown" });
    const shapley = table("attribution.csv").filter((row) => row.effect === "shapley");
    const alone = table("attribution.csv").filter((row) => row.effect === "alone");
    const figures = await page.$$eval("#of option", (all) => all.map((it) => [it.value, it.textContent]));
    const told = JSON.parse(await page.$eval("#study", (it) => it.textContent));
    let checked = 0;
    for (const [value] of figures) {
        await page.select("#of", value);
        const name = told.figures[value].name;
        const rows = await page.$$eval("#apart tbody tr", (rows) => rows.map((row) => [...row.querySelectorAll("td.figure")].map((cell) => [...cell.querySelectorAll("data")].map((it) => Number(it.value)))));
        const of = (list, at) => list.find((row) => row.measure === name && row.group === "all" && row.action === asked[at]);
        asked.forEach((_, at) => {
            for (const [cell, list] of [[rows[at][0], alone], [rows[at][1], shapley]]) {
                const row = of(list, at);
                const [low, high] = cell.slice(-2);
                // What is the same in every replication has no interval.
                const middle = cell.length === 1 ? cell[0] : (low + high) / 2;
                const close = 1e-9 * Math.max(1, Math.abs(Number(row.estimate)));
                assert.ok(cell.length === 0 ? Number(row.estimate) === 0 : Math.abs(middle - Number(row.estimate)) < close, `${name} of ${asked[at]}`);
                checked += 1;
            }
        });
        const parts = rows.slice(0, -1).map(([cell]) => (cell.length === 2 ? (cell[0] + cell[1]) / 2 : (cell[0] ?? 0)));
        const all = rows.at(-1)[0];
        const sum = parts.reduce((sum, part) => sum + part, 0);
        // Where there is no clear difference its interval alone is shown, about its middle.
        const whole = all.length === 2 ? (all[0] + all[1]) / 2 : (all[0] ?? 0);
        assert.ok(Math.abs(sum - whole) < 1e-9 * Math.max(1, Math.abs(sum)), `${name}: ${sum} is not ${whole}`);
    }
    assert.equal(checked, 2 * 10 * figures.length);
});

test("a room guesses with the keyboard alone, sees, undoes, and is remembered", async () => {
    const { page, seen } = await open();
    assert.equal(await page.$eval("#result", (it) => it.hidden), true, "nothing is told before a guess");
    const press = async (key, times = 1) => {
        for (let at = 0; at < times; at += 1) await page.keyboard.press(key);
    };
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
    await press("Tab", 2);
    assert.match(await focused(), /^1 Active signposting/);
    await press("Space");
    await press("Tab", 2);
    await press("Space");
    // Past the other actions and the buttons to the first guess.
    for (let at = 0; (await focused()) !== "guess-0"; at += 1) {
        assert.ok(at < 30, "the guess is reached");
        await press("Tab");
    }
    await page.keyboard.type("4");
    for (let at = 0; (await focused()) !== "room"; at += 1) await press("Tab");
    await page.keyboard.type("Mill Lane");
    await press("Enter");
    assert.equal(await page.$eval("#result", (it) => it.hidden), false);
    assert.equal(await focused(), "result-head");
    const card = await page.$eval(".card", (it) => it.textContent);
    assert.match(card, /Guessed \+?4/);
    assert.match(await page.$eval("#rooms", (it) => it.textContent), /Mill Lane.*1 \+ 3/);
    // Another choice is answered at once; the guess was for this one.
    await page.click('.toggle[data-action="4"]');
    assert.match(await page.$eval("#guessed-says", (it) => it.textContent), /Mill Lane guessed for 1 \+ 3/);
    await page.click("#undo");
    assert.match(await page.$eval("#chosen", (it) => it.textContent), /^2 chosen: 1 Active signposting; 3 /);
    await page.waitForFunction(() => location.hash === "#set=1.3&shown");
    await page.reload();
    assert.match(await page.$eval("#rooms", (it) => it.textContent), /Mill Lane/);
    assert.match(await page.$eval("#chosen", (it) => it.textContent), /^2 chosen/);
    await page.click("#forget");
    await page.reload();
    assert.equal(await page.$eval("#rooms", (it) => it.hidden), true);
    assert.deepEqual(seen().filter((asked) => !asked.startsWith("file:")), []);
});

test("tables guess one after another before anything is told", async () => {
    const { page } = await open();
    assert.equal(await page.$eval("#ready", (it) => it.hidden) && (await page.$eval("#week", (it) => it.hidden)), true, "nothing tells what is best");
    await page.click('.toggle[data-action="4"]');
    for (const [room, guess, button] of [["GPs", "1", "#another"], ["Reception", "6", "#reveal"]]) {
        await page.click("#guess-0", { count: 3 });
        await page.keyboard.type(guess);
        await page.type("#room", room);
        await page.click(button);
        const rooms = await page.$eval("#rooms tbody", (it) => it.textContent);
        assert.match(rooms, new RegExp(`^${room}`));
        assert.equal(/not shown yet/.test(rooms), button === "#another");
        assert.equal(await page.$eval("#room", (it) => it.value), "", "the next table begins anew");
    }
    // Every table's guess is on the line, and is judged.
    const judged = await page.$$eval(".card:first-child .judged li", (all) => all.map((it) => it.textContent));
    assert.equal(judged.length, 2);
    assert.match(judged.join("; "), /^1 GPs guessed 1\S*: .*; 2 Reception guessed 6\S*: /);
    assert.match(await page.$eval(".card:first-child svg", (it) => it.getAttribute("aria-label")), /1 1\b.*2 6\b/);
    await page.click("#again");
    assert.match(await page.$eval("#rooms tbody", (it) => it.textContent), /^Reception.*not shown yetGPs.*not shown yet$/);
});

test("a room's name is shown as it was typed and runs nothing", async () => {
    const { page, seen } = await open();
    await page.$eval("#guess-0", (it) => {
        it.value = 2;
        it.dispatchEvent(new Event("input"));
    });
    await page.type("#room", "<img src=x onerror=alert(1)>\"'");
    await page.click("#reveal");
    assert.match(await page.$eval("#rooms", (it) => it.textContent), /<img src=x onerror=alert\(1\)>"'/);
    assert.equal(await page.$("img"), null);
    assert.deepEqual(seen(), []);
});

test("it can be heard, on a projector and on a phone, before and after the answer", async () => {
    for (const [width, height] of [[1024, 768], [360, 740]]) {
        for (const about of ["", "#set=1.4.5&shown"]) {
            const { page } = await open({ width, height, about });
            await fits(page, `${about} at ${width} points`);
            await canBeHeard(page, `at ${width} points, ${about}`);
            await page.screenshot({ path: path.join(folder, `${width}${about === "" ? "" : "-shown"}.png`), fullPage: true });
            await page.close();
        }
    }
});

test("what a room chose prints on one sheet of A4, and the page weighs under 3 MB", async () => {
    for (const actions of [[0, 3, 4], asked.map((_, at) => at)]) {
        const { page } = await open();
        for (const action of actions) await page.click(`.toggle[data-action="${action}"]`);
        await page.click("#guess-0", { count: 3 });
        await page.keyboard.type("25");
        await page.click("#reveal");
        const pdf = await page.pdf({ path: path.join(folder, `handout-${actions.length}.pdf`), preferCSSPageSize: true });
        assert.equal(sheets(pdf), 1, `${actions.length} actions`);
    }
    assert.ok(readFileSync(file).length < 3_000_000);
});
