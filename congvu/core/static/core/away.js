// The page of an office that is away: asks, with growing pauses, whether the page one wants is there, and goes to it.

(() => {
  const place = document.querySelector("[data-away]");
  const { away: onward, words } = place.dataset;
  let pause = 2;

  async function ask() {
    const answer = await fetch(onward, { redirect: "manual" }).catch(() => null);
    if (answer?.status < 500) return location.replace(onward);
    pause = Math.min(pause * 1.5, 60);
    wait();
  }

  function wait() {
    const seconds = pause * (0.8 + Math.random() * 0.4); // so that not all pages ask in the same moment
    place.textContent = words.replace("{seconds}", Math.round(seconds));
    place.hidden = false;
    setTimeout(ask, seconds * 1000);
  }

  wait();
})();
