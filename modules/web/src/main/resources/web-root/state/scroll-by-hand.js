// @ts-check

/**
 * The page also scrolls on its own. This tells when a person does it: with a wheel or a finger in a list of messages.
 * @param {() => void} act
 */
export function onScrollByHand(act) {
  for (const type of ["wheel", "touchmove"]) {
    addEventListener(
      type,
      ({ target }) => {
        if (target instanceof Element && target.closest(".scroller")) act();
      },
      { passive: true },
    );
  }
}
