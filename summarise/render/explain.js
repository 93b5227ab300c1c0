"use strict";
const field = document.querySelector("#words");
const count = document.querySelector("#count");
const items = [...document.querySelectorAll("li")];
document.querySelector(".search").hidden = false;
function search() {
  const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of items) {
    const report = item.closest("details");
    const said = (item.textContent + " " + (report ? report.firstElementChild.textContent : "")).toLocaleLowerCase();
    item.hidden = !words.every((word) => said.includes(word));
    shown += !item.hidden;
  }
  for (const part of [...document.querySelectorAll("details"), ...document.querySelectorAll("section")]) {
    part.hidden = !part.querySelector("li:not([hidden])");
    if (words.length && part.matches("details")) part.open = !part.hidden;
  }
  count.textContent = words.length ? `${shown} of ${items.length}` : "";
}
field.addEventListener("input", search);
