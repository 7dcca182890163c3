// The office's list gains keys, a count and a name search; its form hides what a reason does not ask for.
// Nothing here is needed: every page works without it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const queue = document.querySelector("[data-queue]");
  if (queue) improveQueue(queue);
  const form = document.querySelector("[data-clearing]");
  if (form) improveForm(form);
  const question = document.querySelector(".question");
  const summary = document.querySelector(".error-summary");
  if (question && !summary) question.focus();
  else if (form && !summary) form.querySelector("#id_reason").focus();
});

// Back from a saved form: the next student of the list has the focus, so Space ticks at once. Only after "load", for
// until then the browser moves the focus to the address's target itself.
window.addEventListener("load", () => {
  const next = location.hash.startsWith("#student-") && document.getElementById(location.hash.slice(1));
  if (next) (next.querySelector("input[name=day]") || next).focus();
});

function improveQueue(queue) {
  queue.querySelector("[data-tools]").hidden = false;
  const boxes = () => [...queue.querySelectorAll("input[name=day]")].filter((box) => box.offsetParent !== null);
  const count = queue.querySelector("[data-count]");
  const none = count && count.textContent;
  const tell = () => {
    if (!count) return;
    const ticked = queue.querySelectorAll("input[name=day]:checked").length;
    count.textContent = ticked === 0 ? none : ticked === 1 ? count.dataset.one : count.dataset.many.replace("{count}", ticked);
  };
  queue.addEventListener("change", tell);
  window.addEventListener("pageshow", tell);
  // Only while a tick box of the list has the focus: nowhere else do these keys mean anything here.
  queue.addEventListener("keydown", (event) => {
    if (!event.target.matches("input[name=day]") || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = boxes();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      (all[all.indexOf(event.target) + step] || event.target).focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!queue.querySelector("input[name=day]:checked")) event.target.checked = true;
      queue.requestSubmit();
    }
  });
  const find = queue.querySelector("#find");
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (boxes().length) boxes()[0].focus();
  });
  find.addEventListener("input", () => {
    const words = plain(find.value).split(" ").filter(Boolean);
    queue.querySelectorAll(".waiting").forEach((row) => {
      const name = plain(row.dataset.name);
      row.hidden = !words.every((word) => name.includes(word));
    });
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function improveForm(form) {
  const reason = form.querySelector("#id_reason");
  const event = form.querySelector("[data-event-field]");
  const name = form.querySelector("[data-name-field]");
  const show = () => {
    const option = reason.selectedOptions[0];
    event.hidden = !(option && option.dataset.event) && !event.querySelector(".has-error");
    const person = form.querySelector("input[name=given_by]:checked");
    name.hidden = !(person && "needsName" in person.dataset) && !name.classList.contains("has-error");
  };
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
