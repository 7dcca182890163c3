// What the roll gains when scripts run: a tap on a name, keys, the live count, minutes from the clock.
// Without any of it the page is a form of radio buttons that works.
"use strict";

(() => {
  const ORDER = ["present", "absent", "tardy", "left_early"];
  const loadedAt = performance.now();
  const MINUTE = 60_000;

  // The server's clock, not the device's: it may be wrong, and in the demo time stands elsewhere.
  const serverTime = (element) => Number(element.dataset.now) + performance.now() - loadedAt;

  const radios = (pupil) => [...pupil.querySelectorAll("input[type=radio]")];
  const statusOf = (pupil) => radios(pupil).find((radio) => radio.checked)?.value ?? "unmarked";

  function choose(pupil, status, { focus = false } = {}) {
    const radio = radios(pupil).find((one) => one.value === status);
    if (!radio) return;
    radio.checked = true;
    if (focus) radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Late by the minutes since the bell, left early by the minutes until the next one: a proposal, to be changed. One that
  // nobody touched goes away again with the mark it was made for.
  function proposeMinutes(form, pupil) {
    if (!form.dataset.opens) return;
    const now = serverTime(form);
    const status = statusOf(pupil);
    const propose = (name, isWanted, milliseconds) => {
      const field = pupil.querySelector(`input[name^="${name}-"]`);
      if (field.dataset.proposed === field.value) field.value = "";
      delete field.dataset.proposed;
      const minutes = Math.min(Math.floor(milliseconds / MINUTE), Number(form.dataset.minutes));
      if (!isWanted || field.value || minutes < 1) return;
      field.value = field.dataset.proposed = String(minutes);
    };
    propose("late", status === "tardy", now - Number(form.dataset.opens));
    propose("early", status === "left_early", Number(form.dataset.ends) - now);
  }

  function tally(form, pupils) {
    const counts = {};
    pupils.forEach((pupil) => {
      const status = statusOf(pupil);
      counts[status] = (counts[status] ?? 0) + 1;
    });
    const line = form.querySelector("[data-tally]");
    const words = ["unmarked", "absent", "tardy", "left_early", "present"]
      .filter((status) => counts[status] || status === "present")
      .map((status) => `${counts[status] ?? 0} ${line.dataset[status]}`);
    line.textContent = words.join(", ");
  }

  function start(form) {
    const pupils = [...form.querySelectorAll("[data-pupil]")];
    if (!pupils.length) return;
    form.dataset.tapping = "";
    form.querySelectorAll(".js-only").forEach((element) => { element.hidden = false; });

    pupils.forEach((pupil, place) => {
      pupil.querySelector("legend").addEventListener("click", () => {
        choose(pupil, ORDER[(ORDER.indexOf(statusOf(pupil)) + 1) % ORDER.length]);
      });
      pupil.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Enter" && event.target.tagName === "INPUT") {
          // Enter goes on to the next student; only the button certifies.
          event.preventDefault();
          const next = pupils[place + 1];
          (next ? radios(next).find((one) => one.checked) ?? radios(next)[0] : form.querySelector("button.primary")).focus();
          return;
        }
        if (event.target.type !== "radio") return;
        const wanted = radios(pupil).find(
          (one, number) => one.dataset.letter.toLowerCase() === event.key.toLowerCase() || String(number + 1) === event.key,
        );
        if (!wanted) return;
        event.preventDefault();
        choose(pupil, wanted.value, { focus: true });
      });
      pupil.addEventListener("change", (event) => {
        if (event.target.type === "radio") proposeMinutes(form, pupil);
        tally(form, pupils);
      });
    });
    tally(form, pupils);
  }

  function tick(badge) {
    const left = Math.ceil((Number(badge.dataset.closes) - serverTime(badge)) / MINUTE);
    const number = badge.querySelector("[data-left]");
    if (!number) return;
    if (left >= 1) number.textContent = String(left);
    else {
      badge.textContent = badge.dataset.over;
      badge.classList.replace("info", "warn");
    }
  }

  document.querySelectorAll("[data-roll]").forEach(start);
  const clocks = [...document.querySelectorAll("[data-clock]")];
  if (clocks.length) setInterval(() => clocks.forEach(tick), 5_000);
  // A question or a conflict is read first.
  document.querySelector(".question")?.focus();
})();
