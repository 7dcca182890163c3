// A file that is larger than may come is told before it is sent; the server stops it anyway.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-limit]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const told = form.querySelector(".too-large");
  const isTooLarge = () => input.files.length > 0 && input.files[0].size > Number(form.dataset.limit);
  input.addEventListener("change", () => { told.hidden = !isTooLarge(); });
  form.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    told.hidden = false;
    input.focus();
  });
});
