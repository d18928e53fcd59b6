/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interactive parts of the page of --report, which contains this script: the run under a
 * slider, and free play.  The page contains their data, which the program worked out. */
"use strict";
(() => {
    const make = (name, properties = {}, ...children) => {
        const element = Object.assign(document.createElement(name), properties)
        element.append(...children)
        return element
    }
    const button = (text, press) => make("button", {type: "button", textContent: text, onclick: press})
    const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`
    const dataOf = section => JSON.parse(section.querySelector("script").textContent)

    /* The policies at one moment: slots and bytes as bars, to one scale.  A state has len, cap, held,
     * backing, gone (slots freed by the step that led to it) and why. */
    const makeStage = (data, names) => {
        const key = make("p", {className: "key"}, ...[["used", "slots in use"], ["free", "free"],
            ["gone", "freed by this step"], ["held", "held bytes"]].map(([kind, text]) =>
            make("span", {}, make("i", {className: kind}), text)))
        const lanes = names.map(name => {
            const lane = {name, bars: {}, state: make("p", {className: "state"}), why: make("p", {className: "why"})}
            for (const kind of ["used", "free", "gone", "held"]) lane.bars[kind] = make("i", {className: kind})
            const {used, free, gone, held} = lane.bars
            const bars = make("div", {className: "bars"}, make("div", {}, used, free, gone), make("div", {}, held))
            bars.setAttribute("aria-hidden", "true")
            lane.element = make("article", {}, make("h3", {textContent: name}), lane.state, bars, lane.why)
            return lane
        })
        const said = make("p", {className: "said"})
        said.setAttribute("role", "status")
        const show = (states, most, what) => {
            lanes.forEach((lane, i) => {
                const {len, cap, held, backing, gone, why} = states[i]
                const slots = {used: len, free: Math.max(0, cap - len), gone: Math.max(0, gone)}
                for (const [kind, count] of Object.entries(slots)) {
                    const {style} = lane.bars[kind]
                    style.width = `${count * data.element / most * 100}%`
                    style.backgroundSize = cap + gone <= 128 && count > 0 ? `${100 / count}% 100%, auto` : "0 0, auto"
                }
                lane.bars.held.style.width = `${held / most * 100}%`
                lane.state.textContent = `${len} of ${plural(cap, "slot")} in use, ` +
                    (held ? `${plural(held, "byte")} of ${data.backings[backing]}` : "nothing held")
                lane.why.textContent = why
                lane.element.classList.toggle("stale", states[i].stale === true)
            })
            said.textContent = `${what} ${lanes.map((lane, i) => `${lane.name}: ${states[i].why}.`).join(" ")}`
        }
        return {elements: [key, make("div", {className: "lanes"}, ...lanes.map(lane => lane.element)), said], show}
    }

    /* One context of the run.  If all of it is here, what a policy did between its rows was to take or
     * leave slots; else it is shown as its last row left it. */
    const makeRun = (data, context) => {
        const lanes = data.lanes.filter(lane => lane.context === context).map(({policy, steps, rows}) => ({policy, steps,
            rows: rows.map(([number, time, registration, len, cap, held, backing, action, text, before]) =>
                ({number, time, registration, len, cap, held, backing, action, gone: before - cap, why: data.texts[text]}))}))
        const whole = data.contexts && data.contexts[context]
        const starts = lanes.flatMap(lane => lane.rows).filter(row => row.number === 0).slice(0, 1)
        const kept = whole ? [...starts, ...whole.events.map(([time, registration], i) =>
            ({number: whole.before + i + 1, time, registration}))]
            : [...new Map(lanes.flatMap(lane => lane.rows).map(row => [row.number, row])).values()]
        const moments = kept.map(({number, time, registration}) => ({number, time, registration, rows: []}))
            .sort((a, b) => a.number - b.number)
        for (const {rows} of lanes) {
            let at = 0, row = {len: 0, cap: 0, held: 0, backing: 0}
            for (const {number, registration, rows: shown} of moments) {
                if (at < rows.length && rows[at].number === number) row = rows[at++]
                else if (whole) row = {...row, gone: 0, action: 0, len: row.len + (registration ? 1 : -1), why: data.texts[data.plain[registration]]}
                else row = {...row, gone: 0, stale: true, why: `state not kept here; shown as after event ${row.number || 0}`}
                shown.push(row)
            }
        }
        for (const moment of moments) {
            moment.changed = moment.rows.some(row => row.gone !== 0)
            moment.gone = Math.max(...moment.rows.map(row => row.gone))
        }
        const most = Math.max(1, ...lanes.flatMap(lane => lane.rows.map(row =>
            Math.max(row.held, data.element * (row.cap + Math.max(0, row.gone))))))
        return {policies: lanes.map(lane => lane.policy), steps: Math.max(0, ...lanes.map(lane => lane.steps)), moments, most}
    }

    const showRun = (data, context, place) => {
        const run = makeRun(data, context), {moments} = run
        const stage = makeStage(data, run.policies)
        const slider = make("input", {type: "range", min: 0, max: moments.length - 1})
        const when = make("p", {className: "when"})
        slider.setAttribute("aria-label", "moment of the run")
        const show = () => {
            const {number, time, registration, rows} = moments[slider.valueAsNumber]
            const what = number === 0 ? `At ${time} s.`
                : `At ${time} s: ${registration ? "a registration" : "a deregistration"}, event ${number} of ${run.steps}.`
            when.textContent = what
            slider.setAttribute("aria-valuetext", `${time} s, event ${number}`)
            stage.show(rows, run.most, what)
        }
        const go = at => { slider.value = at; show() }
        const step = by => () => go(slider.valueAsNumber + by)
        const change = by => () => {
            let at = slider.valueAsNumber + by
            while (at > 0 && at < moments.length - 1 && !moments[at].changed) at += by
            go(at)
        }
        slider.oninput = show
        place.replaceChildren(make("div", {className: "controls"}, button("Previous change", change(-1)),
            button("Previous event", step(-1)), button("Next event", step(1)), button("Next change", change(1))),
            slider, when, ...stage.elements)
        if (!data.contexts)
            when.after(make("p", {className: "small",
                textContent: `This page keeps ${moments.length} of ${run.steps} events: those that the plots show.`}))
        /* Begins at the largest shrink, or at the end. */
        const gone = Math.max(...moments.map(moment => moment.gone))
        go(gone > 0 ? moments.findIndex(moment => moment.gone === gone) : moments.length - 1)
    }

    const run = document.getElementById("moments")
    if (run) {
        const data = dataOf(run), place = run.querySelector(".stage")
        const contexts = [...new Set(data.lanes.filter(lane => lane.rows.length > 0).map(lane => lane.context))]
        if (contexts.length > 1) {
            const choice = make("select", {onchange: () => showRun(data, choice.value, place)},
                ...contexts.map(context => make("option", {textContent: context, value: context})))
            place.before(make("p", {}, make("label", {}, "Context ", choice)))
        }
        if (contexts.length > 0) {
            showRun(data, contexts[0], place)
            run.hidden = false
        }
    }

    /* Free play: each policy is in a state of its table, and a turn leads to the next one. */
    const freePlay = document.getElementById("freeplay")
    if (freePlay) {
        const data = dataOf(freePlay), place = freePlay.querySelector(".stage")
        const [LEN, CAP, HELD, BACKING] = [0, 1, 2, 3], turns = {"+": 4, "-": 6}
        const example = [["+", 32], ["-", 25]]
        const stage = makeStage(data, data.policies.map(policy => policy.name))
        const when = make("p", {className: "when"})
        let at, history, most
        const current = i => data.policies[i].states[at[i].state]
        const take = turn => {
            if (current(0)[turns[turn]] < 0) return
            at = data.policies.map(({states}, i) => {
                const before = current(i), state = before[turns[turn]]
                most = Math.max(most, states[state][HELD], states[state][CAP] * data.element)
                return {state, gone: before[CAP] - states[state][CAP], why: data.texts[before[turns[turn] + 1]]}
            })
            const last = history[history.length - 1]
            if (last && last[0] === turn) last[1]++
            else history.push([turn, 1])
        }
        const show = () => {
            const states = at.map(({gone, why}, i) => ({len: current(i)[LEN], cap: current(i)[CAP], held: current(i)[HELD],
                backing: current(i)[BACKING], gone, why}))
            const words = {"+": "registered", "-": "deregistered"}
            when.textContent = history.length === 0 ? "The vector is empty."
                : `${history.slice(-6).map(([turn, count]) => `${count} ${words[turn]}`).join(", ")}.`
            if (history.length > 6) when.prepend("..., ")
            for (const [turn, press] of Object.entries(buttons))
                press.setAttribute("aria-disabled", current(0)[turns[turn]] < 0)
            stage.show(states, most, when.textContent)
        }
        const begin = way => {
            at = data.policies.map(() => ({state: 0, gone: 0, why: "nothing is held"}))
            history = []
            most = 32 * data.element
            for (const [turn, count] of way)
                for (let i = 0; i < count; i++) take(turn)
        }
        const buttons = {"+": button("Register", () => { take("+"); show() }),
            "-": button("Deregister", () => { take("-"); show() })}
        place.append(make("div", {className: "controls"}, buttons["+"], buttons["-"],
            button("Empty vector", () => { begin([]); show() }),
            button("32, then 7", () => { begin(example); show() })), when, ...stage.elements)
        begin(example)
        show()
        freePlay.hidden = false
    }
})()
