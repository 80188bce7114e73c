// @ts-check

/**
 * Keeps the page as high as the part of the screen that the on-screen keyboard leaves. Browsers that resize the page themselves, as the
 * viewport of the page asks for, report no difference.
 */
export function followVisualViewport() {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const update = () => {
    const isCovered = viewport.scale === 1 && viewport.height < window.innerHeight - 1;
    if (isCovered) document.documentElement.style.setProperty("--height", `${Math.round(viewport.height)}px`);
    else document.documentElement.style.removeProperty("--height");
    if (isCovered) window.scrollTo(0, 0); // Safari moves the page up to show the field, which is visible already
  };
  viewport.addEventListener("resize", update);
  update();
}
