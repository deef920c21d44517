// Ready phrases under a text field: a tap puts the phrase where the words end.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-phrases] button");
  if (!button) return;
  event.preventDefault();
  const field = document.getElementById(button.parentElement.dataset.phrases);
  const gap = field.value && !/\s$/.test(field.value) ? " " : "";
  field.value += gap + button.textContent.trim();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
