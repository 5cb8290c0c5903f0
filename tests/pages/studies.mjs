// Small studies of every kind, each written to a folder of its own by the program itself.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
export const program = process.env.HEADROOM ?? path.join(root, "target/debug/headroom");
export const folder = path.join(root, "target/pages");

const short = ["--set", "run.days=84", "--set", "run.warm_up=days", "--set", "run.warm_up_days=56"];
const nasty = `[<script>alert(1)</script>] "it's" & Größe 数`;

export const studies = {
    run: ["run", "average-2018", "--replications", "12", ...short],
    rationed: ["run", "average-2018-rationed", "--replications", "3"],
    once: ["run", "average-2024", "--replications", "1", ...short],
    phone: ["run", path.join(root, "scenarios/theory/phone-alone.toml"), "--replications", "10"],
    nasty: ["run", "nasty.toml", "--replications", "4"],
    compare: ["compare", "average-2018", "--action", "3.2", "--action", "2.1", "--view", "year", "--replications", "12"],
    several: [
        "compare", "average-2018", "--scenario", "reminders: action 3.2", "--scenario", "<b>more</b> slots: book.slots*=1.1",
        "--replications", "6", ...short.flatMap((word) => (word === "--set" ? ["--both"] : [word])),
    ],
    combine: ["combine", "average-2018", "--actions", "2.1,3.2,4.2", "--replications", "6"],
    screening: ["combine", "average-2018", "--actions", "1,2,3,4,5.1,5.2,6,7,8,9,10", "--replications", "3", ...short, "--view", "settled"],
    size: [
        "size", "average-2018", "--role", "receptionist", "--target", "phone_answered_share >= 0.9", "--replications", "40",
        "--confidence", "0.9", ...short,
    ],
    frontier: [
        "size", "average-2018", "--role", "gp:38..40", "--role", "practice_nurse:18..22", "--target",
        "slots_unfilled_share >= 0.05", "--replications", "20", "--confidence", "0.9", ...short,
    ],
    sensitivity: [
        "sensitivity", "average-2018", "--action", "3.2", "--draws", "20", "--replications", "4",
        ...short.flatMap((word) => (word === "--set" ? ["--both"] : [word])),
    ],
    programme: ["programme", "average-2018", "--programme", "time-for-care", "--practices", "4", "--replications", "3"],
    breakeven: [
        "breakeven", "average-2018", "--action", "3.2", "--measure", "need_to_seen_days", "--vary", "book.slots", "--from", "0.9",
        "--to", "1.1", "--replications", "20", ...short.flatMap((word) => (word === "--set" ? ["--both"] : [word])),
    ],
};

/** Runs every study; says in a sentence which could not be run. */
export async function make(write) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    write(path.join(folder, "nasty.toml"), `extends = "average-2018"\ntitle = ${JSON.stringify(nasty)}\n[run]\ndays = 28\nwarm_up = "days"\nwarm_up_days = 28\n`);
    for (const [name, words] of Object.entries(studies)) {
        const command = [...words, "--quiet", "--out", name];
        try {
            execFileSync(program, command, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
        } catch (error) {
                throw new Error(`headroom ${command.join(" ")}: ${error.stderr ?? error}`);
        }
    }
}

/** Every number in the csv files of a study, as written. */
export function numbers(name) {
    const all = new Set();
    for (const file of readdirSync(path.join(folder, name)).filter((file) => file.endsWith(".csv"))) {
        for (const line of readFileSync(path.join(folder, name, file), "utf8").split("\n")) {
            line.split(",").forEach((cell) => all.add(cell));
        }
    }
    return all;
}

export function file(name, ...rest) {
    return path.join(folder, name, ...rest);
}

export const exists = existsSync;
