// Asks for the token of the control API, where it wants one; start() begins anew once there is one.
import { token } from "./api.js";

const dialog = document.getElementById("token");
const button = document.getElementById("ask-token");

export function askToken(complaint) {
  button.hidden = false;
  dialog.querySelector("[role=alert]").textContent = complaint;
  if (!dialog.open) dialog.showModal();
}

export function tell(problem) {
  const place = document.getElementById("trouble");
  place.hidden = !problem;
  place.textContent = problem ? problem.message : "";
  if (problem?.status === 401 && !dialog.open) askToken(token.get() ? "This token is not taken." : "");
}

export function offerToken(start) {
  button.hidden = !token.get();
  dialog.querySelector("form").addEventListener("submit", ({ target }) => {
    token.set(target.elements.token.value);
    target.reset();
    start();
  });
  dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
  button.addEventListener("click", () => askToken(""));
}
